import { useState } from 'react'
import { api, onlyVersion, read } from '../../api/client.ts'
import { queryClient } from '../../api/queries.ts'
import { DecisionPreview } from '../../ledger/decision-preview.tsx'
import { useEdit } from '../../ledger/edit.tsx'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { titleQuery } from '../../ledger/title-query.ts'
import { undoing } from '../../ledger/undoing.ts'
import { text as common } from '../../texts/en/common.ts'
import { text as preview } from '../../texts/en/preview.ts'
import { text } from '../../texts/en/title.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/field.tsx'
import { Section } from '../../ui/page.tsx'
import { Radio } from '../../ui/radio.tsx'
import type { Title } from './title-data.ts'
import styles from './title-page.module.css'

const said = text.kind

/** `null`: what is known of it says so. */
interface Values {
  licensable: boolean | null
}

const options = [
  { licensable: true, label: said.yes },
  { licensable: false, label: said.no },
  { licensable: null, label: said.known, hint: said.knownHint },
] as const

const valuesOf = ({ licensableBy, licensable }: Title): Values => ({
  licensable: licensableBy === 'manager' ? licensable : null,
})

const labelOf = (licensable: Values['licensable']) => options.find((option) => option.licensable === licensable)?.label

/** Whether a title needs a license: with what the answer would change. */
export const KindForm = ({ title, onClose }: { title: Title; onClose: () => void }) => {
  const path = { titleId: title.id }
  const patch = (body: Values, version?: number) =>
    read(
      api.PATCH('/software/{titleId}', {
        params: { path, header: version === undefined ? {} : onlyVersion(version) },
        body,
      }),
    )
  // What an undo brings back; the title is read again meanwhile.
  const [was] = useState(() => valuesOf(title))
  const { typed, set, submit, cancel, hasChanges, errors, error, isBusy, conflict } = useEdit<Values, unknown>({
    key: `title-kind ${title.id}`,
    name: title.title,
    words: { licensable: { label: said.label, show: labelOf } },
    stored: { values: was, version: title.version },
    read: async () => {
      const now = await queryClient.fetchQuery({ ...titleQuery(title.id, undefined), staleTime: 0 })
      return { values: valuesOf(now), version: now.version }
    },
    save: (changed, version, all) => patch({ ...all, ...changed }, version),
    say: () => ({
      title: said.saved(title.title),
      action: undoing(() => patch(was)),
    }),
    onEnd: onClose,
  })
  return (
    <Dialog
      title={said.question}
      description={title.title}
      isOpen
      onClose={cancel}
      shape="wide"
      actions={
        <Button look="main" busy={isBusy} disabled={!hasChanges} type="submit" form="title-kind">
          {common.save}
        </Button>
      }
    >
      <Form id="title-kind" errors={errors} onSubmit={submit}>
        {error && <ProblemNotice error={error} />}
        <fieldset className={styles.list} aria-label={said.question}>
          {options.map((option) => (
            <Radio
              key={option.label}
              name="licensable"
              label={option.label}
              hint={'hint' in option ? option.hint : undefined}
              checked={typed.licensable === option.licensable}
              onChoose={() => set({ licensable: option.licensable })}
            />
          ))}
        </fieldset>
        {hasChanges && (
          <Section title={preview.title}>
            <DecisionPreview request={{ method: 'PATCH', path: `/software/${title.id}`, body: { ...typed } }} />
          </Section>
        )}
        {conflict}
      </Form>
    </Dialog>
  )
}
