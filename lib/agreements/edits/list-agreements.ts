import { agreementsByGroup, agreementsByType } from '../../foundation/table/keys.ts'
import { mergedList } from '../../foundation/table/merged-list.ts'
import type { ListPage, PageRequest } from '../../foundation/table/page.ts'
import type { Item, Query, Table } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { type AgreementFilter, type AgreementListItem, AgreementType } from '../records/agreement.ts'
import { showListItem } from '../records/agreement-store.ts'

const partitions = ({ type, groupId }: AgreementFilter): Query[] =>
  (type ? [type] : AgreementType.options).map((each) =>
    groupId === undefined
      ? { index: 'gsi1', partition: agreementsByType(each) }
      : { index: 'gsi2', partition: agreementsByGroup(groupId, each) },
  )

/**
 * Agreements by name, of one type or merged over all, of one group or all. `contains` compares name keys and bounds
 * what a page reads, so that a page may be short or empty and still go on.
 * @param page.after the order of the last agreement of the page before
 */
export const listAgreements = async (
  table: Table,
  filter: AgreementFilter,
  page: PageRequest,
): Promise<ListPage<AgreementListItem>> => {
  const { contains } = filter
  const needle = contains === undefined ? '' : nameKey(contains)
  const matches = needle === '' ? undefined : (item: Item) => nameKey(String(item.name)).includes(needle)
  const { items, next } = await mergedList(table, partitions(filter), page, matches)
  return { items: items.map(showListItem), ...(next !== undefined && { next }) }
}
