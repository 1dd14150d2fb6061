import { findTitle, isReady } from '../catalog/find-title.ts'
import { readPublishers } from '../catalog/shelf.ts'
import { invalidInput, LedgerError } from '../errors.ts'
import { publisherKey } from '../normalization/software-key.ts'
import type { StoredTitle } from '../software/title-store.ts'
import type { Table } from '../table/table.ts'

/** Why there can be no other agreement yet: spec "Other agreements". */
export const noInventory =
  'No managed device has reported licensable software yet. Import an inventory or let a device report first.'

const waysIn =
  'A title gets into the catalog when a managed device reports it, or when a manager adds it by POST /catalog/titles or by a catalog file.'

/** Why a title is none of the catalog. @param knownAs the publisher as the catalog shows it; undefined when it has none */
export const notInCatalog = (publisher: string, title: string, knownAs: string | undefined): string =>
  knownAs === undefined
    ? `The catalog has no publisher ${publisher}. ${waysIn}`
    : `The publisher ${knownAs} has no title ${title} in the catalog; the title must be the publisher's. ${waysIn}`

/** @throws LedgerError `no-inventory` */
export const expectInventory = async (table: Table): Promise<void> => {
  if (!(await isReady(table))) throw new LedgerError('conflict', 'no-inventory', noInventory)
}

/** The title of the catalog that an agreement is written against. @throws LedgerError `not-in-catalog` */
export const expectTitle = async (table: Table, publisher: string, productTitle: string): Promise<StoredTitle> => {
  const title = await findTitle(table, publisher, productTitle)
  if (title) return title
  const key = publisherKey(publisher)
  const knownAs = (await readPublishers(table, [key])).get(key)?.name
  const pointer = knownAs === undefined ? '/publisher' : '/productTitle'
  const message = notInCatalog(publisher, productTitle, knownAs)
  throw invalidInput([{ pointer, code: 'not-in-catalog', message }])
}
