import type { Freshness } from '../../agreements/records/freshness.ts'
import { unpackPair } from '../../agreements/records/pair.ts'
import { partitionOf, readPairs, StoredPair } from '../../agreements/records/stored-pair.ts'
import { pairPartitions } from '../../foundation/table/keys.ts'
import type { Item, Table } from '../../foundation/table/table.ts'
import { lookUpLimit } from '../vlsc/contract.ts'
import { readListed } from './pair-list.ts'
import type { Pass, StoredRefresh } from './refresh.ts'

/** The next pairs of a run: at most as many as one call takes. */
export interface Batch {
  pairs: StoredPair[]
  /** Pairs that another run has asked about since this one was queued. */
  known: StoredPair[]
  next: Pick<StoredRefresh, 'position' | 'touched'> | { pass: Pass; endsPartition: boolean }
}

/** Pairs of a partition, as many as one call takes. A query may return fewer although there are more. */
const readAfter = async (table: Table, partition: string, after: string | undefined) => {
  const items: Item[] = []
  let startKey: Item | undefined
  do {
    const limit = lookUpLimit - items.length
    const page = await table.query({ partition, ...(after !== undefined && { after }), limit, startKey })
    items.push(...page.items)
    startKey = page.lastKey
  } while (startKey && items.length < lookUpLimit)
  return { items, endsPartition: startKey === undefined }
}

/** Partitions that are empty, and were, are passed over: the run need not say that it was there. */
const nextOfPass = async (
  table: Table,
  run: StoredRefresh,
  freshness: ReadonlyMap<string, Freshness>,
  now: string,
): Promise<Batch | undefined> => {
  for (let pass = run.pass ?? { partition: 0 }; ; pass = { partition: pass.partition + 1 }) {
    const partition = pairPartitions[pass.partition]
    if (partition === undefined) return undefined
    const { items, endsPartition } = await readAfter(table, partition, pass.after)
    const last = items.at(-1)
    const after = last ? String(last.sk) : pass.after
    if (after === undefined && !freshness.has(partition)) continue
    const pairs = items.map((item) => StoredPair.parse(item))
    return { pairs, known: [], next: { pass: { ...pass, after, at: pass.at ?? now }, endsPartition } }
  }
}

const isKnown = (run: StoredRefresh, { answeredAt, error }: StoredPair): boolean =>
  run.type === 'pairs' && error === undefined && answeredAt !== undefined && answeredAt >= run.createdAt

const nextOfList = async (table: Table, run: StoredRefresh): Promise<Batch | undefined> => {
  const keys = await readListed(table, run, lookUpLimit)
  if (keys.length === 0) return undefined
  const stored = await readPairs(table, keys.map(unpackPair))
  const listed = keys.flatMap((key) => stored.get(key) ?? [])
  // The run of an import asks only about the listed pairs that the import added.
  const meant = listed.filter(({ importId }) => run.importId === undefined || importId === run.importId)
  const { known = [], asked: pairs = [] } = Object.groupBy(meant, (pair) => (isKnown(run, pair) ? 'known' : 'asked'))
  const partitions = run.type === 'group' ? pairs.map(partitionOf) : []
  const touched = [...new Set([...run.touched, ...partitions])]
  return { pairs, known, next: { position: run.position + keys.length, touched } }
}

/** Undefined at the end of the run. @param now ISO 8601 UTC */
export const nextBatch = (
  table: Table,
  run: StoredRefresh,
  freshness: ReadonlyMap<string, Freshness>,
  now: string,
): Promise<Batch | undefined> => (run.type === 'all' ? nextOfPass(table, run, freshness, now) : nextOfList(table, run))
