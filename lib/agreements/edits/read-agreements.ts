import { accessEntry } from '../../audit/trail.ts'
import { ascendingBy } from '../../foundation/collections.ts'
import {
  agreementKey,
  agreementsByGroup,
  agreementsByType,
  nameInOrder,
  pairsByAgreement,
  pairsByLicense,
} from '../../foundation/table/keys.ts'
import { known } from '../../foundation/table/known.ts'
import type { LedgerWith, Who } from '../../foundation/table/ledger.ts'
import { type ListPage, mergedList, type PageRequest } from '../../foundation/table/lists.ts'
import { commit, type Item, type Query, queryAll, type Table } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { productKey } from '../../recognition/products/product-key.ts'
import {
  type Agreement,
  type AgreementListItem,
  pairsShown,
  productsShown,
  type ShownPair,
  showListItem,
} from '../records/agreement.ts'
import { type Entitlement, sumEntitlements } from '../records/entitlement.ts'
import { isStale } from '../records/freshness.ts'
import { type AgreementNumberPair, pairKey } from '../records/pair.ts'
import { AgreementType } from '../records/restrictions.ts'
import { expectVolume, readAgreement, readDetails, type WholeAgreement } from '../records/stored-agreement.ts'
import { readValidated, type ValidatedPair } from '../records/validated-pairs.ts'

type Shelf = LedgerWith<'staleAfterHours'>

/**
 * Pairs as they are shown, in the order given, and what look-ups report for them; perhaps a moment old.
 * @param fresh pairs that are just being added: they are not read
 */
const readShown = async (
  { table, now, staleAfterHours }: Shelf,
  pairs: readonly AgreementNumberPair[],
  fresh: readonly AgreementNumberPair[] = [],
) => {
  const validated = [...(await readValidated(table, pairs, { fresh, consistent: false })).values()]
  const show = ({ agreementNumber, licenseNumber, ...pair }: ValidatedPair): ShownPair => {
    const { agreementId: _, entitlements: __, ...validation } = pair
    const stale = isStale(pair.answeredAt, now(), staleAfterHours)
    return { agreementNumber, licenseNumber, validation: { ...validation, stale } }
  }
  return { shown: validated.map(show), entitlements: validated.flatMap(({ entitlements }) => entitlements) }
}

const byProduct = (one: Entitlement, other: Entitlement): number =>
  `${productKey(one)} ${JSON.stringify(one)}` < `${productKey(other)} ${JSON.stringify(other)}` ? -1 : 1

export const showAgreement = async (
  shelf: Shelf,
  { agreement, pairs }: WholeAgreement,
  { details, fresh }: { details?: string | undefined; fresh?: readonly AgreementNumberPair[] } = {},
): Promise<Agreement> => {
  const { restrictions } = agreement
  const item = { ...showListItem(agreement), ...(restrictions && { restrictions }) }
  if (item.type === 'other') return { ...item, details }
  const { shown, entitlements } = await readShown(shelf, pairs.slice(0, pairsShown), fresh)
  const sums = sumEntitlements(entitlements).sort(byProduct)
  return { ...item, pairs: shown, entitlements: sums.slice(0, productsShown) }
}

/** @param manager who may read details; that they were read is in the trail before they are shown */
export const getAgreement = async (shelf: Shelf, id: string, manager?: Who): Promise<Agreement> => {
  const whole = await readAgreement(shelf.table, id)
  const details = manager && (await readDetails(shelf.table, [whole.agreement])).get(id)
  if (manager && details !== undefined)
    await commit(shelf.table, [accessEntry(shelf.newId(), manager, 'details-read', 'agreement', [whole.agreement])])
  return showAgreement(shelf, whole, { details })
}

/** Pairs of an agreement by number. @param after a pair key */
export const listPairs = async (shelf: Shelf, agreementId: string, { limit, after }: PageRequest) => {
  const { pairs } = expectVolume(await readAgreement(shelf.table, agreementId))
  const rest = after === undefined ? pairs : pairs.filter((pair) => pairKey(pair) > after)
  const page = rest.slice(0, limit)
  const last = rest.length > limit ? page.at(-1) : undefined
  const { shown } = await readShown(shelf, page)
  return { items: shown, next: last && pairKey(last) }
}

interface AgreementFilter {
  type?: AgreementType | undefined
  groupId?: string | undefined
  contains?: string | undefined
  startsWith?: string | undefined
  number?: string | undefined
}

/** Ids of agreements that have a pair with a number, whichever of its two it is. */
const readHolders = async (table: Table, number: string): Promise<Set<string>> => {
  const upper = number.toUpperCase()
  const pairs = await Promise.all([
    queryAll(table, { ...pairsByLicense(upper), only: ['agreementId'], consistent: false }),
    queryAll(table, { index: 'gsi1', partition: pairsByAgreement(upper), only: ['gsiSk'] }),
  ])
  return new Set(pairs.flat().map(({ agreementId, gsiSk }) => String(agreementId ?? gsiSk)))
}

/** Agreements with a number, by name. All of them are read for each page: they are few. */
const listByNumber = async (
  table: Table,
  number: string,
  isMeant: (item: Item) => boolean,
  { limit, after = '' }: PageRequest,
): Promise<ListPage<Item>> => {
  const keys = [...(await readHolders(table, number))].map(agreementKey)
  const orderOf = ({ gsiSk }: Item): string => String(gsiSk)
  const left = (await table.getMany(keys, { consistent: false }))
    .filter((item) => isMeant(item) && orderOf(item) > after)
    .sort(ascendingBy(orderOf))
  const page = left.slice(0, limit)
  const last = page.at(-1)
  return { items: page, ...(left.length > limit && last && { next: orderOf(last) }) }
}

/**
 * Agreements by name, of one type or both, of one group or all, with a number or any. `contains` compares name keys and bounds
 * what a page reads, so a page may be short or empty and still go on; `startsWith` reads nothing but what it finds.
 * @param page.after the order of the last agreement of the page before
 */
export const listAgreements = async (
  table: Table,
  { type, groupId, contains = '', startsWith = '', number }: AgreementFilter,
  page: PageRequest,
): Promise<ListPage<AgreementListItem>> => {
  const beginning = nameKey(startsWith)
  const queries = (type ? [type] : AgreementType.options).map(
    (each): Query => ({
      ...(groupId === undefined
        ? { index: 'gsi1', partition: agreementsByType(each) }
        : { index: 'gsi2', partition: agreementsByGroup(groupId, each) }),
      ...(beginning !== '' && { prefix: nameInOrder(beginning) }),
    }),
  )
  const needle = nameKey(contains)
  const isNamed = ({ name }: Item): boolean => {
    const key = nameKey(String(name))
    return key.includes(needle) && key.startsWith(beginning)
  }
  const isMeant = (item: Item): boolean =>
    isNamed(item) && item.type === (type ?? item.type) && item.groupId === (groupId ?? item.groupId)
  const { items, next } =
    number === undefined
      ? await mergedList(table, queries, page, needle === '' ? undefined : isNamed)
      : await listByNumber(table, number, isMeant, page)
  return { items: items.flatMap(known(showListItem)), next }
}
