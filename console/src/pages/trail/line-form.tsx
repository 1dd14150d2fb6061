import { useState } from 'react'
import { api, onlyVersion, read } from '../../api/client.ts'
import type { Request } from '../../api/requests.ts'
import { useAct } from '../../ledger/act.ts'
import { DecisionPreview } from '../../ledger/decision-preview.tsx'
import { useEdit } from '../../ledger/edit.tsx'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/recognition.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useDraft } from '../../ui/draft.ts'
import { Field, Form, Input, Select } from '../../ui/field.tsx'
import { Bar, Section } from '../../ui/page.tsx'
import { type LineValues, newLineId, newLineOf, noLine, valuesOf } from './line-values.ts'
import { type Line, readLine } from './queries.ts'

const formId = 'line'
const kinds = Object.entries(text.kinds).map(([value, label]) => ({ value, label }))

/** What a line would be called before it is made: previews store nothing. */
const previewId = 'preview'

interface FieldsProps {
  values: LineValues
  onChange: (changed: Partial<LineValues>) => void
}

const Fields = ({ values, onChange }: FieldsProps) => (
  <>
    <Field label={text.publisher} name="publisher" hint={text.publisherHint}>
      <Input value={values.publisher} onChange={(publisher) => onChange({ publisher })} />
    </Field>
    <Field label={text.title} name="title" hint={text.titleHint}>
      <Input value={values.title} onChange={(title) => onChange({ title })} />
    </Field>
    <Field label={text.kind} name="kind">
      <Select value={values.kind} options={kinds} onChange={(kind) => onChange({ kind: kind as Line['kind'] })} />
    </Field>
    <Bar>
      <Field label={text.family} name="family" hint={text.familyHint}>
        <Input value={values.family} onChange={(family) => onChange({ family })} />
      </Field>
      <Field label={text.edition} name="edition" hint={text.editionHint}>
        <Input value={values.edition} onChange={(edition) => onChange({ edition })} />
      </Field>
      <Field label={text.version} name="version" hint={text.versionHint}>
        <Input value={values.version} onChange={(version) => onChange({ version })} />
      </Field>
    </Bar>
  </>
)

/** Which titles a line would catch. It is asked for: what is half typed changes nothing. */
const Preview = ({ lineId, values }: { lineId: string; values: LineValues }) => {
  const [asked, setAsked] = useState<Request>()
  const request: Request = { method: 'PUT', path: `/recognition/${lineId}`, body: { ...newLineOf(values) } }
  return (
    <Section title={text.preview} actions={<Button onClick={() => setAsked(request)}>{text.see}</Button>}>
      {asked && JSON.stringify(asked) === JSON.stringify(request) && <DecisionPreview request={asked} />}
    </Section>
  )
}

export const NewLine = ({ onClose }: { onClose: () => void }) => {
  const [values, setValues, drop] = useDraft('new-line', noLine)
  const { act, isBusy, error, errors } = useAct({
    act: () => {
      const lineId = newLineId(values, crypto.randomUUID().slice(0, 8))
      return read(api.PUT('/recognition/{lineId}', { params: { path: { lineId } }, body: newLineOf(values) }))
    },
    say: ({ title }) => ({ title: text.saved(title) }),
    done: () => {
      drop()
      onClose()
    },
  })
  return (
    <Dialog
      title={text.addTitle}
      description={text.hint}
      isOpen
      onClose={onClose}
      shape="wide"
      actions={
        <Button type="submit" form={formId} look="main" busy={isBusy}>
          {text.save}
        </Button>
      }
    >
      <Form id={formId} errors={errors} onSubmit={() => act()}>
        <Fields values={values} onChange={(changed) => setValues({ ...values, ...changed })} />
        {error && <ProblemNotice error={error} />}
      </Form>
      <Preview lineId={previewId} values={values} />
    </Dialog>
  )
}

const words = {
  publisher: { label: text.publisher },
  title: { label: text.title },
  kind: { label: text.kind, show: (kind: Line['kind']) => text.kinds[kind] },
  family: { label: text.family },
  edition: { label: text.edition },
  version: { label: text.version },
}

const storedOf = (line: Line) => ({
  values: valuesOf(line),
  version: line.revision,
  changed: { actor: line.by, at: line.at },
})

export const EditLine = ({ line, onClose }: { line: Line; onClose: () => void }) => {
  const lineId = line.id
  const edit = useEdit<LineValues, Line>({
    key: `line ${lineId}`,
    name: line.title,
    words,
    stored: storedOf(line),
    read: async () => storedOf(await readLine(lineId)),
    // The whole is put: what nobody changed is as it is stored in that version.
    save: async (changed, version) => {
      const body = newLineOf({ ...valuesOf(await readLine(lineId)), ...changed })
      return read(
        api.PUT('/recognition/{lineId}', { params: { path: { lineId }, header: onlyVersion(version) }, body }),
      )
    },
    say: () => ({ title: text.saved(line.title) }),
    onEnd: onClose,
  })
  return (
    <Dialog
      title={text.editTitle}
      isOpen
      onClose={edit.cancel}
      shape="wide"
      actions={
        <Button type="submit" form={formId} look="main" busy={edit.isBusy}>
          {text.save}
        </Button>
      }
    >
      <Form id={formId} errors={edit.errors} onSubmit={edit.submit}>
        <Fields values={edit.typed} onChange={edit.set} />
        {edit.error && !edit.conflict && <ProblemNotice error={edit.error} />}
      </Form>
      <Preview lineId={lineId} values={edit.typed} />
      {edit.conflict}
    </Dialog>
  )
}
