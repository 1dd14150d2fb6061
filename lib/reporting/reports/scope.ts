import { AgreementType } from '../../agreements/records/agreement.ts'
import type { Group } from '../../agreements/records/group.ts'
import { readGroups } from '../../agreements/records/group-store.ts'
import { StoredAudit } from '../../audit/trail.ts'
import { auditPartition } from '../../foundation/table/keys.ts'
import { pagesOf, type Table } from '../../foundation/table/table.ts'
import type { Scope } from './holdings.ts'
import type { StoredReport } from './report.ts'

/** A change may be committed so long after the time that the trail has for it, and reach the index as late. */
const lagMilliseconds = 60_000

/** A time before which every change is in the indexes and in the trail. @param at ISO 8601 UTC */
export const beforeLag = (at: string): string => new Date(Date.parse(at) - lagMilliseconds).toISOString()

/** Which agreements a report is about. */
export const readScope = async (table: Table, { groupIds, agreementType, type }: StoredReport): Promise<Scope> => {
  const groups = await readGroups(table)
  return {
    groups: groupIds ? groups.filter(({ id }) => groupIds.includes(id)) : groups,
    isWhole: groupIds === undefined,
    types: agreementType === 'all' ? AgreementType.options : [agreementType],
    withDetails: type === 'export',
  }
}

export const agreementsIn = ({ groups }: Pick<Scope, 'groups'>): number =>
  groups.reduce((sum, { agreementCount }) => sum + agreementCount, 0)

/** A group that a report is about. */
export interface ReportedGroup {
  id: string
  name?: string
  /** It was deleted since the report was asked for. */
  deleted?: true
}

const hasGone = ({ deleting }: Pick<Group, 'deleting'>): boolean => deleting === true

/** The last names of groups that were deleted since a time, as the trail tells. */
const readLastNames = async (table: Table, ids: ReadonlySet<string>, since: string): Promise<Map<string, string>> => {
  const names = new Map<string, string>()
  if (ids.size === 0) return names
  for await (const items of pagesOf(table, { partition: auditPartition, after: since }))
    for (const { type, id, name } of items.flatMap((item) => StoredAudit.parse(item).changes))
      if (type === 'group' && ids.has(id)) names.set(id, name)
  return names
}

/**
 * The groups that a report is about as they are when its rows have been read: those that are chosen, and of a report
 * about all groups those that are gone since it began.
 */
export const readReportedGroups = async (
  table: Table,
  { groups }: Scope,
  { groupIds, createdAt }: StoredReport,
): Promise<{ chosen: ReportedGroup[]; gone: ReportedGroup[] }> => {
  const now = new Map((await readGroups(table)).map((group) => [group.id, group]))
  const names = new Map(groups.map(({ id, name }) => [id, name]))
  const asked = [...new Set(groupIds ?? names.keys())]
  const unknown = new Set(asked.filter((id) => !names.has(id)))
  for (const [id, name] of await readLastNames(table, unknown, beforeLag(createdAt))) names.set(id, name)
  const all = asked.map((id): ReportedGroup => {
    const name = names.get(id)
    const group = now.get(id)
    return { id, ...(name !== undefined && { name }), ...((!group || hasGone(group)) && { deleted: true }) }
  })
  return { chosen: groupIds ? all : [], gone: all.filter(({ deleted }) => deleted) }
}
