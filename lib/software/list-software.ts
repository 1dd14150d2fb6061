import * as z from 'zod'
import { nameKey } from '../names/name.ts'
import { softwareByPresence } from '../table/keys.ts'
import { mergedList } from '../table/merged-list.ts'
import type { ListPage, PageRequest } from '../table/page.ts'
import type { Item, Query, Table } from '../table/table.ts'
import type { SoftwareListItem } from './software.ts'
import { type Presence, publisherOrder } from './title-store.ts'

export interface SoftwareFilter {
  publisher?: string | undefined
  contains?: string | undefined
  presence?: Presence | undefined
}

const Listed = z.object({
  id: z.string(),
  publisher: z.string(),
  title: z.string(),
  licensable: z.boolean(),
  installed: z.number(),
  version: z.number(),
})

const show = (item: Item): SoftwareListItem => {
  const { installed, ...title } = Listed.parse(item)
  return { ...title, installedCount: installed }
}

/** Titles that are installed nowhere are left out unless they are asked for. */
const partitions = ({ publisher, presence }: SoftwareFilter): Query[] =>
  (presence ? [presence] : (['installed', 'not-licensable'] as const)).map((each) => ({
    index: 'gsi1',
    partition: softwareByPresence(each),
    ...(publisher !== undefined && { prefix: publisherOrder(publisher) }),
  }))

/**
 * Software titles by publisher and title. `contains` looks at both and bounds what a page reads, so that a page may be
 * short or empty and still go on.
 */
export const listSoftware = async (
  table: Table,
  filter: SoftwareFilter,
  page: PageRequest,
): Promise<ListPage<SoftwareListItem>> => {
  const needle = nameKey(filter.contains ?? '')
  const has = (value: unknown) => nameKey(String(value)).includes(needle)
  const matches = needle === '' ? undefined : ({ publisher, title }: Item) => has(publisher) || has(title)
  const { items, next } = await mergedList(table, partitions(filter), page, matches)
  return { items: items.map(show), ...(next !== undefined && { next }) }
}
