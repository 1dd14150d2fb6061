import * as z from 'zod'
import { catalogPartition, catalogRowKey, packedPublisherKey, publishersPartition, shelfKey } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { put, type Table, update, type Write } from '../table/table.ts'
import { askAgain } from '../work/work.ts'

/** A title as the catalog lists it; its words never change, as its id follows from them. */
export interface CatalogRow {
  id: string
  name: string
  licensable: boolean
  /** Of the title that says so: what is said later has a higher one. */
  revision: number
  /** It is not listed any more. */
  removed?: true
}

/** What the catalog says of a title. @param title as it is behind the change that is committed with it */
export const catalogRow = (title: {
  id: string
  title: string
  licensable: boolean
  revision: number
  mergedInto?: string | undefined
}): CatalogRow => ({
  id: title.id,
  name: title.title,
  licensable: title.licensable,
  revision: title.revision,
  ...(title.mergedInto !== undefined && { removed: true }),
})

/** A leaf holds names from one on, up to the next leaf. */
const StoredLeafRef = z.object({ number: z.number(), from: z.string(), revision: z.number() })
export type LeafRef = z.infer<typeof StoredLeafRef>

/**
 * What is known of a publisher's catalog, or of the list of publishers: a shelf. Its rows lie loose until they are
 * packed into leaves.
 */
export const StoredShelf = z.object({
  /** Of the publisher, as it was first written. */
  name: z.string().default(''),
  publisherKey: z.string().optional(),
  /** How often loose rows were written: each time counts. */
  loose: z.number().default(0),
  /** In the order of the names that they hold. */
  leaves: z.array(StoredLeafRef).default([]),
  /** Raised whenever leaves are written. */
  revision: z.number().default(0),
  /** Who packs it. */
  holder: z.string().optional(),
})
export type StoredShelf = z.infer<typeof StoredShelf>

/** Shelves as they were read, by partition; one that is not there is new. */
export type KnownShelves = ReadonlyMap<string, Pick<StoredShelf, 'loose'>>

/** The shelves that titles of these publishers are put on, with that of the publishers. */
export const readShelves = async (table: Table, publisherKeys: Iterable<string>): Promise<KnownShelves> => {
  const partitions = [publishersPartition, ...[...publisherKeys].map(catalogPartition)]
  const items = await table.getMany(partitions.map(shelfKey))
  return new Map(items.map((item) => [String(item.pk), StoredShelf.parse(item)]))
}

/** What is known of publishers, by their keys. */
export const readPublishers = async (
  table: Table,
  publisherKeys: Iterable<string>,
): Promise<Map<string, StoredShelf>> => {
  const items = await table.getMany([...publisherKeys].map((key) => shelfKey(catalogPartition(key))))
  const shelves = items.map((item) => StoredShelf.parse(item))
  return new Map(shelves.map((shelf) => [shelf.publisherKey ?? '', shelf]))
}

/** Loose rows that are read with every search; when there are more they are packed. */
export const looseRows = 100

/** The name of the work that packs a shelf. There is one such work of a shelf at a time. */
export const packWork = (partition: string): string => `pack-catalog#${partition}`

const askToPack = (partition: string, at: string): Write =>
  askAgain({ id: packWork(partition), kind: 'pack-catalog', subjectId: partition, actor: 'catalog', createdAt: at })

/** Says something of a name: it goes before what was said, loose or packed. */
const writeRow = (partition: string, { id, ...row }: CatalogRow): Write =>
  update(catalogRowKey(partition, id), { set: { ...row, removed: row.removed }, add: { writes: 1 } }, {}, raceLost)

/** Rows of one publisher that one transaction writes. */
export interface Shelved {
  publisherKey: string
  /** Of the publisher. */
  name: string
  rows: readonly CatalogRow[]
}

/** The most items, besides its rows, that a publisher adds to a transaction; and all publishers together. */
export const itemsPerPublisher = 3
export const itemsPerShelving = 2

/**
 * Puts titles into the catalog, or says something else of them: all that one transaction does of it.
 * @returns the writes, the work to announce when they are committed, and the shelves as they are then
 */
export const shelve = (
  known: KnownShelves,
  publishers: readonly Shelved[],
  at: string,
): { writes: Write[]; workIds: string[]; known: KnownShelves } => {
  const behind = new Map(known)
  const writes: Write[] = []
  const workIds: string[] = []
  const grow = (partition: string, by: number): void => {
    const before = behind.get(partition)?.loose ?? 0
    const loose = before + by
    behind.set(partition, { loose })
    if (Math.floor(loose / looseRows) === Math.floor(before / looseRows)) return
    writes.push(askToPack(partition, at))
    workIds.push(packWork(partition))
  }

  const arrivals = publishers.filter(({ publisherKey }) => !known.has(catalogPartition(publisherKey)))
  for (const { publisherKey, name, rows } of publishers) {
    const partition = catalogPartition(publisherKey)
    const key = shelfKey(partition)
    writes.push(
      ...rows.map((row) => writeRow(partition, row)),
      known.has(partition)
        ? update(key, { add: { loose: rows.length } }, { exists: true }, raceLost)
        : put({ ...key, publisherKey, name, loose: rows.length }, { exists: false }, raceLost),
    )
    grow(partition, rows.length)
  }
  for (const { publisherKey, name } of arrivals)
    writes.push(
      writeRow(publishersPartition, { id: packedPublisherKey(publisherKey), name, licensable: true, revision: 1 }),
    )
  if (arrivals.length > 0) {
    writes.push(update(shelfKey(publishersPartition), { add: { loose: arrivals.length } }, {}, raceLost))
    grow(publishersPartition, arrivals.length)
  }
  return { writes, workIds, known: behind }
}
