import { invalidInput, LedgerError } from '../../foundation/errors.ts'
import { decisionKey, type Key, readinessKey } from '../../foundation/table/keys.ts'
import type { Item, Table } from '../../foundation/table/table.ts'
import { parseReadiness } from '../../inventory/names/readiness.ts'
import { parseDecision, type TitleName } from '../../recognition/titles/decision.ts'
import { readLiving } from '../../recognition/titles/merges.ts'
import { parseGuard, readAnyOfPublisher } from '../../recognition/titles/title-guard.ts'
import { guardKeyOf, titleKey, titleSubject } from '../../recognition/titles/title-id.ts'
import type { StoredOtherAgreement } from '../records/stored-agreement.ts'

/** What an other agreement is for, as the catalog shows it. */
export type Product = Pick<StoredOtherAgreement, 'publisher' | 'productTitle'>

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

const isAt =
  ({ pk, sk }: Key) =>
  (item: Item): boolean =>
    item.pk === pk && item.sk === sk

const refuse = async (table: Table, name: TitleName): Promise<never> => {
  const knownAs = (await readAnyOfPublisher(table, name))?.publisher
  const pointer = knownAs === undefined ? '/publisher' : '/productTitle'
  const message = notInCatalog(name.publisher, name.title, knownAs)
  throw invalidInput([{ pointer, code: 'not-in-catalog', message }])
}

/**
 * The product of the catalog that an agreement is written against: with one request, unless its title was merged.
 * @throws LedgerError `no-inventory`, `not-in-catalog`
 */
export const expectProduct = async (table: Table, { publisher, productTitle }: Product): Promise<Product> => {
  const name = { publisher, title: productTitle }
  const guardKey = guardKeyOf(name)
  const mergeKey = decisionKey('merge', titleSubject(name))
  const items = await table.getMany([readinessKey, guardKey, mergeKey])
  const readiness = items.find(isAt(readinessKey))
  if (!readiness || !parseReadiness(readiness).licensable)
    throw new LedgerError('conflict', 'no-inventory', noInventory)
  const guard = items.find(isAt(guardKey))
  if (!guard) return refuse(table, name)
  const title = parseGuard(guard)
  const merge = items.find(isAt(mergeKey))
  const isMerged = merge !== undefined && parseDecision(merge).value !== undefined
  const living = isMerged ? (await readLiving(table, [title])).get(titleKey(title)) : undefined
  const shown = living ?? title
  return { publisher: shown.publisher, productTitle: shown.title }
}
