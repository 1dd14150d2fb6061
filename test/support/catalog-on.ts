import { leafCache } from '../../lib/catalog/leaf-cache.ts'
import { listedOn, readShelf } from '../../lib/catalog/read-shelf.ts'
import { searchPublishers, searchTitles } from '../../lib/catalog/search-catalog.ts'
import { type CatalogRow, packWork, readShelves, shelve } from '../../lib/catalog/shelf.ts'
import { publisherKey } from '../../lib/normalization/software-key.ts'
import { derivedId } from '../../lib/table/ids.ts'
import { catalogPartition, publishersPartition } from '../../lib/table/keys.ts'
import { settle } from '../../lib/table/race.ts'
import { commit, queryAll } from '../../lib/table/table.ts'
import { doWork } from '../../lib/work/do-work.ts'
import { askAgain } from '../../lib/work/work.ts'
import type { TestLedger } from './ledger-on.ts'

const rowsAtOnce = 90
const at = '2026-01-01T12:00:00.000Z'

/** Rows of titles that nobody has said anything of before. */
export const rowsOf = (names: readonly string[], revision = 1): CatalogRow[] =>
  names.map((name) => ({ id: name.length > 100 ? derivedId(name) : `ID-${name}`, name, licensable: true, revision }))

/** The shelves of a test ledger, without titles behind their rows. */
export const shelvesOf = ({ ledger, table, announced }: TestLedger) => {
  const warm = { table, leaves: leafCache() }
  const partitionOf = (publisher?: string) =>
    publisher === undefined ? publishersPartition : catalogPartition(publisherKey(publisher))
  return {
    /** Puts rows on the shelf of a publisher, and keeps the work that follows. */
    put: async (publisher: string, rows: readonly CatalogRow[]) => {
      const key = publisherKey(publisher)
      for (let first = 0; first < rows.length; first += rowsAtOnce)
        await settle(async () => {
          const some = rows.slice(first, first + rowsAtOnce)
          const shelved = shelve(
            await readShelves(table, [key]),
            [{ publisherKey: key, name: publisher, rows: some }],
            at,
          )
          await commit(table, shelved.writes)
          announced.push(...shelved.workIds)
        })
    },
    /** Packs the shelf of a publisher, or of the publishers, whether or not there is need. */
    pack: async (publisher?: string) => {
      const partition = partitionOf(publisher)
      const id = packWork(partition)
      await commit(table, [askAgain({ id, kind: 'pack-catalog', subjectId: partition, actor: 'test', createdAt: at })])
      await doWork(ledger, id)
    },
    /** How many items of each kind are on a shelf. */
    count: async (publisher?: string) => {
      const kinds = (await queryAll(table, { partition: partitionOf(publisher) })).map(
        ({ sk }) => String(sk).split('#')[0],
      )
      const of = (kind: string) => kinds.filter((each) => each === kind).length
      return { rows: of('ROW'), leaves: of('LEAF') }
    },
    /** Through a cache, as a warm function does. */
    titles: (publisher: string, contains?: string) => searchTitles(warm, { publisher, contains }),
    /** All titles of a publisher by id, however many: whether they need a license. */
    all: async (publisher: string) => {
      const shelf = await readShelf(table, partitionOf(publisher), warm.leaves)
      return new Map(shelf ? listedOn(shelf).map(({ id, licensable }) => [id, licensable]) : [])
    },
    publishers: async (contains?: string) => (await searchPublishers(warm, contains)).map(({ name }) => name),
  }
}
