import { derivedId } from '../../foundation/table/ids.ts'
import type { Write } from '../../foundation/table/table.ts'
import { plainly } from '../../foundation/text/name.ts'
import { addWork, type Work } from '../../work/work.ts'
import { eventOf } from '../events/event.ts'
import { workOfEvents } from '../events/leave-events.ts'
import type { StoredEvent } from '../events/stored-event.ts'
import { reportNames, type StoredReport } from './report.ts'

const eventOfEnd = (report: StoredReport, at: string): StoredEvent => {
  const { id, type, format, schedule, error } = report
  const name = reportNames[type]
  const told = {
    at,
    path: `/reports/${id}`,
    report: { id, type, ...(format && { format }) },
    ...(schedule && { schedule: { id: schedule.id, name: schedule.name, dueAt: schedule.dueAt } }),
  }
  const ofSchedule = schedule ? ` of the schedule ${plainly(schedule.name)}` : ''
  if (!error)
    return eventOf('ReportCompleted', [id], {
      ...told,
      title: `${name} completed`,
      message: `A ${name}${ofSchedule} is ready.`,
    })
  const message = `A ${name}${ofSchedule} could not be made: ${error.message}`
  return eventOf('ReportFailed', [id], { ...told, title: `${name} failed`, message, error })
}

/** What follows the end of a run: an event, and a mail to each recipient of a schedule whose report was made. */
export const workOfEnd = (report: StoredReport): Work[] => {
  const at = report.finishedAt ?? report.updatedAt
  const { schedule, error } = report
  const mails = schedule && !error ? schedule.recipients : []
  return [
    ...workOfEvents([eventOfEnd(report, at)], at),
    ...mails.map((to): Work => {
      const { name: scheduleName, dueAt, timeZone } = schedule ?? { name: '', dueAt: at, timeZone: 'UTC' }
      const id = derivedId('send-mail', report.id, to)
      const mail = { to, scheduleName, dueAt, timeZone }
      return { id, kind: 'send-mail', subjectId: report.id, mail, actor: 'reports', createdAt: at }
    }),
  ]
}

/** Leaves to be told that a run has ended, in the transaction that ends it. @param report as it is then */
export const announceEnd = (report: StoredReport): Write[] => workOfEnd(report).map(addWork)
