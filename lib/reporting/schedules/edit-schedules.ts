import { auditEntry } from '../../audit/trail.ts'
import { expectVersion, invalidInput } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import type { Change, LedgerWith } from '../../foundation/table/ledger.ts'
import { commit, type Write } from '../../foundation/table/table.ts'
import { NewReport } from '../reports/report.ts'
import { expectGroups } from '../reports/report-runs.ts'
import type { NewReportSchedule, ReportSchedule, ReportSchedulePatch, StoredReportSchedule } from './report-schedule.ts'
import { addSchedule, dropSchedule, findSchedule, replaceSchedule, showSchedule, stateOf } from './schedule-store.ts'
import { expectTimes } from './timing.ts'

export type ScheduleLedger = LedgerWith<'timeZone' | 'sendsMail'>

/** @throws LedgerError `mail-not-configured`, `group-not-found` */
const expectDeliverable = async (
  ledger: ScheduleLedger,
  { recipients, report }: StoredReportSchedule,
): Promise<void> => {
  if (recipients.length > 0 && !ledger.sendsMail) {
    const message = 'This deployment sends no mail: its settings name no mail server. Leave recipients out.'
    throw invalidInput([{ pointer: '/recipients', code: 'mail-not-configured', message }])
  }
  await expectGroups(ledger.table, report.groupIds ?? [], '/report')
}

/** @param before, @param after undefined of a schedule that is created or deleted */
const audit = (
  { newId }: ScheduleLedger,
  change: Change,
  before: StoredReportSchedule | undefined,
  after: StoredReportSchedule | undefined,
): Write => {
  const { id = '', name = '' } = after ?? before ?? {}
  const states = { before: before ? stateOf(before) : null, after: after ? stateOf(after) : null }
  const action = before && after ? 'changed' : after ? 'created' : 'deleted'
  return auditEntry(newId(), change, `report-schedule-${action}`, [{ type: 'report-schedule', id, name, ...states }])
}

/**
 * @throws LedgerError `invalid-schedule`, `mail-not-configured`, `group-not-found`, `report-schedule-name-taken`,
 *   `report-schedule-limit-reached`
 */
export const createSchedule = async (
  ledger: ScheduleLedger,
  { timeZone = ledger.timeZone, ...wanted }: NewReportSchedule,
  change: Change,
): Promise<ReportSchedule> => {
  const { actor, at } = change
  const now = new Date(at)
  const times = expectTimes({ ...wanted, timeZone }, now)
  const schedule: StoredReportSchedule = {
    id: ledger.newId(),
    ...wanted,
    timeZone,
    nextDueAt: times(now)?.toISOString(),
    missed: 0,
    revision: 1,
    version: 1,
    createdAt: at,
    createdBy: actor,
    updatedAt: at,
  }
  await expectDeliverable(ledger, schedule)
  const shown = await showSchedule(ledger.table, schedule)
  await commit(ledger.table, [
    ...change.alongside(shown),
    ...addSchedule(schedule),
    audit(ledger, change, undefined, schedule),
  ])
  return shown
}

const patchReport = (report: NewReport, patch: ReportSchedulePatch['report']): NewReport => {
  if (!patch) return report
  // Another type takes other fields; what both take stays.
  const { format: _, ...shared } = { format: undefined, ...report }
  const base = patch.type === undefined || patch.type === report.type ? report : shared
  const merged = Object.entries({ ...base, ...patch }).filter(([, value]) => value !== null)
  const parsed = NewReport.safeParse(Object.fromEntries(merged))
  if (parsed.success) return parsed.data
  const pointerTo = (path: readonly PropertyKey[]) => ['/report', ...path.map(String)].join('/')
  throw invalidInput(
    parsed.error.issues.map(({ path, message }) => ({ pointer: pointerTo(path), code: 'validation', message })),
  )
}

const patched = (schedule: StoredReportSchedule, patch: ReportSchedulePatch, ledgerTimeZone: string) => {
  const { name = schedule.name, timeZone = schedule.timeZone, recipients = schedule.recipients } = patch
  const { cron = patch.rate ? null : schedule.cron, rate = patch.cron ? null : schedule.rate } = patch
  return {
    ...schedule,
    name,
    cron: cron ?? undefined,
    rate: rate ?? undefined,
    timeZone: timeZone ?? ledgerTimeZone,
    report: patchReport(schedule.report, patch.report),
    recipients: recipients ?? [],
  }
}

const timed = ['cron', 'rate', 'timeZone'] as const

/**
 * When it is due after a change: as before, unless its times are others. What is due already is still made.
 * @throws LedgerError `invalid-schedule`
 */
const dueAfter = (before: StoredReportSchedule, after: StoredReportSchedule, now: Date): string | undefined => {
  const { nextDueAt } = before
  if (timed.every((field) => before[field] === after[field])) return nextDueAt
  const times = expectTimes(after, now)
  return nextDueAt !== undefined && nextDueAt <= now.toISOString() ? nextDueAt : times(now)?.toISOString()
}

/**
 * Changes a schedule as it was read. A patch that changes nothing writes nothing.
 * @throws LedgerError as {@link createSchedule}, and `report-schedule-not-found`, `stale-version`, `validation`
 */
export const patchSchedule = (
  ledger: ScheduleLedger,
  id: string,
  patch: ReportSchedulePatch,
  change: Change,
  expected?: number,
): Promise<ReportSchedule> =>
  settle(async () => {
    const schedule = await findSchedule(ledger.table, id)
    expectVersion(schedule.version, expected)
    const wanted = patched(schedule, patch, ledger.timeZone)
    const nextDueAt = dueAfter(schedule, wanted, new Date(change.at))
    if (JSON.stringify(stateOf(wanted)) === JSON.stringify(stateOf(schedule)))
      return showSchedule(ledger.table, schedule)
    await expectDeliverable(ledger, wanted)
    const next = { ...wanted, nextDueAt, version: schedule.version + 1, updatedAt: change.at }
    await commit(ledger.table, [...replaceSchedule(schedule, next), audit(ledger, change, schedule, next)])
    return showSchedule(ledger.table, next)
  })

/** Deletes a schedule; reports that it asked for stay. @throws LedgerError `report-schedule-not-found`, `stale-version` */
export const deleteSchedule = (ledger: ScheduleLedger, id: string, change: Change, expected?: number): Promise<void> =>
  settle(async () => {
    const schedule = await findSchedule(ledger.table, id)
    expectVersion(schedule.version, expected)
    await commit(ledger.table, [...dropSchedule(schedule), audit(ledger, change, schedule, undefined)])
  })
