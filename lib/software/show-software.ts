import { productKey } from '../entitlements/product-key.ts'
import { LedgerError } from '../errors.ts'
import { nameKey } from '../names/name.ts'
import { readFlags } from '../positions/flags.ts'
import { readMappings } from '../positions/product-store.ts'
import { type PositionShelf, showPosition } from '../positions/show-position.ts'
import type { Table } from '../table/table.ts'
import { readRaws } from './know-software.ts'
import type { Software } from './software.ts'
import { readTitles, type StoredTitle } from './title-store.ts'

/** @throws LedgerError `title-not-found` */
export const readTitle = async (table: Table, id: string): Promise<StoredTitle> => {
  const title = (await readTitles(table, [id])).get(id)
  if (title && title.mergedInto === undefined) return title
  const message = title
    ? `The title ${title.title} was merged into ${title.mergedInto}.`
    : `There is no software title ${id}.`
  throw new LedgerError('not-found', 'title-not-found', message)
}

/** The products that a manager mapped to a title. */
const showMapping = async (table: Table, { id: titleId, mapping }: StoredTitle): Promise<Software['mapping']> => {
  if (mapping === undefined) return undefined
  const mappings = [...(await readMappings(table, mapping)).values()]
  return {
    products: mappings
      .sort((one, other) => (productKey(one) < productKey(other) ? -1 : 1))
      .flatMap(({ id, productFamily: product, version, titles }) =>
        titles.flatMap((each) => (each.titleId === titleId ? [{ id, product, version, rank: each.rank }] : [])),
      ),
  }
}

/** A title with its names and its position, as they are stored. */
export const showTitle = async (shelf: PositionShelf, title: StoredTitle): Promise<Software> => {
  const [names, flagsOf, mapping] = await Promise.all([
    readRaws(shelf.table, title.raws),
    readFlags(shelf, [title.basis]),
    showMapping(shelf.table, title),
  ])
  const { id, publisher, licensable, licensableBy, reason, basis, version, createdAt, updatedAt } = title
  return {
    id,
    publisher,
    title: title.title,
    licensable,
    licensableBy,
    ...(reason !== undefined && { reason }),
    ...showPosition(title),
    flags: flagsOf(basis),
    ...(mapping && { mapping }),
    rawTitles: [...names.values()]
      .map((raw) => ({ publisher: raw.publisher, title: raw.title }))
      .sort((one, other) => (nameKey(one.title) < nameKey(other.title) ? -1 : 1)),
    version,
    createdAt,
    updatedAt,
  }
}

/** @throws LedgerError `title-not-found` */
