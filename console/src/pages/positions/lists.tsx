import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/positions.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Form, Input } from '../../ui/field.tsx'
import { tell } from '../../ui/toast.tsx'
import styles from './lists.module.css'
import { type Search, usePositionSearch } from './search.ts'
import { type SavedView, useSavedViews } from './views.ts'

/** What people ask for first. Only families have a surplus: licenses that nothing in a family requires. */
const named: Record<'families' | 'titles', readonly SavedView[]> = {
  families: [
    { name: text.all, search: {} },
    { name: text.underLicensed, search: { status: 'under-licensed', sort: '-shortfall' } },
    { name: text.unlicensed, search: { status: 'unlicensed', sort: '-shortfall' } },
    { name: text.surplus, search: { has: 'surplus', sort: '-surplus' } },
  ],
  titles: [
    { name: text.all, search: { view: 'titles' } },
    { name: text.underLicensed, search: { view: 'titles', status: 'short', sort: 'difference' } },
    { name: text.unlicensed, search: { view: 'titles', status: 'no-entitlement', sort: '-installedCount' } },
    { name: text.unused, search: { view: 'titles', status: 'unused', sort: '-entitledCount' } },
  ],
}

/** What makes a view: all of the address but days and order. */
const sameOf = ({ sort: _, day: __, since: ___, ...search }: Search): string =>
  JSON.stringify(
    Object.entries(search)
      .filter(([, value]) => value !== undefined)
      .sort(),
  )

const ListLink = ({ view, here }: { view: SavedView; here: Search }) => {
  const isHere = sameOf(view.search) === sameOf(here)
  return (
    <Link
      to="/positions"
      search={{ ...view.search, day: here.day }}
      className={styles.list}
      activeProps={{}}
      aria-current={isHere ? 'true' : undefined}
      data-here={isHere || undefined}
    >
      {view.name}
    </Link>
  )
}

interface SaveDialogProps {
  onSave: (name: string) => void
  onClose: () => void
}

const SaveDialog = ({ onSave, onClose }: SaveDialogProps) => {
  const [name, setName] = useState('')
  const [isAsked, setAsked] = useState(false)
  const trimmed = name.trim()
  return (
    <Dialog
      title={text.saveView}
      description={text.saveViewHint}
      isOpen
      onClose={onClose}
      actions={
        <Button look="main" type="submit" form="save-view">
          {common.save}
        </Button>
      }
    >
      <Form id="save-view" onSubmit={() => (trimmed === '' ? setAsked(true) : onSave(trimmed))}>
        <Field label={text.viewName} name="name" error={isAsked && trimmed === '' ? text.viewNameMissing : undefined}>
          <Input value={name} onChange={setName} maxLength={60} />
        </Field>
      </Form>
    </Dialog>
  )
}

/** Named lists, and views that the person saved. */
export const Lists = ({ of }: { of: 'families' | 'titles' }) => {
  const { search } = usePositionSearch()
  const { views, save, drop, restore } = useSavedViews()
  const [isSaving, setSaving] = useState(false)
  const saveButton = useRef<HTMLButtonElement>(null)
  const remove = (name: string): void => {
    drop(name)
    saveButton.current?.focus()
    tell({ title: text.viewDeleted(name), action: { label: common.undo, act: () => restore(views) } })
  }
  return (
    <nav aria-label={text.lists} className={styles.lists}>
      {named[of].map((view) => (
        <ListLink key={view.name} view={view} here={search} />
      ))}
      {views.map((view) => (
        <span key={view.name} className={styles.item}>
          <ListLink view={view} here={search} />
          <Button look="quiet" aria-label={text.deleteView(view.name)} onClick={() => remove(view.name)}>
            <span aria-hidden="true">×</span>
          </Button>
        </span>
      ))}
      <Button look="quiet" ref={saveButton} onClick={() => setSaving(true)}>
        {text.saveView}
      </Button>
      {isSaving && (
        <SaveDialog
          onClose={() => setSaving(false)}
          onSave={(name) => {
            const { day: _, since: __, ...kept } = search
            save({ name, search: kept })
            setSaving(false)
            tell({ title: text.viewSaved(name) })
          }}
        />
      )}
    </nav>
  )
}
