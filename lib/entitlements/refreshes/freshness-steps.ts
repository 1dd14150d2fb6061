import {
  boundFirstAnswers,
  earliest,
  type Freshness,
  freshnessByPartition,
  isStale,
  markFreshness,
  renewBound,
} from '../../agreements/records/freshness.ts'
import { pairKey } from '../../agreements/records/pair.ts'
import { asRead, StoredPair } from '../../agreements/records/stored-pair.ts'
import { pairItemKey, pairPartitions, validationPartition } from '../../foundation/table/keys.ts'
import { raceLost, settle } from '../../foundation/table/race.ts'
import { commit, queryAll, type Table, update, type Write } from '../../foundation/table/table.ts'
import type { RefreshDesk } from './desk.ts'
import type { Pass } from './refresh.ts'

export const readFreshness = async (table: Table): Promise<Map<string, Freshness>> =>
  freshnessByPartition(await queryAll(table, { partition: validationPartition }))

const pageSize = 100
const beforeAll = '!'

/** That a pair got a good answer in this pass, which nothing else says of it. */
const markPair = (pair: StoredPair, at: string): Write[] =>
  pair.answeredAt === undefined || (pair.askedAt ?? '') >= at
    ? []
    : [
        update(
          pairItemKey(pairKey(pair)),
          { set: { askedAt: at, answeredAt: at, revision: pair.revision + 1 } },
          asRead(pair),
          raceLost,
        ),
      ]

/**
 * Marks the pairs of a partition that a pass has dealt with so far: all of them got good answers, and one mark for the
 * partition will not say so now. Safe to repeat.
 */
export const markSingly = async (table: Table, partition: string, pass: Pass | undefined): Promise<void> => {
  const { after, at } = pass ?? {}
  if (after === undefined || at === undefined) return
  let from = beforeAll
  while (from <= after) {
    const page = await settle(async () => {
      const { items, lastKey } = await table.query({ partition, between: [from, after], limit: pageSize })
      const writes = items.flatMap((item) => markPair(StoredPair.parse(item), at))
      if (writes.length > 0) await commit(table, writes)
      return { last: items.at(-1), goesOn: lastKey !== undefined }
    })
    if (!page.goesOn || !page.last) return
    from = `${page.last.sk}${beforeAll}`
  }
}

/** Says how fresh a partition is at the end of a pass through it. */
export const markPartition = (partition: string, { isWhole, at, oldest }: Pass): Write[] => {
  const bound = earliest([oldest, at])
  return [markFreshness(partition, isWhole ? { at, oldest: at } : { oldest: bound })]
}

/** Sees to it that partitions which get their first answers say so. */
export const boundPartitions = async (
  table: Table,
  known: ReadonlyMap<string, Freshness>,
  pairs: readonly StoredPair[],
  at: string,
): Promise<void> => {
  const partitions = [...new Set(pairs.map((pair) => pairItemKey(pairKey(pair)).pk))]
  const lack = (freshness: ReadonlyMap<string, Freshness>) =>
    partitions.filter((partition) => freshness.get(partition)?.oldest === undefined)
  if (lack(known).length === 0) return
  await settle(async () => {
    const writes = boundFirstAnswers(lack(await readFreshness(table)), at)
    if (writes.length > 0) await commit(table, writes)
  })
}

/** A run that stops amid a partition has answers there already. */
export const boundOfStopped = (known: ReadonlyMap<string, Freshness>, pass: Pass | undefined): Write[] => {
  const partition = pass && pairPartitions[pass.partition]
  return partition === undefined || pass?.at === undefined || known.get(partition)?.oldest !== undefined
    ? []
    : boundFirstAnswers([partition], pass.at)
}

/** Looks at partitions anew whose oldest answer, soon to be stale, may have been renewed by a refresh of a group. */
export const renewBounds = async (
  { ledger, staleAfterHours }: Pick<RefreshDesk, 'ledger' | 'staleAfterHours'>,
  partitions: readonly string[],
): Promise<void> => {
  const { table, now } = ledger
  const old = new Map(
    [...(await readFreshness(table))].filter(
      ([, { oldest }]) => oldest !== undefined && isStale(oldest, now(), staleAfterHours / 2),
    ),
  )
  for (const partition of partitions.filter((each) => old.has(each)))
    await settle(async () => {
      const writes = await renewBound(table, partition, (await readFreshness(table)).get(partition) ?? {})
      if (writes.length > 0) await commit(table, writes)
    })
}
