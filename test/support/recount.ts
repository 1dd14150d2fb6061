import { pairKey, unpackPair } from '../../lib/agreements/pair.ts'
import { nameKey } from '../../lib/names/name.ts'
import { agreementNameKey, groupNameKey } from '../../lib/table/keys.ts'
import type { Item } from '../../lib/table/table.ts'

const text = (value: unknown): string => String(value)

/** Recounts everything that is counted or guarded from the items themselves. @returns what differs; empty when all is right */
export const recount = (items: readonly Item[]): string[] => {
  const differences: string[] = []
  const expectEqual = (what: string, stored: unknown, counted: unknown) => {
    if (stored !== counted) differences.push(`${what}: stored ${stored}, counted ${counted}`)
  }
  const agreements = new Map(
    items
      .filter(({ pk, sk }) => text(pk).startsWith('AGREEMENT#') && sk === 'AGREEMENT')
      .map((item) => [text(item.id), item]),
  )
  const groups = new Map(
    items
      .filter(({ pk, sk }) => pk === 'GROUPS' && /^GROUP#[^#]+$/.test(text(sk)))
      .map((item) => [text(item.id), item]),
  )
  const counters = items.filter(({ pk, sk }) => pk === 'GROUPS' && text(sk).includes('#COUNT#'))
  const pairItems = items.filter(({ pk }) => text(pk).startsWith('PAIRS#'))
  const nameGuards = items.filter(({ pk }) => text(pk).startsWith('AGREEMENT-NAME#'))
  const groupGuards = items.filter(({ pk }) => text(pk).startsWith('GROUP-NAME#'))
  const byPartition = (guards: readonly Item[]) => new Map(guards.map((guard) => [text(guard.pk), guard]))
  const [agreementGuards, guardsOfGroups] = [byPartition(nameGuards), byPartition(groupGuards)]
  const heldBy = Map.groupBy(pairItems, ({ agreementId }) => text(agreementId))
  const membersOf = Map.groupBy(agreements.values(), ({ groupId }) => text(groupId))
  const setsApart = new Map(
    items.filter(({ sk }) => sk === 'AGREEMENT#PAIRS').map((item) => [text(item.pk).slice(10), item]),
  )

  for (const id of ['unassigned', ...groups.keys()]) {
    const stored = counters
      .filter(({ sk }) => text(sk).startsWith(`GROUP#${id}#`))
      .reduce((sum, { count }) => sum + Number(count), 0)
    expectEqual(`count of group ${id}`, stored, membersOf.get(id)?.length ?? 0)
  }
  expectEqual('number of groups', Number(items.find(({ sk }) => sk === 'TOTAL')?.total ?? 0), groups.size)
  expectEqual('guards of group names', groupGuards.length, groups.size)
  expectEqual('guards of agreement names', nameGuards.length, agreements.size)
  for (const counter of counters) {
    const id = text(counter.sk).split('#')[1] ?? ''
    if (id !== 'unassigned' && !groups.has(id)) differences.push(`counter of no group: ${counter.sk}`)
  }
  for (const [id, group] of groups) {
    const guard = guardsOfGroups.get(groupNameKey(nameKey(text(group.name))).pk)
    expectEqual(`guard of group ${group.name}`, guard?.groupId, id)
  }
  for (const [id, agreement] of agreements) {
    const guard = agreementGuards.get(agreementNameKey(nameKey(text(agreement.name))).pk)
    expectEqual(`guard of agreement ${agreement.name}`, guard?.agreementId, id)
    if (agreement.groupId !== 'unassigned' && !groups.has(text(agreement.groupId)))
      differences.push(`agreement ${agreement.name} is in no group`)
    const packed = agreement.pairs ?? setsApart.get(id)?.pairs
    const listed = [...(packed instanceof Set ? packed : [])].map((pair) => pairKey(unpackPair(text(pair)))).sort()
    const held = (heldBy.get(id) ?? []).map(({ sk }) => text(sk)).sort()
    expectEqual(`pairs of ${agreement.name}`, listed.join(' '), held.join(' '))
    expectEqual(`pair count of ${agreement.name}`, agreement.pairCount, held.length)
  }
  for (const { sk, agreementId } of pairItems)
    if (!agreements.has(text(agreementId))) differences.push(`pair ${sk} of no agreement`)
  for (const id of setsApart.keys()) if (!agreements.has(id)) differences.push(`set of pairs of no agreement: ${id}`)
  return differences
}
