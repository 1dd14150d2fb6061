import * as z from 'zod'
import {
  type CatalogRow,
  catalogRow,
  itemsPerPublisher,
  itemsPerShelving,
  type KnownShelves,
  readShelves,
  shelve,
} from '../catalog/shelf.ts'
import type { AnnouncingLedger } from '../ledger.ts'
import { type DetectedSoftware, normalize } from '../normalization/normalize.ts'
import { publisherKey } from '../normalization/software-key.ts'
import { countPositionsWork } from '../positions/count-positions-work.ts'
import { markTitles } from '../positions/mark-titles.ts'
import { packedRawKey, rawKey, readinessKey } from '../table/keys.ts'
import { raceLost, settle } from '../table/race.ts'
import { commit, put, type Table, transactionLimit, type Write } from '../table/table.ts'
import { addTitle, changed, changeTitle, newTitle, readLiving, type StoredTitle, titleIdOf } from './title-store.ts'

/** A name of software as devices report it, and the title that it is a name of. */
export const StoredRaw = z.object({
  sk: z.string(),
  publisher: z.string(),
  title: z.string(),
  titleId: z.string(),
  /** A manager moved it: rules do not. */
  pinned: z.boolean().optional(),
})
export type StoredRaw = z.infer<typeof StoredRaw>

/** @param keys packed */
export const readRaws = async (table: Table, keys: Iterable<string>): Promise<Map<string, StoredRaw>> => {
  const items = await table.getMany([...new Set(keys)].map(rawKey))
  return new Map(items.map((item) => StoredRaw.parse(item)).map((raw) => [raw.sk, raw]))
}

/** Names that are new, all of one title. */
interface Arrival {
  title: StoredTitle
  isNew: boolean
  raws: { key: string; publisher: string; title: string }[]
}

const arrivalsOf = async (table: Table, names: ReadonlyMap<string, DetectedSoftware>, at: string) => {
  const normalized = [...names].map(([key, name]) => {
    const { publisher, title, licensable, reason } = normalize(name)
    return { raw: { key, ...name }, id: titleIdOf(publisher, title), publisher, title, licensable, reason }
  })
  const known = await readLiving(
    table,
    normalized.map(({ id }) => id),
  )
  const arrivals = new Map<string, Arrival>()
  for (const { raw, id, publisher, title, licensable, reason } of normalized) {
    const found = known.get(id)
    const arrival = arrivals.get(found?.id ?? id)
    if (arrival) arrival.raws.push(raw)
    else
      arrivals.set(found?.id ?? id, {
        title: found ?? newTitle({ publisher, title, licensable, licensableBy: 'rule', reason }, at),
        isNew: !found,
        raws: [raw],
      })
  }
  return [...arrivals.values()]
}

const addRaw = (titleId: string, { key, ...names }: Arrival['raws'][number]): Write =>
  put({ ...rawKey(key), ...names, titleId }, { exists: false }, raceLost)

/** Software of this kind was reported: agreements can be written against the catalog. */
export const ready = (): Write => put({ ...readinessKey, is: true }, {}, raceLost)

/** The writes of one title's new names. A title of very many names takes several of these. */
function* piecesOf({ title, isNew, raws }: Arrival, room: number): Generator<{ writes: Write[]; row?: CatalogRow }> {
  let current = title
  for (let first = 0; first < raws.length; first += room) {
    const some = raws.slice(first, first + room)
    const addedRaws = some.map(({ key }) => key)
    const names = some.map((raw) => addRaw(title.id, raw))
    const isFirst = isNew && first === 0
    const head = isFirst ? addTitle(changed(current, { addedRaws })) : changeTitle(current, { addedRaws })
    current = changed(current, { addedRaws })
    yield { writes: [...names, head], ...(isFirst && { row: catalogRow(title) }) }
  }
}

/** Beside names: the title, the row of the catalog with what goes along, readiness, and the mark. */
const namesAtOnce = transactionLimit - 4 - itemsPerPublisher - itemsPerShelving

const write = async (
  { table, now, newId, announceWork }: AnnouncingLedger,
  arrivals: readonly Arrival[],
  read: KnownShelves,
) => {
  let known = read
  let batch: Write[] = []
  let shelves = new Map<string, { name: string; rows: CatalogRow[] }>()
  let isReady = false
  let created: StoredTitle[] = []
  const flush = async () => {
    if (batch.length === 0) return
    const marks = markTitles(newId(), created, now().toISOString())
    const publishers = [...shelves].map(([key, shelf]) => ({ publisherKey: key, ...shelf }))
    const shelved = shelve(known, publishers, now().toISOString())
    await commit(table, [...batch, ...shelved.writes, ...marks, ...(isReady ? [ready()] : [])])
    for (const workId of shelved.workIds) await announceWork(workId)
    if (marks.length > 0) await announceWork(countPositionsWork)
    created = []
    known = shelved.known
    batch = []
    shelves = new Map()
    isReady = false
  }
  for (const arrival of arrivals)
    for (const { writes, row } of piecesOf(arrival, namesAtOnce)) {
      // One transaction writes an item once: pieces of one title go one after the other.
      if (arrival.raws.length > namesAtOnce) await flush()
      const rows = [...shelves.values()].reduce((sum, shelf) => sum + shelf.rows.length, row ? 1 : 0)
      const besides = rows + (shelves.size + 1) * itemsPerPublisher + itemsPerShelving + 2
      if (batch.length + writes.length + besides > transactionLimit) await flush()
      batch.push(...writes)
      isReady ||= arrival.title.licensable
      if (!row) continue
      created.push(arrival.title)
      const { publisher: name } = arrival.title
      const shelf = shelves.get(publisherKey(name)) ?? { name, rows: [] }
      shelves.set(publisherKey(name), { name, rows: [...shelf.rows, row] })
    }
  await flush()
}

/**
 * Makes names of software known that devices report: each gets its title, and new titles stand in the catalog at once.
 * Safe to run twice, at once or after a crash.
 * @param names as reported
 * @param known packed keys of names that are known already; those that become known are added
 */
export const knowSoftware = async (
  ledger: AnnouncingLedger,
  names: Iterable<DetectedSoftware>,
  known: Set<string>,
): Promise<void> => {
  const { table, now } = ledger
  const unknown = new Map<string, DetectedSoftware>()
  for (const { publisher, title } of names) {
    const key = packedRawKey(publisher, title)
    if (!known.has(key)) unknown.set(key, { publisher, title })
  }
  if (unknown.size === 0) return
  await settle(async () => {
    for (const key of (await readRaws(table, unknown.keys())).keys()) {
      known.add(key)
      unknown.delete(key)
    }
    if (unknown.size === 0) return
    const arrivals = await arrivalsOf(table, unknown, now().toISOString())
    const created = arrivals.filter(({ isNew }) => isNew)
    const shelves = await readShelves(
      table,
      created.map(({ title }) => publisherKey(title.publisher)),
    )
    await write(ledger, arrivals, shelves)
  })
  for (const key of unknown.keys()) known.add(key)
}
