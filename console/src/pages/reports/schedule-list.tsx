import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, onlyVersion, read } from '../../api/client.ts'
import { useList } from '../../api/queries.ts'
import { useAct } from '../../ledger/act.ts'
import { Loaded } from '../../ledger/loaded.tsx'
import { useIsManager } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { rhythmOf, sayRhythm } from '../../ledger/rhythm.ts'
import { text as reports } from '../../texts/en/reports.ts'
import { text as rhythmText } from '../../texts/en/rhythm.ts'
import { text } from '../../texts/en/schedules.ts'
import { ago, time } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Bar, Empty } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import { Table, toggled } from '../../ui/table.tsx'
import { tell } from '../../ui/toast.tsx'
import { formatName, reportsList, type Schedule, schedulesQuery } from './queries.ts'
import { reportMeans } from './report-list.tsx'
import styles from './reports.module.css'
import { EditSchedule } from './schedule-form.tsx'
import { newScheduleOf, valuesOf } from './schedule-values.ts'

/** In the time zone of the schedule, as its times are meant. */
const inItsZone = (instant: string, timeZone: string, style: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(navigator.language, { ...style, timeZone }).format(new Date(instant))

const full = { dateStyle: 'full', timeStyle: 'short' } as const
const short = { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' } as const

const sayTimes = (schedule: Schedule): string => {
  const words = sayRhythm(rhythmOf(schedule))
  return schedule.rate === undefined ? rhythmText.words.in(words, schedule.timeZone) : words
}

const Next = ({ nextDueTimes: [next, ...later], timeZone }: Schedule) =>
  next === undefined ? (
    text.never
  ) : (
    <>
      {text.nextAt(inItsZone(next, timeZone, full), timeZone, ago(next))}
      {later.map((time) => (
        <small key={time} className={styles.later}>
          {text.afterwards(inItsZone(time, timeZone, short))}
        </small>
      ))}
    </>
  )

const LastRun = ({ lastRun, missed }: Schedule) => {
  if (!lastRun) return text.noRun
  const { dueAt, status, error, reportId } = lastRun
  return (
    <>
      <Status means={reportMeans[status]}>{reports.statuses[status]}</Status>{' '}
      {reportId !== undefined && status === 'completed' ? (
        <Link to="/reports" search={{ report: reportId }}>
          {time(dueAt)}
        </Link>
      ) : (
        time(dueAt)
      )}
      {error && <p>{error.message}</p>}
      {missed > 0 && <p>{text.missed(missed)}</p>}
    </>
  )
}

/** Among the reports that were made last: the API lists them all together. */
const Runs = ({ schedule }: { schedule: Schedule }) => {
  const { rows, query } = useList(reportsList)
  const runs = rows.filter(({ scheduleId }) => scheduleId === schedule.id)
  if (query.isSuccess && runs.length === 0) return <p>{text.noRuns}</p>
  return (
    <Table
      label={text.runsOf(schedule.name)}
      rows={runs}
      keyOf={({ id }) => id}
      columns={[
        {
          id: 'made',
          header: reports.made,
          render: ({ id, createdAt }) => (
            <Link to="/reports" search={{ report: id }}>
              {time(createdAt)}
            </Link>
          ),
        },
        {
          id: 'status',
          header: reports.status,
          render: ({ status }) => <Status means={reportMeans[status]}>{reports.statuses[status]}</Status>,
        },
      ]}
    />
  )
}

const DeleteSchedule = ({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) => {
  const { id, name, version } = schedule
  const restoring = useAct({
    act: () => read(api.POST('/report-schedules', { body: newScheduleOf(valuesOf(schedule)) })),
    say: () => ({ title: text.restored(name) }),
  })
  const { act, isBusy, error } = useAct({
    act: () => {
      const params = { path: { scheduleId: id }, header: onlyVersion(version) }
      return read(api.DELETE('/report-schedules/{scheduleId}', { params }))
    },
    done: () => {
      tell({ title: text.removed(name), action: { label: text.undo, act: () => restoring.act() } })
      onClose()
    },
  })
  return (
    <Dialog
      title={text.removeTitle(name)}
      description={text.removeHint}
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

/** Reports that are made again and again, with when the next one comes. */
export const ScheduleList = ({ onMake }: { onMake: () => void }) => {
  const isManager = useIsManager()
  const query = useQuery(schedulesQuery)
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [editing, setEditing] = useState<Schedule>()
  const [deleting, setDeleting] = useState<Schedule>()
  return (
    <Loaded query={query}>
      {({ items }) => (
        <>
          {items.length === 0 ? (
            <Empty
              title={text.empty}
              actions={
                isManager && (
                  <Button look="main" onClick={onMake}>
                    {text.make}
                  </Button>
                )
              }
            >
              <p>{text.emptyHint}</p>
            </Empty>
          ) : (
            <Table
              label={text.list}
              rows={items}
              keyOf={({ id }) => id}
              unfold={{
                open,
                onToggle: (key) => setOpen(toggled(open, key)),
                nameOf: ({ name }) => text.runsOf(name),
                render: (schedule) => <Runs schedule={schedule} />,
              }}
              columns={[
                { id: 'name', header: text.name, render: ({ name }) => <strong>{name}</strong> },
                {
                  id: 'report',
                  header: text.report,
                  isMinor: true,
                  render: ({ report }) =>
                    `${reports.types[report.type]}, ${formatName({ type: report.type, ...('format' in report && { format: report.format }) })}`,
                },
                { id: 'when', header: text.when, render: sayTimes },
                { id: 'next', header: text.next, render: (schedule) => <Next {...schedule} /> },
                { id: 'last', header: text.last, isMinor: true, render: (schedule) => <LastRun {...schedule} /> },
                ...(isManager
                  ? [
                      {
                        id: 'recipients',
                        header: text.recipients,
                        isMinor: true,
                        render: ({ recipients = [] }: Schedule) => recipients.join(', ') || '–',
                      },
                      {
                        id: 'act',
                        header: reports.act,
                        render: (schedule: Schedule) => (
                          <Bar>
                            <Button aria-label={text.editOf(schedule.name)} onClick={() => setEditing(schedule)}>
                              {text.edit}
                            </Button>
                            <Button
                              look="quiet"
                              aria-label={`${text.remove} ${schedule.name}`}
                              onClick={() => setDeleting(schedule)}
                            >
                              {text.remove}
                            </Button>
                          </Bar>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          )}
          {editing && <EditSchedule schedule={editing} onClose={() => setEditing(undefined)} />}
          {deleting && <DeleteSchedule schedule={deleting} onClose={() => setDeleting(undefined)} />}
        </>
      )}
    </Loaded>
  )
}
