import { LedgerError } from '../errors.ts'
import { nameKey } from '../names/name.ts'
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

export const showTitle = async (table: Table, title: StoredTitle): Promise<Software> => {
  const raws = [...(await readRaws(table, title.raws)).values()]
  const { id, publisher, licensable, licensableBy, reason, installed, version, createdAt, updatedAt } = title
  return {
    id,
    publisher,
    title: title.title,
    licensable,
    licensableBy,
    ...(reason !== undefined && { reason }),
    installedCount: installed,
    rawTitles: raws
      .map((raw) => ({ publisher: raw.publisher, title: raw.title }))
      .sort((one, other) => (nameKey(one.title) < nameKey(other.title) ? -1 : 1)),
    version,
    createdAt,
    updatedAt,
  }
}

/** @throws LedgerError `title-not-found` */
export const getSoftware = async (table: Table, id: string): Promise<Software> =>
  showTitle(table, await readTitle(table, id))
