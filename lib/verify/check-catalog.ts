import * as z from 'zod'
import type { CatalogEntry } from '../catalog/leaf.ts'
import { noCache } from '../catalog/leaf-cache.ts'
import { listedOn, readShelf } from '../catalog/read-shelf.ts'
import { publisherKey } from '../normalization/software-key.ts'
import { PositionStatus, publisherOrder, readTitles, type StoredTitle } from '../software/title-store.ts'
import { catalogPartition, publishersPartition, softwareByStatus } from '../table/keys.ts'
import { pagesOf, type Table } from '../table/table.ts'
import { type Difference, differencesOf } from './difference.ts'
import { piecesOf } from './pieces.ts'

/** @param publisher its key */
const difference = differencesOf('catalog')

const Listed = z.object({ id: z.string(), publisher: z.string() })
type Listed = z.infer<typeof Listed>

const wordsOf = (title: StoredTitle | undefined): string => {
  if (!title) return 'is no title'
  if (title.mergedInto !== undefined) return `was merged into ${title.mergedInto}`
  return `is ${title.title} of ${title.publisher}, licensable: ${title.licensable}`
}

const checkEntries = async (table: Table, key: string, name: string, entries: readonly CatalogEntry[]) => {
  const differences: Difference[] = []
  for (const some of piecesOf(entries)) {
    const titles = await readTitles(
      table,
      some.map(({ id }) => id),
    )
    for (const entry of some) {
      const title = titles.get(entry.id)
      const isSame =
        title?.mergedInto === undefined &&
        title?.title === entry.name &&
        title.licensable === entry.licensable &&
        publisherKey(title.publisher) === key
      if (isSame) continue
      const listed = `The catalog of ${name} lists ${entry.id} as ${entry.name}, licensable: ${entry.licensable}`
      differences.push(difference(key, `${listed}, and it ${wordsOf(title)}.`))
    }
  }
  return differences
}

/** What stands in the catalog of one publisher, and what differs from that. */
const checkShelf = async (table: Table, partition: string) => {
  const shelf = await readShelf(table, partition, noCache)
  if (!shelf) return { entries: [], differences: [] }
  const { name, publisherKey: key = '', loose } = shelf.shelf
  const entries = listedOn(shelf)
  const differences = await checkEntries(table, key, name, entries)
  const written = shelf.rows.reduce((sum, { writes }) => sum + writes, 0)
  if (written !== loose)
    differences.push(difference(key, `The catalog of ${name} counts ${loose} loose rows, and there are ${written}.`))
  const twice = entries.length - new Set(entries.map(({ id }) => id)).size
  if (twice > 0) differences.push(difference(key, `The catalog of ${name} lists ${twice} titles twice.`))
  return { entries, differences }
}

const notListed = ({ id, publisher }: Listed): Difference =>
  difference(publisherKey(publisher), `The title ${id} is not in the catalog of ${publisher}.`)

async function* titlesOf(table: Table, prefix?: string): AsyncGenerator<Listed[]> {
  for (const status of PositionStatus.options) {
    const partition = softwareByStatus(status)
    for await (const items of pagesOf(table, { index: 'gsi1', partition, ...(prefix !== undefined && { prefix }) }))
      yield items.map((item) => Listed.parse(item))
  }
}

/**
 * Checks that every title stands in the catalog of its publisher with the same words, every such publisher among the
 * publishers, and nothing else anywhere.
 */
export const checkCatalog = async (
  table: Table,
): Promise<{ titles: number; publishers: number; differences: Difference[] }> => {
  const differences: Difference[] = []
  const listed = new Set<string>()
  const publishers = await readShelf(table, publishersPartition, noCache)
  const named = publishers ? listedOn(publishers) : []
  const keys = new Set(named.map(({ name }) => publisherKey(name)))
  for (const key of keys) {
    const { entries, differences: found } = await checkShelf(table, catalogPartition(key))
    for (const { id } of entries) listed.add(id)
    differences.push(...found)
  }
  let titles = 0
  for await (const some of titlesOf(table))
    for (const title of some) {
      titles += 1
      if (!listed.has(title.id)) differences.push(notListed(title))
    }
  return { titles, publishers: keys.size, differences }
}

/** Checks some publishers once more. @param keys of the publishers, as the differences name them */
export const checkCatalogAgain = async (table: Table, keys: readonly string[]): Promise<Difference[]> => {
  const differences: Difference[] = []
  for (const key of keys) {
    const { entries, differences: found } = await checkShelf(table, catalogPartition(key))
    const listed = new Set(entries.map(({ id }) => id))
    differences.push(...found)
    for await (const some of titlesOf(table, publisherOrder(key)))
      differences.push(...some.filter(({ id }) => !listed.has(id)).map(notListed))
  }
  return differences
}
