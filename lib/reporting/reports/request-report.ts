import { unassigned } from '../../agreements/records/group.ts'
import { invalidInput } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import { groupKey } from '../../foundation/table/keys.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { commit, type Table } from '../../foundation/table/table.ts'
import { type NewReport, type Report, type StoredReport, showReport } from './report.ts'
import { addReport } from './report-store.ts'

/** What use cases work with that run reports. */
export interface ReportLedger extends Ledger {
  /** How long a run and its file are kept. */
  retentionDays: number
  /** Tells the queue of a new run; a lost message is found by the sweep. @param delay seconds until it is delivered */
  announceReport: (reportId: string, delay?: number) => Promise<void>
}

/** Seconds after which a change is counted as one that snapshots lack: it is told of by the stream of the table. */
const untilCounted = 2

const secondsPerDay = 24 * 3600

/** @throws LedgerError `group-not-found`, with a pointer to each */
export const expectGroups = async (table: Table, groupIds: readonly string[], pointer = ''): Promise<void> => {
  const found = await table.getMany(groupIds.filter((id) => id !== unassigned.id).map(groupKey))
  const known = new Set([unassigned.id, ...found.map(({ id }) => String(id))])
  const errors = groupIds.flatMap((id, index) =>
    known.has(id)
      ? []
      : [{ pointer: `${pointer}/groupIds/${index}`, code: 'group-not-found', message: `There is no group ${id}.` }],
  )
  if (errors.length > 0) throw invalidInput(errors)
}

/**
 * Records a run, and asks the queue to work on it.
 * @param schedule that asks for it
 * @throws LedgerError `group-not-found`
 */
export const requestReport = async (
  ledger: ReportLedger,
  request: NewReport,
  change: Change,
  schedule?: StoredReport['schedule'],
): Promise<Report> => {
  await expectGroups(ledger.table, request.groupIds ?? [])
  const { actor, at } = change
  const report: StoredReport = {
    id: ledger.newId(),
    actor,
    ...request,
    ...(schedule && { schedule }),
    status: 'queued',
    done: 0,
    total: 0,
    attempts: 0,
    version: 1,
    createdAt: at,
    updatedAt: at,
    expiresAt: Math.floor(Date.parse(at) / 1000) + ledger.retentionDays * secondsPerDay,
  }
  const shown = showReport(report)
  await commit(ledger.table, [...change.alongside(shown), addReport(report)])
  await ledger.announceReport(report.id, report.type === 'export' ? 0 : untilCounted)
  return shown
}
