import { nameKey } from '../names/name.ts'
import { agreementsByGroup, agreementsByType } from '../table/keys.ts'
import type { ListPage, PageRequest } from '../table/page.ts'
import type { Item, Query, Table } from '../table/table.ts'
import { type AgreementFilter, type AgreementListItem, AgreementType } from './agreement.ts'
import { showListItem } from './agreement-store.ts'

/** How much one page may read to find names that contain a text: two query pages of 1 MB. */
const queriesPerPage = 2

interface Row {
  order: string
  item: Item
}

/** What was read of one partition, and whether more follows. */
interface Read {
  rows: Row[]
  /** Sort key up to which everything has been read; undefined at the end of the partition. */
  readTo: string | undefined
}

const orderOf = (item: Item): string => String(item.gsiSk)

const compare = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

const readMatching = async (
  table: Table,
  query: Query,
  { limit, matches }: { limit: number; matches: ((item: Item) => boolean) | undefined },
): Promise<Read> => {
  const rows: Row[] = []
  let startKey: Item | undefined
  for (let queries = 0; queries < (matches ? queriesPerPage : 1); queries++) {
    const page = await table.query({ ...query, ...(!matches && { limit: limit + 1 }), startKey })
    rows.push(...page.items.filter(matches ?? (() => true)).map((item) => ({ order: orderOf(item), item })))
    startKey = page.lastKey
    if (!startKey || rows.length > limit) break
  }
  return { rows, readTo: startKey && orderOf(startKey) }
}

const partitions = ({ type, groupId }: AgreementFilter): Query[] =>
  (type ? [type] : AgreementType.options).map((each) =>
    groupId === undefined
      ? { index: 'gsi1', partition: agreementsByType(each) }
      : { index: 'gsi2', partition: agreementsByGroup(groupId, each) },
  )

/**
 * Agreements by name, of one type or merged over all, of one group or all. `contains` compares name keys and bounds
 * what a page reads, so that a page may be short or empty and still go on.
 * @param after the order of the last agreement of the page before
 */
export const listAgreements = async (
  table: Table,
  filter: AgreementFilter,
  { limit, after }: PageRequest,
): Promise<ListPage<AgreementListItem>> => {
  const { contains } = filter
  const needle = contains === undefined ? '' : nameKey(contains)
  const matches = needle === '' ? undefined : (item: Item) => nameKey(String(item.name)).includes(needle)
  const reads = await Promise.all(
    partitions(filter).map((query) =>
      readMatching(table, after === undefined ? query : { ...query, after }, { limit, matches }),
    ),
  )
  // Only up to here is the merge complete: beyond it a partition may hold more that was not read.
  const horizon = reads
    .flatMap(({ readTo }) => (readTo === undefined ? [] : [readTo]))
    .sort(compare)
    .at(0)
  const merged = reads
    .flatMap(({ rows }) => rows)
    .filter(({ order }) => horizon === undefined || compare(order, horizon) <= 0)
    .sort((one, other) => compare(one.order, other.order))
  const page = merged.slice(0, limit)
  const next = merged.length > limit ? page.at(-1)?.order : horizon
  return { items: page.map(({ item }) => showListItem(item)), ...(next !== undefined && { next }) }
}
