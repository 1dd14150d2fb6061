import { type Group, unassigned } from '../../agreements/records/group.ts'
import { readGroups } from '../../agreements/records/group-store.ts'
import { unpackPair } from '../../agreements/records/pair.ts'
import { AgreementType } from '../../agreements/records/restrictions.ts'
import {
  findAgreement,
  isOther,
  isVolume,
  readDetails,
  readHeads,
  type StoredOtherAgreement,
  type WholeVolumeAgreement,
} from '../../agreements/records/stored-agreement.ts'
import { StoredAudit } from '../../audit/trail.ts'
import { chunksOf } from '../../foundation/collections.ts'
import { agreementsByGroup, auditPartition } from '../../foundation/table/keys.ts'
import { known } from '../../foundation/table/known.ts'
import { pagesOf, type Table } from '../../foundation/table/table.ts'
import type { StoredReport } from '../reports/report.ts'

export interface Scope {
  groups: readonly Group[]
  /** Every group, also one that is made while they are read. */
  isWhole: boolean
  types: readonly AgreementType[]
  /** Details are for exports, which only managers see. */
  withDetails: boolean
  agreements: number
}

export const readScope = async (table: Table, { groupIds, agreementType, type }: StoredReport): Promise<Scope> => {
  const groups = (await readGroups(table)).filter(({ id }) => groupIds?.includes(id) ?? true)
  return {
    groups,
    isWhole: groupIds === undefined,
    types: agreementType === 'all' ? AgreementType.options : [agreementType],
    withDetails: type === 'export',
    agreements: groups.reduce((sum, { agreementCount }) => sum + agreementCount, 0),
  }
}

/** Milliseconds: a change may be committed, or reach an index, this long after the time that the trail has for it. */
const lag = 60_000

/** What the trail says. @param since ISO 8601 UTC */
async function* changedSince(table: Table, since: string) {
  const after = new Date(Date.parse(since) - lag).toISOString()
  for await (const items of pagesOf(table, { partition: auditPartition, after, limit: 200 }))
    for (const { changes } of items.flatMap(known((item) => StoredAudit.parse(item)))) yield* changes
}

/** @returns those that were chosen, with their last names, and those that were deleted since the report was asked for */
export const readReportedGroups = async (table: Table, { groups }: Scope, { groupIds, createdAt }: StoredReport) => {
  const living = new Map((await readGroups(table)).map((group) => [group.id, group]))
  const names = new Map(groups.map(({ id, name }) => [id, name]))
  const asked = [...new Set(groupIds ?? names.keys())]
  const unknown = new Set(asked.filter((id) => !names.has(id)))
  if (unknown.size > 0)
    for await (const { type, id, name } of changedSince(table, createdAt))
      if (type === 'group' && unknown.has(id)) names.set(id, name)
  const chosen = asked.map((id) => {
    const name = names.get(id)
    const isGone = living.get(id)?.deleting ?? !living.has(id)
    return { id, ...(name !== undefined && { name }), ...(isGone && { deleted: true as const }) }
  })
  return { chosen, gone: chosen.filter(({ deleted }) => deleted) }
}

type Held = WholeVolumeAgreement | { agreement: StoredOtherAgreement; details: string | undefined }

export type Holding = Held & { group: Pick<Group, 'id' | 'name'> }

/** Agreements that are read together, about a megabyte: those with many pairs are read one by one. */
const batchSize = 200

/** Each agreement as it is at one moment, in this order; those that are gone are left out. */
async function* readWhole(table: Table, ids: readonly string[], { withDetails }: Scope): AsyncGenerator<Held> {
  const heads = await readHeads(table, ids)
  const details = await readDetails(table, withDetails ? heads.values() : [])
  for (const id of ids) {
    const agreement = heads.get(id)
    if (!agreement) continue
    if (isOther(agreement)) yield { agreement, details: details.get(id) }
    else if (agreement.pairs) yield { agreement, pairs: [...agreement.pairs].map(unpackPair) }
    else {
      const whole = await findAgreement(table, id)
      if (whole && isVolume(whole)) yield whole
    }
  }
}

const placesOf = async (table: Table, { groups, isWhole, types }: Scope, ids: readonly string[]) => {
  const found: { id: string; groupId: string }[] = []
  for (const batch of chunksOf(ids, batchSize))
    for (const { id, groupId, type } of (await readHeads(table, batch)).values())
      if (types.includes(type)) found.push({ id, groupId })
  // Read after its members: a group that is gone by now has left them to `unassigned`.
  const known = isWhole && found.length > 0 ? [...groups, ...(await readGroups(table))] : groups
  return [...Map.groupBy(found, ({ groupId }) => groupId)].flatMap(([groupId, members]) => {
    const group = known.find(({ id }) => id === groupId) ?? (isWhole ? unassigned : undefined)
    return group ? [{ group, ids: members.map(({ id }) => id) }] : []
  })
}

/**
 * Every agreement of some groups, once, by group and name; then those that moved or were renamed past the walk, as the
 * trail tells. So each that exists throughout is met. @param begun when the report began to read, ISO 8601 UTC
 */
export async function* readHoldings(table: Table, scope: Scope, begun: string): AsyncGenerator<Holding> {
  const met = new Set<string>()
  const late = new Set<string>()
  for (const [group, type] of scope.groups.flatMap((each) => scope.types.map((type) => [each, type] as const))) {
    const query = { index: 'gsi2', partition: agreementsByGroup(group.id, type), limit: batchSize } as const
    for await (const items of pagesOf(table, query)) {
      const ids = items.map((item) => String(item.id)).filter((id) => !met.has(id))
      for await (const whole of readWhole(table, ids, scope)) {
        const { id, groupId } = whole.agreement
        if (groupId === group.id) {
          met.add(id)
          yield { ...whole, group }
        } else late.add(id)
      }
    }
  }
  for await (const { type, id } of changedSince(table, begun)) if (type === 'agreement') late.add(id)
  const unmet = [...late].filter((id) => !met.has(id))
  for (const { group, ids } of await placesOf(table, scope, unmet))
    for (const batch of chunksOf(ids, batchSize))
      for await (const whole of readWhole(table, batch, scope)) yield { ...whole, group }
}
