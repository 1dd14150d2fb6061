import { catalogRow, readShelves, shelve } from '../catalog/shelf.ts'
import { publisherKey } from '../normalization/software-key.ts'
import type { Table, Write } from '../table/table.ts'
import type { StoredTitle } from './title-store.ts'

/**
 * The writes by which the catalog says of some titles what they are now. Whoever corrects a title writes few rows: that
 * they are to be packed is found by the sweep.
 * @param titles as they are behind the changes that are committed with these
 */
export const shelveTitles = async (table: Table, titles: readonly StoredTitle[]): Promise<Write[]> => {
  const publishers = [...Map.groupBy(titles, ({ publisher }) => publisherKey(publisher))].map(([key, theirs]) => ({
    publisherKey: key,
    name: theirs[0]?.publisher ?? '',
    rows: theirs.map(catalogRow),
  }))
  const known = await readShelves(
    table,
    publishers.map((publisher) => publisher.publisherKey),
  )
  return shelve(known, publishers, titles[0]?.updatedAt ?? '').writes
}
