import { api, read } from '../../api/client.ts'
import { useAct } from '../../ledger/act.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/alerts.ts'
import { text as common } from '../../texts/en/common.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useDraft } from '../../ui/draft.ts'
import { Field, Form, TextArea } from '../../ui/field.tsx'
import type { Alert } from './queries.ts'

const formId = 'acknowledge'

interface AcknowledgeProps {
  alert: Alert
  onClose: () => void
}

/** Says that somebody has an alert in hand, with a note. */
export const Acknowledge = ({ alert, onClose }: AcknowledgeProps) => {
  const { id, kind, title, status, acknowledged } = alert
  const [note, keep, drop] = useDraft(`alert ${id}`, acknowledged?.note ?? '')
  const isEnding = kind === 'import-failed' && status === 'open'
  const end = (): void => {
    drop()
    onClose()
  }
  const act = useAct({
    act: () => read(api.POST('/alerts/{alertId}/acknowledge', { params: { path: { alertId: id } }, body: { note } })),
    say: () => ({ title: text.done, description: title }),
    done: () => {
      end()
      // Its row leaves the list, and takes the button that had the focus.
      if (isEnding) requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-page-title]')?.focus())
    },
  })
  return (
    <Dialog
      title={acknowledged ? text.changeNoteOf(title) : text.acknowledgeOne(title)}
      description={isEnding ? text.acknowledgeEnds : text.acknowledgeHint}
      isOpen
      onClose={end}
      actions={
        <Button look="main" type="submit" form={formId} busy={act.isBusy}>
          {acknowledged ? common.save : text.acknowledge}
        </Button>
      }
    >
      <Form id={formId} errors={act.errors} onSubmit={() => act.act()}>
        {act.error && <ProblemNotice error={act.error} />}
        <Field label={text.note} name="note" hint={text.noteHint}>
          <TextArea value={note} onChange={keep} />
        </Field>
      </Form>
    </Dialog>
  )
}
