import { notInCatalog } from '../agreements/catalog-rules.ts'
import { findTitles, type ProductNames } from '../catalog/find-title.ts'
import { readPublishers } from '../catalog/shelf.ts'
import { normalize } from '../normalization/normalize.ts'
import { publisherKey } from '../normalization/software-key.ts'
import type { StoredTitle } from '../software/title-store.ts'
import type { Table } from '../table/table.ts'

/** A title of the catalog, or why there is none. */
export type Found = { title: StoredTitle } | { missing: string }

const normalized = ({ publisher, title }: ProductNames): ProductNames => normalize({ publisher, title })

/**
 * What files mean by publisher and product: the names as they are, or as an inventory would show them, because other
 * tools write `Microsoft Corporation` and `Visio 2019 x64`.
 * @returns in the order of the names
 */
export const findInCatalog = async (table: Table, names: readonly ProductNames[]): Promise<Found[]> => {
  const asTyped = await findTitles(table, names)
  const others = names.filter((_, index) => !asTyped[index])
  const asShown = new Map(
    (await findTitles(table, others.map(normalized))).map((title, index) => [others[index], title]),
  )
  const missing = others.filter((name) => !asShown.get(name))
  const keysOf = (name: ProductNames): string[] => [name, normalized(name)].map((each) => publisherKey(each.publisher))
  const publishers = await readPublishers(table, new Set(missing.flatMap(keysOf)))
  return names.map((name, index): Found => {
    const title = asTyped[index] ?? asShown.get(name)
    if (title) return { title }
    const [typed = '', shown = ''] = keysOf(name)
    const knownAs = (publishers.get(typed) ?? publishers.get(shown))?.name
    return { missing: notInCatalog(name.publisher, name.title, knownAs) }
  })
}
