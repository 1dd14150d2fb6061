import type { AgreementType } from '../../agreements/records/agreement.ts'
import { findAgreement, parseAgreement } from '../../agreements/records/agreement-store.ts'
import { type Group, unassigned } from '../../agreements/records/group.ts'
import { readGroups } from '../../agreements/records/group-store.ts'
import { readManyDetails } from '../../agreements/records/other-agreement-store.ts'
import { unpackPair } from '../../agreements/records/pair.ts'
import {
  isOther,
  isVolume,
  type StoredOtherAgreement,
  type WholeVolumeAgreement,
} from '../../agreements/records/stored-agreement.ts'
import { StoredAudit } from '../../audit/trail.ts'
import { agreementKey, agreementsByGroup, auditPartition } from '../../foundation/table/keys.ts'
import { pagesOf, type Query, type Table } from '../../foundation/table/table.ts'

/** A volume agreement with its pairs, or an other agreement, with its details if they are asked for. */
type Held = WholeVolumeAgreement | { agreement: StoredOtherAgreement; details: string | undefined }

/** An agreement and the group that it was found in. */
export type Holding = Held & { group: Pick<Group, 'id' | 'name'> }

/** Which agreements are read. */
export interface Scope {
  groups: readonly Group[]
  /** Every group, also one that is made while they are read. */
  isWhole: boolean
  types: readonly AgreementType[]
  /** Details are for exports, which only managers see. */
  withDetails: boolean
}

/** Agreements that are read at once; with few pairs each, as those have that are read at once, about a megabyte. */
const batchSize = 200

const batchesOf = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / batchSize) }, (_, index) =>
    ids.slice(index * batchSize, (index + 1) * batchSize),
  )

const readHeads = async (table: Table, ids: readonly string[]) => {
  const items = await table.getMany(ids.map(agreementKey))
  return new Map(items.map(parseAgreement).map((agreement) => [agreement.id, agreement]))
}

/** Each agreement as it is at one moment, in this order; those that are gone are left out. */
async function* readWhole(table: Table, ids: readonly string[], { withDetails }: Scope): AsyncGenerator<Held> {
  const heads = await readHeads(table, ids)
  const details = await readManyDetails(table, withDetails ? [...heads.values()].filter(isOther) : [])
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

/** Ids of the agreements of a group by name, as the index knows them. */
async function* membersOf(table: Table, { id }: Group, types: readonly AgreementType[]): AsyncGenerator<string[]> {
  for (const type of types) {
    const query: Query = { index: 'gsi2', partition: agreementsByGroup(id, type), limit: batchSize }
    for await (const items of pagesOf(table, query)) yield items.map((item) => String(item.id))
  }
}

/** Ids of the agreements that the trail names since a time. @param since ISO 8601 UTC */
const readChanged = async (table: Table, since: string): Promise<string[]> => {
  const ids = new Set<string>()
  for await (const items of pagesOf(table, { partition: auditPartition, after: since, limit: batchSize }))
    for (const item of items)
      for (const { type, id } of StoredAudit.parse(item).changes) if (type === 'agreement') ids.add(id)
  return [...ids]
}

/** By the group that they are in now: agreements that the walk by group did not meet. */
const findMissed = async (
  table: Table,
  { groups, isWhole, types }: Scope,
  ids: readonly string[],
): Promise<[Holding['group'], string[]][]> => {
  const places: { id: string; groupId: string }[] = []
  for (const batch of batchesOf(ids))
    for (const { id, groupId, type } of (await readHeads(table, batch)).values())
      if (types.includes(type)) places.push({ id, groupId })
  // Read after its members: a group that is not there any more has left them to `unassigned`.
  const known = isWhole && places.length > 0 ? [...groups, ...(await readGroups(table))] : groups
  return [...Map.groupBy(places, ({ groupId }) => groupId)].flatMap(([groupId, members]) => {
    const group = known.find(({ id }) => id === groupId) ?? (isWhole ? unassigned : undefined)
    return group ? [[group, members.map(({ id }) => id)]] : []
  })
}

/**
 * Every agreement of some groups, once, group by group and by name; then those that moved or were renamed past the walk,
 * of which the trail tells. So each one that is there throughout is met, though this is no snapshot.
 * @param since a time before which every change has reached the index, ISO 8601 UTC
 */
export async function* readHoldings(table: Table, scope: Scope, since: string): AsyncGenerator<Holding> {
  const met = new Set<string>()
  const elsewhere = new Set<string>()
  for (const group of scope.groups)
    for await (const ids of membersOf(table, group, scope.types)) {
      const unmet = ids.filter((id) => !met.has(id))
      for await (const whole of readWhole(table, unmet, scope)) {
        const { id, groupId } = whole.agreement
        if (groupId !== group.id) {
          elsewhere.add(id)
          continue
        }
        met.add(id)
        yield { ...whole, group }
      }
    }
  const late = [...new Set([...elsewhere, ...(await readChanged(table, since))])].filter((id) => !met.has(id))
  for (const [group, ids] of await findMissed(table, scope, late))
    for (const batch of batchesOf(ids))
      for await (const whole of readWhole(table, batch, scope)) yield { ...whole, group }
}
