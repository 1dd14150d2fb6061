import * as z from 'zod'
import { nameKey } from '../names/name.ts'
import { readFlags } from '../positions/flags.ts'
import { type PositionShelf, showPosition } from '../positions/show-position.ts'
import { softwareByStatus } from '../table/keys.ts'
import { mergedList } from '../table/merged-list.ts'
import type { ListPage, PageRequest } from '../table/page.ts'
import type { Item, Query } from '../table/table.ts'
import type { SoftwareListItem } from './software.ts'
import { Basis, PositionStatus, publisherOrder } from './title-store.ts'

export interface SoftwareFilter {
  publisher?: string | undefined
  contains?: string | undefined
  status?: PositionStatus | undefined
}

const Listed = z.object({
  id: z.string(),
  publisher: z.string(),
  title: z.string(),
  licensable: z.boolean(),
  installed: z.number(),
  entitled: z.number().default(0),
  basis: Basis.optional(),
  version: z.number(),
})

/** Titles that are neither installed nor entitled to are left out unless they are asked for. */
const partitions = ({ publisher, status }: SoftwareFilter): Query[] =>
  (status ? [status] : PositionStatus.exclude(['absent']).options).map((each) => ({
    index: 'gsi1',
    partition: softwareByStatus(each),
    ...(publisher !== undefined && { prefix: publisherOrder(publisher) }),
  }))

/**
 * Software titles by publisher and title. `contains` looks at both and bounds what a page reads, so that a page may be
 * short or empty and still go on.
 */
export const listSoftware = async (
  shelf: PositionShelf,
  filter: SoftwareFilter,
  page: PageRequest,
): Promise<ListPage<SoftwareListItem>> => {
  const needle = nameKey(filter.contains ?? '')
  const has = (value: unknown) => nameKey(String(value)).includes(needle)
  const matches = needle === '' ? undefined : ({ publisher, title }: Item) => has(publisher) || has(title)
  const { items, next } = await mergedList(shelf.table, partitions(filter), page, matches)
  const titles = items.map((item) => Listed.parse(item))
  const flagsOf = await readFlags(
    shelf,
    titles.map(({ basis }) => basis),
  )
  return {
    items: titles.map(({ id, publisher, title, licensable, installed, entitled, basis, version }) => ({
      id,
      publisher,
      title,
      licensable,
      ...showPosition({ licensable, installed, entitled }),
      flags: flagsOf(basis),
      version,
    })),
    ...(next !== undefined && { next }),
  }
}
