import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, onlyVersion, read } from '../../api/client.ts'
import { useList } from '../../api/queries.ts'
import { useAct } from '../../ledger/act.ts'
import { useActorName } from '../../ledger/actor-name.ts'
import { DecisionPreview } from '../../ledger/decision-preview.tsx'
import { useIsManager } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/recognition.ts'
import { words } from '../../texts/en/words.ts'
import { time } from '../../texts/format.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Grid } from '../../ui/grid.tsx'
import { Bar, Empty, Section } from '../../ui/page.tsx'
import { tell } from '../../ui/toast.tsx'
import { useRested } from '../../ui/use-rested.ts'
import { EditLine, NewLine } from './line-form.tsx'
import { newLineOf, valuesOf } from './line-values.ts'
import { type Line, linesList } from './queries.ts'
import styles from './trail.module.css'

const DeleteLine = ({ line, onClose }: { line: Line; onClose: () => void }) => {
  const { id: lineId, title, revision } = line
  const restoring = useAct({
    act: () =>
      read(api.PUT('/recognition/{lineId}', { params: { path: { lineId } }, body: newLineOf(valuesOf(line)) })),
    say: () => ({ title: text.restored(title) }),
  })
  const { act, isBusy, error } = useAct({
    act: () =>
      read(api.DELETE('/recognition/{lineId}', { params: { path: { lineId }, header: onlyVersion(revision) } })),
    done: () => {
      tell({ title: text.removed(title), action: { label: text.undo, act: () => restoring.act() } })
      onClose()
    },
  })
  return (
    <Dialog
      title={text.removeTitle(title)}
      description={text.removeHint}
      isOpen
      onClose={onClose}
      shape="wide"
      actions={
        <Button look="danger" busy={isBusy} onClick={() => act()}>
          {text.remove}
        </Button>
      }
    >
      {error && <ProblemNotice error={error} />}
      <Section title={text.preview}>
        <DecisionPreview request={{ method: 'DELETE', path: `/recognition/${lineId}` }} />
      </Section>
    </Dialog>
  )
}

/** What managers have said of names, whatever the data of the ledger say. */
export const Recognition = () => {
  const isManager = useIsManager()
  const actorName = useActorName()
  const [typed, setTyped] = useState('')
  const contains = useRested(typed.trim())
  const { query, rows, grid } = useList(linesList(contains))
  const [isAdding, setAdding] = useState(false)
  const [editing, setEditing] = useState<Line>()
  const [deleting, setDeleting] = useState<Line>()
  const add = isManager && (
    <Button look="main" onClick={() => setAdding(true)}>
      {text.add}
    </Button>
  )
  const dialogs = (
    <>
      {isAdding && <NewLine onClose={() => setAdding(false)} />}
      {editing && <EditLine line={editing} onClose={() => setEditing(undefined)} />}
      {deleting && <DeleteLine line={deleting} onClose={() => setDeleting(undefined)} />}
    </>
  )
  if (query.isSuccess && rows.length === 0 && contains === '')
    return (
      <>
        <Empty
          title={text.empty}
          actions={
            isManager && (
              <>
                <Link to="/imports" className={buttonLook()}>
                  {text.toImports}
                </Link>
                {add}
              </>
            )
          }
        >
          <p>{text.emptyHint}</p>
        </Empty>
        {dialogs}
      </>
    )
  return (
    <>
      <p className={styles.soft}>{text.hint}</p>
      <Bar>
        <Field label={text.find} name="contains" hidesLabel>
          <Input type="search" value={typed} onChange={setTyped} placeholder={text.findHint} />
        </Field>
        {add}
      </Bar>
      {query.error && <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && rows.length === 0 ? (
        <p role="status">{text.nothingFound}</p>
      ) : (
        <Grid
          label={text.list}
          {...grid}
          keyOf={({ id }) => id}
          columns={[
            { id: 'title', header: text.title, width: 'minmax(10rem, 2fr)', render: ({ title }) => title },
            {
              id: 'publisher',
              header: text.publisher,
              width: 'minmax(7rem, 1fr)',
              isMinor: true,
              render: ({ publisher }) => publisher,
            },
            { id: 'kind', header: text.kind, width: '8rem', render: ({ kind }) => words.titleKind[kind] },
            {
              id: 'product',
              header: text.family,
              width: 'minmax(8rem, 1fr)',
              isMinor: true,
              render: ({ family, edition, version }) => [family, edition, version].filter(Boolean).join(' '),
            },
            {
              id: 'by',
              header: text.by,
              width: 'minmax(7rem, 1fr)',
              isMinor: true,
              render: ({ by }) => actorName(by),
            },
            { id: 'at', header: text.at, width: '11rem', isMinor: true, render: ({ at }) => time(at) },
            ...(isManager
              ? [
                  {
                    id: 'edit',
                    header: text.edit,
                    width: '6rem',
                    render: (line: Line) => (
                      <Button look="quiet" aria-label={text.editOf(line.title)} onClick={() => setEditing(line)}>
                        {text.edit}
                      </Button>
                    ),
                  },
                  {
                    id: 'remove',
                    header: text.remove,
                    width: '7.5rem',
                    isMinor: true,
                    render: (line: Line) => (
                      <Button look="quiet" aria-label={text.removeOf(line.title)} onClick={() => setDeleting(line)}>
                        {text.remove}
                      </Button>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {dialogs}
    </>
  )
}
