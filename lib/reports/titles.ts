import * as z from 'zod'
import { productIdOf, readProducts } from '../positions/product-store.ts'
import { Basis, PositionStatus, readLiving, statusOf } from '../software/title-store.ts'
import { softwareByStatus } from '../table/keys.ts'
import { mergedList } from '../table/merged-list.ts'
import type { Query, Table } from '../table/table.ts'

/** A title as the index lists it. */
const ListedTitle = z.object({
  id: z.string(),
  publisher: z.string(),
  title: z.string(),
  installed: z.number(),
  entitled: z.number().default(0),
  basis: Basis.optional(),
})
export type ListedTitle = z.infer<typeof ListedTitle>

/** Where a title can be that reports show: one that is absent or needs no license is left out. */
const partitions = PositionStatus.exclude(['absent', 'not-licensable']).options.map(
  (status): Query => ({ index: 'gsi1', partition: softwareByStatus(status) }),
)

const titlesAtOnce = 500

/** All titles that have a position, by publisher and title, some at once. Each is met once, unless it changes meanwhile. */
export async function* walkTitles(table: Table): AsyncGenerator<ListedTitle[]> {
  let after: string | undefined
  do {
    const { items, next } = await mergedList(table, partitions, { limit: titlesAtOnce, after })
    yield items.map((item) => ListedTitle.parse(item))
    after = next
  } while (after !== undefined)
}

/** The position of a title, of the whole ledger. */
export const TitlePosition = z
  .strictObject({
    id: z.string(),
    publisher: z.string(),
    title: z.string(),
    entitled: z.int(),
    installed: z.int(),
    difference: z.int(),
    status: PositionStatus,
  })
  .meta({ id: 'TitlePosition', description: 'The position of a title in the whole ledger, whatever the filters.' })
export type TitlePosition = z.infer<typeof TitlePosition>

/** Titles and products that are remembered, so that most are read once. */
const remembered = 20_000

/** Forgets everything when it knows too much. */
const memory = <T>(read: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>) => {
  const known = new Map<string, T | undefined>()
  return async (ids: readonly string[]): Promise<ReadonlyMap<string, T | undefined>> => {
    if (known.size > remembered) known.clear()
    const missing = [...new Set(ids)].filter((id) => !known.has(id))
    if (missing.length > 0) {
      const found = await read(missing)
      for (const id of missing) known.set(id, found.get(id))
    }
    return known
  }
}

/** Finds the titles for which products and other agreements count, with their positions. */
export const titleFinder = (table: Table) => {
  const readTitles = memory(async (ids) => {
    const living = await readLiving(table, ids)
    return new Map(
      [...living].map(([asked, stored]): [string, TitlePosition] => {
        const { id, publisher, title, entitled, installed } = stored
        return [
          asked,
          { id, publisher, title, entitled, installed, difference: entitled - installed, status: statusOf(stored) },
        ]
      }),
    )
  })
  const readCovered = memory(async (ids) => {
    const products = await readProducts(table, ids)
    return new Map([...products].map(([id, { covers }]) => [id, covers.map(({ titleId }) => titleId)]))
  })
  return async (products: readonly Parameters<typeof productIdOf>[0][], titleIds: readonly string[]) => {
    const covered = await readCovered(products.map(productIdOf))
    const idsOf = (product: Parameters<typeof productIdOf>[0]) => covered.get(productIdOf(product)) ?? []
    const titles = await readTitles([...products.flatMap(idsOf), ...titleIds])
    const find = (ids: readonly string[]): TitlePosition[] => ids.flatMap((id) => titles.get(id) ?? [])
    return {
      ofProduct: (product: Parameters<typeof productIdOf>[0]) => find(idsOf(product)),
      ofTitle: (id: string) => find([id]),
    }
  }
}

export type FindTitles = ReturnType<typeof titleFinder>
