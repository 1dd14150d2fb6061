import * as z from 'zod'
import { unassigned } from '../../agreements/records/group.ts'
import { accessEntry } from '../../audit/trail.ts'
import { conflict, expectVersion, invalidInput, type Versions } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import { derivedId } from '../../foundation/table/ids.ts'
import { groupKey, openReports, reportKey, reportsByType } from '../../foundation/table/keys.ts'
import type { Change, Ledger, LedgerWith, Who } from '../../foundation/table/ledger.ts'
import type { ListPage, PageRequest } from '../../foundation/table/lists.ts'
import { commit, remove, type Table, type Write } from '../../foundation/table/table.ts'
import { plainly } from '../../foundation/text/name.ts'
import { expiryOf, hasExpired, newRun, runsOf } from '../../work/run.ts'
import { type FollowUp, followUpOf, type Work } from '../../work/work.ts'
import { eventType, type StoredEvent, workOfEvents } from '../events/events.ts'
import {
  groupsOf,
  type NewReport,
  type Report,
  ReportFormat,
  ReportType,
  reportNames,
  StoredReport,
  showReport,
} from './report.ts'
import type { ReportFiles } from './report-files.ts'

export const reportRuns = runsOf<StoredReport>({
  name: 'report',
  parse: (item) => StoredReport.parse(item),
  key: reportKey,
  listedIn: ({ type }) => reportsByType(type),
  openIn: openReports,
})

export const isOpen = ({ status }: StoredReport): boolean => status === 'queued' || status === 'running'

export type ReportLedger = LedgerWith<'retentionDays' | 'announceReport'>

/** Seconds until the table's stream has counted the latest changes, so that the report can wait for them. */
const untilCounted = 2

/** @throws LedgerError `group-not-found`, with a pointer to each */
export const expectGroups = async (table: Table, groupIds: readonly string[], pointer = ''): Promise<void> => {
  const found = await table.getMany(groupIds.filter((id) => id !== unassigned.id).map(groupKey))
  const known = new Set<unknown>([unassigned.id, ...found.map(({ id }) => id)])
  const errors = groupIds
    .map((id, index) => ({ id, pointer: `${pointer}/groupIds/${index}` }))
    .filter(({ id }) => !known.has(id))
    .map((at) => ({ pointer: at.pointer, code: 'group-not-found', message: `There is no group ${at.id}.` }))
  if (errors.length > 0) throw invalidInput(errors)
}

/** @param reports those among them that are exports, as these hold details */
const exportEntry = (
  { newId }: Pick<Ledger, 'newId'>,
  who: Who,
  action: 'export-requested' | 'export-opened',
  reports: readonly StoredReport[],
): Write[] => {
  const exports = reports.filter(({ type }) => type === 'export').map(({ id }) => ({ id, name: reportNames.export }))
  return exports.length > 0 ? [accessEntry(newId(), who, action, 'report', exports)] : []
}

/** @throws LedgerError `group-not-found` */
export const requestReport = async (
  ledger: ReportLedger,
  request: NewReport,
  change: Change,
  schedule?: StoredReport['schedule'],
): Promise<Report> => {
  await expectGroups(ledger.table, groupsOf(request))
  const { actor, at } = change
  const begun = { status: 'queued', done: 0, total: 0, expiresAt: expiryOf(at, ledger.retentionDays) } as const
  const report = { ...newRun(ledger.newId(), at), actor, ...request, schedule, ...begun }
  const shown = showReport(report)
  await commit(ledger.table, [
    ...change.alongside(shown),
    reportRuns.add(report),
    ...exportEntry(ledger, change, 'export-requested', [report]),
  ])
  await ledger.announceReport(report.id, report.type === 'export' ? 0 : untilCounted)
  return shown
}

export interface ReportShelf extends Ledger {
  files: ReportFiles
}

type Types = readonly ReportType[]

/** What links are given out of exports is in the trail before it happens. @throws Busy */
export const recordOpening = async (ledger: Ledger, who: Who, reports: readonly StoredReport[]): Promise<void> =>
  commit(ledger.table, exportEntry(ledger, who, 'export-opened', reports))

const isMade = ({ status }: StoredReport): boolean => status === 'completed'

const findReport = ({ table, now }: ReportShelf, id: string, types: Types): Promise<StoredReport> =>
  reportRuns.get(table, id, (report) => types.includes(report.type) && !hasExpired(report, now()))

