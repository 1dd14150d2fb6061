import { unpackPair } from '../agreements/pair.ts'
import { asRead, StoredPair } from '../agreements/stored-pair.ts'
import type { Ledger } from '../ledger.ts'
import { pairEntitlements, pairItemKey, validationPartition } from '../table/keys.ts'
import { raceLost, settle } from '../table/race.ts'
import { check, commit, queryAll, type Table } from '../table/table.ts'
import { freshnessByPartition, isStale, renewBound } from '../validation/freshness.ts'
import { endWork, type Work } from '../work/work.ts'
import { StoredEntitlement } from './entitlement.ts'
import { rowsOf, rowWrites } from './pair-rows.ts'

/** What settling needs. */
export interface SettlingLedger extends Ledger {
  staleAfterHours: number
}

/** Rows of one transaction, besides the look at their pair. */
const rowsAtOnce = 99

const unlikeAny = { effectiveQuantity: -1 }

/** The rows of a pair become what its answer says, or go with it. */
const settlePair = (table: Table, key: string): Promise<void> =>
  settle(async () => {
    const item = await table.get(pairItemKey(key))
    const pair = item && StoredPair.parse(item)
    const there = (await queryAll(table, { partition: pairEntitlements(key) })).map((row) =>
      StoredEntitlement.parse(row),
    )
    // Rows of the agreement that held the pair before are written anew.
    const stored = rowsOf(there.map((row) => (row.agreementId === pair?.agreementId ? row : { ...row, ...unlikeAny })))
    const owner = pair ?? { ...unpackPair(key), agreementId: '' }
    const writes = rowWrites(owner, stored, rowsOf(pair?.entitlements ?? []), pair?.askedAt ?? '')
    const guard = check(pairItemKey(key), pair ? asRead(pair) : { exists: false }, raceLost)
    for (let first = 0; first < writes.length; first += rowsAtOnce)
      await commit(table, [guard, ...writes.slice(first, first + rowsAtOnce)])
  })

/** The oldest answer of a partition may have been that of a pair which is gone. */
const renewStaleBounds = async ({ table, now, staleAfterHours }: SettlingLedger, keys: readonly string[]) => {
  const freshness = freshnessByPartition(await queryAll(table, { partition: validationPartition }))
  for (const partition of new Set(keys.map((key) => pairItemKey(key).pk))) {
    const known = freshness.get(partition)
    if (known?.oldest === undefined || !isStale(known.oldest, now(), staleAfterHours)) continue
    const writes = await renewBound(table, partition, known)
    if (writes.length > 0) await commit(table, writes)
  }
}

/** Makes what some pairs entitle to follow from what is stored of them: of those that are gone, nothing is left. */
export const settleEntitlements = async (ledger: SettlingLedger, { id, pairKeys = [] }: Work): Promise<void> => {
  for (const key of pairKeys) await settlePair(ledger.table, key)
  await settle(() => renewStaleBounds(ledger, pairKeys))
  await commit(ledger.table, [endWork(id)])
}
