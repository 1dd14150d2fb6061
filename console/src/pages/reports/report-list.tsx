import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, onlyVersion, read } from '../../api/client.ts'
import { useList } from '../../api/queries.ts'
import { useAct } from '../../ledger/act.ts'
import { useIsManager } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/reports.ts'
import { time } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Grid } from '../../ui/grid.tsx'
import { Empty } from '../../ui/page.tsx'
import { type Meaning, Status } from '../../ui/status.tsx'
import { download } from './download.ts'
import { aboutOf, formatName, isOpen, type Report, reportName, reportsList, schedulesQuery } from './queries.ts'

export const reportMeans: Record<Report['status'] | 'deleted', Meaning> = {
  queued: 'plain',
  running: 'plain',
  completed: 'covered',
  failed: 'short',
  cancelled: 'plain',
  deleted: 'plain',
}

const State = ({ status, progress: { done, total }, error }: Report) => (
  <span title={error?.message}>
    <Status means={reportMeans[status]}>
      {status === 'running' && total > 0 ? text.progress(done, total) : text.statuses[status]}
    </Status>
  </span>
)

const labelOf = (report: Report): string => `${reportName(report)}, ${formatName(report)}, ${time(report.createdAt)}`

const DeleteReport = ({ report, onClose }: { report: Report; onClose: () => void }) => {
  const { act, isBusy, error } = useAct({
    act: () => {
      const params = { path: { reportId: report.id }, header: onlyVersion(report.version) }
      return read(api.DELETE('/reports/{reportId}', { params }))
    },
    say: () => ({ title: text.removed }),
    done: onClose,
  })
  return (
    <Dialog
      title={text.removeTitle}
      description={text.removeHint(labelOf(report))}
      isOpen
      onClose={onClose}
      actions={
        <Button look="danger" busy={isBusy} onClick={() => act()}>
          {text.remove}
        </Button>
      }
    >
      {error && <ProblemNotice error={error} />}
    </Dialog>
  )
}

/** Reports that were made or are being made, newest first. */
export const ReportList = ({ onMake }: { onMake: () => void }) => {
  const isManager = useIsManager()
  const { query, rows, grid } = useList(reportsList)
  const { data: schedules } = useQuery(schedulesQuery)
  const [deleting, setDeleting] = useState<Report>()
  const saving = useAct({ act: download })
  const cancelling = useAct({
    act: ({ id }: Report) => read(api.POST('/reports/{reportId}/cancel', { params: { path: { reportId: id } } })),
    say: () => ({ title: text.cancelled }),
  })
  const problem = query.error ?? saving.error ?? cancelling.error
  if (query.isSuccess && rows.length === 0)
    return (
      <Empty
        title={text.empty}
        actions={
          <Button look="main" onClick={onMake}>
            {text.make}
          </Button>
        }
      >
        <p>{text.emptyHint}</p>
      </Empty>
    )
  const scheduleName = ({ scheduleId }: Report): string =>
    scheduleId === undefined
      ? text.byHand
      : (schedules?.items.find(({ id }) => id === scheduleId)?.name ?? text.deletedSchedule)
  return (
    <>
      {problem && <ProblemNotice error={problem} onRetry={() => void query.refetch()} />}
      <Grid
        label={text.list}
        {...grid}
        keyOf={({ id }) => id}
        columns={[
          {
            id: 'name',
            header: text.type,
            width: 'minmax(8rem, 2fr)',
            render: (report) =>
              report.status === 'completed' && report.format === 'html' ? (
                <Link to="/reports" search={{ report: report.id }}>
                  {reportName(report)}
                </Link>
              ) : (
                reportName(report)
              ),
          },
          { id: 'format', header: text.format, width: '7rem', isMinor: true, render: formatName },
          { id: 'about', header: text.about, width: 'minmax(8rem, 1fr)', isMinor: true, render: aboutOf },
          {
            id: 'status',
            header: text.status,
            width: 'minmax(6.5rem, 1fr)',
            render: (report) => <State {...report} />,
          },
          { id: 'made', header: text.made, width: '11rem', isMinor: true, render: ({ createdAt }) => time(createdAt) },
          {
            id: 'schedule',
            header: text.bySchedule,
            width: 'minmax(6rem, 1fr)',
            isMinor: true,
            render: scheduleName,
          },
          {
            id: 'act',
            header: text.act,
            width: '8.25rem',
            render: (report) =>
              report.status === 'completed' ? (
                <Button
                  look="quiet"
                  aria-label={text.downloadOf(labelOf(report))}
                  busy={saving.isBusy}
                  onClick={() => saving.act(report)}
                >
                  {text.download}
                </Button>
              ) : isOpen(report) ? (
                <Button look="quiet" busy={cancelling.isBusy} onClick={() => cancelling.act(report)}>
                  {text.cancel}
                </Button>
              ) : null,
          },
          ...(isManager
            ? [
                {
                  id: 'remove',
                  header: text.remove,
                  width: '7.5rem',
                  isMinor: true,
                  render: (report: Report) =>
                    isOpen(report) ? null : (
                      <Button
                        look="quiet"
                        aria-label={`${text.remove} ${labelOf(report)}`}
                        onClick={() => setDeleting(report)}
                      >
                        {text.remove}
                      </Button>
                    ),
                },
              ]
            : []),
        ]}
      />
      {deleting && <DeleteReport report={deleting} onClose={() => setDeleting(undefined)} />}
    </>
  )
}
