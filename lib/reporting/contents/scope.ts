import { AgreementType } from '../../agreements/records/agreement.ts'
import type { Group } from '../../agreements/records/group.ts'
import { readGroups } from '../../agreements/records/group-store.ts'
import { StoredAudit } from '../../audit/trail.ts'
import { auditPartition } from '../../foundation/table/keys.ts'
import { pagesOf, type Table } from '../../foundation/table/table.ts'
import type { StoredReport } from '../reports/report.ts'

export interface Scope {
  groups: readonly Group[]
  /** Every group, also one that is made while they are read. */
  isWhole: boolean
  types: readonly AgreementType[]
  /** Details are for exports, which only managers see. */
  withDetails: boolean
}

export const readScope = async (table: Table, { groupIds, agreementType, type }: StoredReport): Promise<Scope> => {
  const groups = await readGroups(table)
  return {
    groups: groupIds ? groups.filter(({ id }) => groupIds.includes(id)) : groups,
    isWhole: groupIds === undefined,
    types: agreementType === 'all' ? AgreementType.options : [agreementType],
    withDetails: type === 'export',
  }
}

export const agreementsIn = ({ groups }: Scope): number =>
  groups.reduce((sum, { agreementCount }) => sum + agreementCount, 0)

/** Milliseconds: a change may be committed, or reach an index, this long after the time that the trail has for it. */
const lag = 60_000

/** What the trail says was changed since a time, and by its lag before. @param since ISO 8601 UTC */
export async function* changedSince(table: Table, since: string) {
  const after = new Date(Date.parse(since) - lag).toISOString()
  for await (const items of pagesOf(table, { partition: auditPartition, after, limit: 200 }))
    for (const item of items) yield* StoredAudit.parse(item).changes
}

/**
 * The groups that a report is about, with their last names, as they are once its rows have been read.
 * @returns those that were chosen, and of all groups those that were deleted since the report was asked for
 */
export const readReportedGroups = async (table: Table, { groups }: Scope, { groupIds, createdAt }: StoredReport) => {
  const living = new Map((await readGroups(table)).map((group) => [group.id, group]))
  const names = new Map(groups.map(({ id, name }) => [id, name]))
  const asked = [...new Set(groupIds ?? names.keys())]
  const unknown = new Set(asked.filter((id) => !names.has(id)))
  if (unknown.size > 0)
    for await (const { type, id, name } of changedSince(table, createdAt))
      if (type === 'group' && unknown.has(id)) names.set(id, name)
  const all = asked.map((id) => {
    const name = names.get(id)
    const isGone = living.get(id)?.deleting ?? !living.has(id)
    return { id, ...(name !== undefined && { name }), ...(isGone && { deleted: true as const }) }
  })
  return { chosen: all, gone: all.filter(({ deleted }) => deleted) }
}
