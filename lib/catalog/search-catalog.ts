import { normalizePublisher } from '../normalization/normalize-publisher.ts'
import { publisherKey } from '../normalization/software-key.ts'
import { catalogPartition, publishersPartition } from '../table/keys.ts'
import type { Table } from '../table/table.ts'
import type { CatalogPublisher, CatalogTitle } from './catalog.ts'
import { findNames } from './find-names.ts'
import type { LeafCache } from './leaf-cache.ts'
import { readShelf } from './read-shelf.ts'

/** What a search works with. */
export interface CatalogReader {
  table: Table
  leaves: LeafCache
}

/** Publishers whose names hold a text: spec "Inventory and catalog". */
export const searchPublishers = async (
  { table, leaves }: CatalogReader,
  contains?: string,
): Promise<CatalogPublisher[]> => {
  const shelf = await readShelf(table, publishersPartition, leaves)
  return shelf ? findNames(shelf, contains).map(({ name }) => ({ name })) : []
}

/** Titles of a publisher that hold a text; of an unknown publisher there are none. */
export const searchTitles = async (
  { table, leaves }: CatalogReader,
  query: { publisher: string; contains?: string | undefined },
): Promise<CatalogTitle[]> => {
  const key = publisherKey(normalizePublisher(query.publisher))
  const shelf = await readShelf(table, catalogPartition(key), leaves)
  if (!shelf) return []
  return findNames(shelf, query.contains).map(({ id, name, licensable }) => ({
    id,
    title: name,
    publisher: shelf.shelf.name,
    licensable,
  }))
}
