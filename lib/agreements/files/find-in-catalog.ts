import type { Table } from '../../foundation/table/table.ts'
import { normalize } from '../../recognition/names/normalize.ts'
import { publisherKey } from '../../recognition/names/software-key.ts'
import type { TitleName } from '../../recognition/titles/decision.ts'
import { readLiving } from '../../recognition/titles/merges.ts'
import { readAnyOfPublisher, readGuards } from '../../recognition/titles/title-guard.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import { notInCatalog, type Product } from '../edits/catalog-rules.ts'

/** A product of the catalog with the keys of its title, before and after merges; or why there is none. */
export type Found = { product: Product; titleKeys: readonly string[] } | { missing: string }

const normalized = ({ publisher, title }: TitleName): TitleName => normalize({ publisher, title })

/** Publishers that are looked up at once. */
const publishersAtOnce = 25

/** How the catalog shows the publishers of some names; by their keys. */
const readPublishers = async (table: Table, names: readonly TitleName[]): Promise<Map<string, string>> => {
  const distinct = [...new Map(names.map((name) => [publisherKey(name.publisher), name]))]
  const shown = new Map<string, string>()
  for (let first = 0; first < distinct.length; first += publishersAtOnce)
    await Promise.all(
      distinct.slice(first, first + publishersAtOnce).map(async ([key, name]) => {
        const any = await readAnyOfPublisher(table, name)
        if (any) shown.set(key, any.publisher)
      }),
    )
  return shown
}

/**
 * What files mean by publisher and product: the names as they are, or as an inventory would show them, because other
 * tools write `Microsoft Corporation` and `Visio 2019 x64`. Titles that were merged are those that they are now.
 * @returns in the order of the names
 */
export const findInCatalog = async (table: Table, names: readonly TitleName[]): Promise<Found[]> => {
  const asTyped = await readGuards(table, names)
  const others = names.filter((_, index) => !asTyped[index])
  const asShown = new Map(
    (await readGuards(table, others.map(normalized))).map((guard, index) => [others[index], guard]),
  )
  const guards = names.map((name, index) => asTyped[index] ?? asShown.get(name))
  const living = await readLiving(
    table,
    guards.filter((guard) => guard !== undefined),
  )
  const missing = names.filter((_, index) => !guards[index])
  const publishers = await readPublishers(
    table,
    missing.flatMap((name) => [name, normalized(name)]),
  )
  return names.map((name, index): Found => {
    const guard = guards[index]
    if (!guard) {
      const [typed, shown] = [name, normalized(name)].map(({ publisher }) => publishers.get(publisherKey(publisher)))
      return { missing: notInCatalog(name.publisher, name.title, typed ?? shown) }
    }
    const title = living.get(titleKey(guard)) ?? guard
    return {
      product: { publisher: title.publisher, productTitle: title.title },
      titleKeys: [titleKey(guard), titleKey(title)],
    }
  })
}
