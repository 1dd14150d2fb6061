import { unassigned } from '../../agreements/records/group.ts'
import { invalidInput } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import { groupKey } from '../../foundation/table/keys.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { commit, type Table } from '../../foundation/table/table.ts'
import { expiryOf, newRun } from '../../work/run.ts'
import { type NewReport, type Report, type StoredReport, showReport } from './report.ts'
import { reportRuns } from './report-runs.ts'

/** What requesting reports needs. */
export type ReportLedger = LedgerWith<'retentionDays' | 'announceReport'>

/** Seconds until the table's stream has told of the latest changes, so that the report can wait for them. */
const untilCounted = 2

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

/** Records a run and asks the queue to work on it. @throws LedgerError `group-not-found` */
export const requestReport = async (
  ledger: ReportLedger,
  request: NewReport,
  change: Change,
  schedule?: StoredReport['schedule'],
): Promise<Report> => {
  await expectGroups(ledger.table, request.groupIds ?? [])
  const { actor, at } = change
  const report: StoredReport = {
    ...newRun(ledger.newId(), at),
    actor,
    ...request,
    ...(schedule && { schedule }),
    status: 'queued',
    done: 0,
    total: 0,
    expiresAt: expiryOf(at, ledger.retentionDays),
  }
  const shown = showReport(report)
  await commit(ledger.table, [...change.alongside(shown), reportRuns.add(report)])
  await ledger.announceReport(report.id, report.type === 'export' ? 0 : untilCounted)
  return shown
}
