import { openReports, reportKey, reportsByType, timeOrder } from '../../foundation/table/keys.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { commit, put, queryAll, remove, type Table, update, type Write } from '../../foundation/table/table.ts'
import { StoredReport } from './report.ts'
import { followUpOfEnd } from './report-end.ts'

export const readReport = async (table: Table, id: string): Promise<StoredReport | undefined> => {
  const item = await table.get(reportKey(id))
  return item && StoredReport.parse(item)
}

export const isOpen = ({ status }: StoredReport): boolean => status === 'queued' || status === 'running'

/** Records a new run, listed among those of its type and, until it ends, among the open ones. */
export const addReport = (report: StoredReport): Write =>
  put(
    {
      ...reportKey(report.id),
      ...report,
      gsi1pk: reportsByType(report.type),
      gsiSk: timeOrder(report.createdAt, report.id),
      gsi2pk: openReports,
    },
    { exists: false },
    raceLost,
  )

export type Step = Partial<
  Pick<StoredReport, 'status' | 'done' | 'total' | 'attempts' | 'error' | 'startedAt' | 'finishedAt'>
>

/**
 * Takes a run a step further, on condition that nobody else did since it was read.
 * @returns the run as it is then
 * @throws RaceLost
 */
export const stepReport = async (table: Table, report: StoredReport, step: Step, at: string): Promise<StoredReport> => {
  const changes = { ...step, version: report.version + 1, updatedAt: at }
  const ends = step.finishedAt !== undefined
  const next = { ...report, ...changes }
  await commit(table, [
    update(
      reportKey(report.id),
      { set: { ...changes, ...(ends && { gsi2pk: undefined }) } },
      { equals: { version: report.version } },
      raceLost,
    ),
    ...(ends ? followUpOfEnd(next).writes : []),
  ])
  return next
}

/** Takes a run away that nobody changed since it was read. */
export const dropReport = ({ id, version }: StoredReport): Write =>
  remove(reportKey(id), { equals: { version } }, raceLost)

/** Ids of runs that have not ended and took no step since a time. @param before ISO 8601 UTC */
export const readStuckReports = async (table: Table, before: string): Promise<string[]> => {
  const items = await queryAll(table, { index: 'gsi2', partition: openReports })
  return items.flatMap(({ id, updatedAt }) => (String(updatedAt) < before ? [String(id)] : []))
}
