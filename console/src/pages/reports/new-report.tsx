import { api, read } from '../../api/client.ts'
import { useAct } from '../../ledger/act.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/reports.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useDraft } from '../../ui/draft.ts'
import { Form } from '../../ui/field.tsx'
import { reportName } from './queries.ts'
import { ReportFields } from './report-fields.tsx'
import { newReportOf, usual, type Wanted } from './wanted.ts'

const formId = 'new-report'

/** Asks for a report. The list shows how far it is. */
export const NewReport = ({ onClose }: { onClose: () => void }) => {
  const [wanted, setWanted, drop] = useDraft<Wanted>('new-report', usual)
  const { act, isBusy, error, errors } = useAct({
    act: () => read(api.POST('/reports', { body: newReportOf(wanted) })),
    say: (report) => ({ title: text.asked(reportName(report)) }),
    done: () => {
      drop()
      onClose()
    },
  })
  return (
    <Dialog
      title={text.makeTitle}
      description={text.makeHint}
      isOpen
      onClose={onClose}
      actions={
        <Button type="submit" form={formId} look="main" busy={isBusy}>
          {text.makeAct}
        </Button>
      }
    >
      <Form id={formId} errors={errors} onSubmit={() => act()}>
        <ReportFields wanted={wanted} onChange={(changed) => setWanted({ ...wanted, ...changed })} />
        {error && <ProblemNotice error={error} />}
      </Form>
    </Dialog>
  )
}
