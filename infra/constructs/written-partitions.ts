import {
  alertKey,
  alertSubjectKey,
  auditPartition,
  graphRunKey,
  graphScopeKey,
  idempotencyKey,
  importKey,
  type Key,
  peoplePartition,
  reconciliationKey,
  refreshKey,
  refreshScopeKey,
  reportKey,
  reportScheduleNameKey,
  reportSchedulesPartition,
  snapshotPartition,
  validationPartition,
  workPartitions,
} from '../../lib/foundation/table/keys.ts'

/** All partitions of one kind of item. @param key of any of them */
const like = ({ pk }: Key): string => pk.replace(/#.*/, '#*')

/** Where the ledger keeps what it computes, tells and records of its own work. None of these partitions holds a fact. */
export const partitions = {
  snapshots: [snapshotPartition],
  runs: [like(reconciliationKey(''))],
  alerts: [like(alertKey('')), like(alertSubjectKey(''))],
  work: workPartitions,
  reports: [like(reportKey(''))],
  schedules: [reportSchedulesPartition, like(reportScheduleNameKey(''))],
  refreshes: [like(refreshKey('')), like(refreshScopeKey(''))],
  graphRuns: [like(graphRunKey('')), graphScopeKey.pk],
  imports: [like(importKey(''))],
  freshness: [validationPartition],
  audit: [auditPartition],
  people: [peoplePartition],
  receipts: [like(idempotencyKey('', '', ''))],
}
