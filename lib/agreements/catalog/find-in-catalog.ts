import { chunksOf } from '../../foundation/collections.ts'
import { conflict, invalidInput } from '../../foundation/errors.ts'
import { decisionKey, type Key, readinessKey } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import { parseReadiness } from '../../inventory/names/readiness.ts'
import { normalize } from '../../recognition/names/normalize.ts'
import { publisherKey } from '../../recognition/names/software-key.ts'
import { parseDecision, type TitleName } from '../../recognition/titles/decision.ts'
import { readLiving } from '../../recognition/titles/merges.ts'
import { parseGuard, readAnyOfPublisher, readGuards } from '../../recognition/titles/title-guard.ts'
import { guardKeyOf, titleKey, titleSubject } from '../../recognition/titles/title-id.ts'
import type { StoredOtherAgreement } from '../records/stored-agreement.ts'

export type Product = Pick<StoredOtherAgreement, 'publisher' | 'productTitle'>

const productOf = ({ publisher, title }: TitleName): Product => ({ publisher, productTitle: title })

export const noInventory =
  'No managed device has reported licensable software yet. Import an inventory or let a device report first.'

const waysIn =
  'A title gets into the catalog when a managed device reports it, or when a manager adds it by POST /catalog/titles or by a catalog file.'

/** @param name absent for files: a row that has slipped may have a license key there */
const notInCatalog = (knownAs: string | undefined, name?: TitleName): string =>
  knownAs === undefined
    ? `The catalog has no ${name ? `publisher ${name.publisher}` : 'such publisher'}. ${waysIn}`
    : `The publisher ${knownAs} has no ${name ? `title ${name.title}` : 'such title'} in the catalog; a title must belong to the publisher given. ${waysIn}`

/** The catalog product of an agreement. One request, or two if its title was merged. */
export const expectProduct = async (table: Table, { publisher, productTitle }: Product): Promise<Product> => {
  const name = { publisher, title: productTitle }
  const guardKey = guardKeyOf(name)
  const mergeKey = decisionKey('merge', titleSubject(name))
  const items = await table.getMany([readinessKey, guardKey, mergeKey])
  const [readiness, guard, merge] = [readinessKey, guardKey, mergeKey].map(({ pk, sk }: Key) =>
    items.find((item) => item.pk === pk && item.sk === sk),
  )
  if (!readiness || !parseReadiness(readiness).licensable) throw conflict('no-inventory', noInventory)
  if (!guard) {
    const knownAs = (await readAnyOfPublisher(table, name))?.publisher
    const pointer = knownAs === undefined ? '/publisher' : '/productTitle'
    throw invalidInput([{ pointer, code: 'not-in-catalog', message: notInCatalog(knownAs, name) }])
  }
  const title = parseGuard(guard)
  const isMerged = merge && parseDecision(merge).value !== undefined
  return productOf((isMerged && (await readLiving(table, [title])).get(titleKey(title))) || title)
}

/** A product of the catalog with the keys of its title, before and after merges, or the reason why it was not found. */
export type Found = { product: Product; titleKeys: readonly string[] } | { missing: string }

const publishersAtOnce = 25

const readPublishers = async (table: Table, names: readonly TitleName[]): Promise<Map<string, string>> => {
  const distinct = [...new Map(names.map((name) => [publisherKey(name.publisher), name]))]
  const shown = new Map<string, string>()
  for (const some of chunksOf(distinct, publishersAtOnce))
    await Promise.all(
      some.map(async ([key, name]) => {
        const any = await readAnyOfPublisher(table, name)
        if (any) shown.set(key, any.publisher)
      }),
    )
  return shown
}

/**
 * What files mean by publisher and product: the names as they are, or as an inventory would show them, because other
 * tools write `Microsoft Corporation` and `Visio 2019 x64`. A merged title is the one that it is now.
 */
export const findInCatalog = async (table: Table, names: readonly TitleName[]): Promise<Found[]> => {
  const asTyped = await readGuards(table, names)
  const others = names.flatMap((name, index) => (asTyped[index] ? [] : [{ name, normal: normalize(name) }]))
  const spelled = others.map(({ normal }) => normal)
  const found = await readGuards(table, spelled)
  const normals = new Map(others.map(({ name, normal }, index) => [name, { normal, guard: found[index] }]))
  const guards = names.map((name, index) => asTyped[index] ?? normals.get(name)?.guard)
  const known = guards.filter((guard) => guard !== undefined)
  const living = await readLiving(table, known)
  const missing = others.flatMap(({ name, normal }, index) => (found[index] ? [] : [name, normal]))
  const publishers = await readPublishers(table, missing)
  const publisherOf = (name: TitleName | undefined) => name && publishers.get(publisherKey(name.publisher))
  return names.map((name, index): Found => {
    const guard = guards[index]
    if (!guard) return { missing: notInCatalog(publisherOf(name) ?? publisherOf(normals.get(name)?.normal)) }
    const title = living.get(titleKey(guard)) ?? guard
    return { product: productOf(title), titleKeys: [titleKey(guard), titleKey(title)] }
  })
}
