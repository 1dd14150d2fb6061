import { readLiving, type StoredTitle, titleIdOf } from '../software/title-store.ts'
import { readinessKey } from '../table/keys.ts'
import type { Table } from '../table/table.ts'

/** A publisher and a product as somebody typed them. */
export interface ProductNames {
  publisher: string
  title: string
}

/** Whether some managed device has reported a licensable title: spec "Other agreements". */
export const isReady = async (table: Table): Promise<boolean> => (await table.get(readinessKey)) !== undefined

/** The title that each of these is in the catalog, in their order. One that was merged is the one that it is now. */
export const findTitles = async (
  table: Table,
  names: readonly ProductNames[],
): Promise<(StoredTitle | undefined)[]> => {
  const ids = names.map(({ publisher, title }) => titleIdOf(publisher, title))
  const found = await readLiving(table, ids)
  return ids.map((id) => found.get(id))
}

export const findTitle = async (table: Table, publisher: string, title: string): Promise<StoredTitle | undefined> =>
  (await findTitles(table, [{ publisher, title }]))[0]
