import { unpackPair } from '../../agreements/records/pair.ts'
import { readPairs, StoredPair } from '../../agreements/records/stored-pair.ts'
import { pairPartitions } from '../../foundation/table/keys.ts'
import type { Item, Table } from '../../foundation/table/table.ts'
import { lookUpLimit } from '../vlsc/contract.ts'
import { newPass, type Pass, type StoredRefresh } from './refresh.ts'
import { readListed } from './refresh-store.ts'

/** The next pairs of a run: at most as many as one call takes. */
export interface Batch {
  pairs: StoredPair[]
  /** Pairs that need not be asked about: another run did since this one was queued. */
  known: StoredPair[]
  /** Where the run stands behind it. */
  position: number
  /** A refresh of everything: where it is in the partition, and whether that ends here. */
  pass?: Pass
  endsPartition: boolean
}

/** The pairs of a partition behind one of them, as many as one call takes. A query may give fewer although there are more. */
const readAfter = async (table: Table, partition: string, after: string | undefined) => {
  const items: Item[] = []
  let startKey: Item | undefined
  do {
    const limit = lookUpLimit - items.length
    const page = await table.query({ partition, ...(after !== undefined && { after }), limit, startKey })
    items.push(...page.items)
    startKey = page.lastKey
  } while (startKey && items.length < lookUpLimit)
  return { items, isLast: startKey === undefined }
}

const nextOfPartition = async (table: Table, run: StoredRefresh, now: string): Promise<Batch | undefined> => {
  const pass = run.pass ?? newPass(0)
  const partition = pairPartitions[pass.partition]
  if (partition === undefined) return undefined
  const { items, isLast } = await readAfter(table, partition, pass.after)
  const last = items.at(-1)
  return {
    pairs: items.map((item) => StoredPair.parse(item)),
    known: [],
    position: 0,
    pass: {
      ...pass,
      ...(last && { after: String(last.sk) }),
      at: pass.at ?? now,
      pairs: pass.pairs + items.length,
    },
    endsPartition: isLast,
  }
}

/** A look-up of new pairs asks about them only: of an import, about those that it added. */
const isMeant = (run: StoredRefresh, pair: StoredPair): boolean =>
  run.importId === undefined || pair.importId === run.importId

const isKnown = (run: StoredRefresh, { answeredAt, error }: StoredPair): boolean =>
  run.type === 'pairs' && error === undefined && answeredAt !== undefined && answeredAt >= run.createdAt

const nextOfList = async (table: Table, run: StoredRefresh): Promise<Batch | undefined> => {
  const keys = await readListed(table, run, lookUpLimit)
  if (keys.length === 0) return undefined
  const stored = await readPairs(table, keys.map(unpackPair))
  const pairs = keys.flatMap((key) => stored.get(key) ?? []).filter((pair) => isMeant(run, pair))
  return {
    pairs: pairs.filter((pair) => !isKnown(run, pair)),
    known: pairs.filter((pair) => isKnown(run, pair)),
    position: run.position + keys.length,
    endsPartition: false,
  }
}

/** What a run is to ask about next, as it is stored now; undefined at its end. @param now ISO 8601 UTC */
export const nextBatch = (table: Table, run: StoredRefresh, now: string): Promise<Batch | undefined> =>
  run.type === 'all' ? nextOfPartition(table, run, now) : nextOfList(table, run)