/** @throws LedgerError `report-not-found` */
export const getReport = async (shelf: ReportShelf, id: string, types: Types, reader: Who): Promise<Report> => {
  const report = await findReport(shelf, id, types)
  if (!isMade(report)) return showReport(report)
  await recordOpening(shelf, reader, [report])
  return showReport(report, await shelf.files.link(report))
}

/** Who looks at a list opens no export: the run itself gives its link. */
const isLinkedInLists = (report: StoredReport): boolean => isMade(report) && report.type !== 'export'

export const listReports = async (shelf: ReportShelf, types: Types, page: PageRequest): Promise<ListPage<Report>> => {
  const { items, ...rest } = await reportRuns.list(shelf.table, types.map(reportsByType), page)
  const kept = items.filter((report) => !hasExpired(report, shelf.now()))
  const link = (report: StoredReport) => (isLinkedInLists(report) ? shelf.files.link(report) : undefined)
  return { items: await Promise.all(kept.map(async (report) => showReport(report, await link(report)))), ...rest }
}

/** Its worker fails at the next step. @throws LedgerError `report-not-found`, `report-ended` */
export const cancelReport = (
  shelf: ReportShelf,
  id: string,
  types: Types,
  { at, alongside }: Change,
): Promise<Report> =>
  settle(async () => {
    const report = await findReport(shelf, id, types)
    const { status } = report
    if (status !== 'cancelled' && !isOpen(report))
      throw conflict('report-ended', `Report ${id} has ended already: it is ${status}.`)
    const changes = { status: 'cancelled', finishedAt: at } as const
    const shown = showReport(isOpen(report) ? reportRuns.changed(report, changes, at) : report)
    if (isOpen(report)) await commit(shelf.table, [...alongside(shown), reportRuns.change(report, changes, at)])
    await shelf.files.remove(report)
    return shown
  })

/** @throws LedgerError `report-not-found`, `report-running`, `stale-version` */
export const deleteReport = (shelf: ReportShelf, id: string, types: Types, expected?: Versions): Promise<void> =>
  settle(async () => {
    const report = await findReport(shelf, id, types)
    expectVersion(report.version, expected)
    if (isOpen(report)) throw conflict('report-running', `Report ${id} is not done yet. Delete it when it has ended.`)
    // First, so that a failure can be repeated.
    await shelf.files.remove(report)
    await commit(shelf.table, [remove(reportKey(id), { equals: { version: report.version } })])
  })

const schedule = z.strictObject({ id: z.string(), name: z.string(), dueAt: z.iso.datetime() }).optional()
const report = z.strictObject({ id: z.string(), type: ReportType, format: ReportFormat.optional() })

export const reportEvents = {
  ReportCompleted: eventType('ReportCompleted', { report, schedule }),
  ReportFailed: eventType('ReportFailed', {
    report: report.optional().meta({ description: 'Absent when a scheduled run could not even begin.' }),
    schedule,
    error: z.strictObject({ code: z.string(), message: z.string() }),
  }),
}

const eventOfEnd = ({ id, type, format, schedule, error }: StoredReport, at: string): StoredEvent => {
  const name = reportNames[type]
  const what = `A ${name}${schedule ? ` of the schedule ${plainly(schedule.name)}` : ''}`
  const asked = schedule && { id: schedule.id, name: schedule.name, dueAt: schedule.dueAt }
  const told = { at, path: `/reports/${id}`, report: { id, type, format }, schedule: asked }
  if (!error)
    return reportEvents.ReportCompleted.of([id], { ...told, title: `${name} completed`, message: `${what} is ready.` })
  const message = `${what} could not be made: ${error.message}`
  return reportEvents.ReportFailed.of([id], { ...told, title: `${name} failed`, message, error })
}

export const followUpOfEnd = (report: StoredReport): FollowUp => {
  const { id: subjectId, schedule, error, finishedAt: at = report.updatedAt } = report
  const mails = (error ? [] : (schedule?.recipients ?? [])).map((to): Work => {
    const id = derivedId('send-mail', subjectId, to)
    return { id, kind: 'send-mail', subjectId, mail: { to }, actor: 'reports', createdAt: at }
  })
  return followUpOf([...workOfEvents([eventOfEnd(report, at)], at), ...mails])
}
