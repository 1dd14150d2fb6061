import { agreementsByGroup, agreementsByType, freshnessKey, pairItemKey } from '../../foundation/table/keys.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { type ListPage, mergedList, type PageRequest } from '../../foundation/table/lists.ts'
import type { Item, Query, Table } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { productKey } from '../../recognition/products/product-key.ts'
import {
  type Agreement,
  type AgreementListItem,
  AgreementType,
  type OtherAgreement,
  pairsShown,
  productsShown,
  type ShownPair,
} from '../records/agreement.ts'
import { readDetails } from '../records/details.ts'
import { type Entitlement, sumEntitlements } from '../records/entitlement.ts'
import { type Freshness, freshnessByPartition, isStale, lastAnswer, lastAsked } from '../records/freshness.ts'
import { type AgreementNumberPair, pairKey } from '../records/pair.ts'
import {
  expectVolume,
  ListedAgreement,
  readAgreement,
  type StoredOtherAgreement,
  type StoredVolumeAgreement,
  type WholeVolumeAgreement,
} from '../records/stored-agreement.ts'
import { byPairKey, type StoredPair } from '../records/stored-pair.ts'

type Shelf = LedgerWith<'staleAfterHours'>

/** A pair with what is known of it: nothing when it is just being added. */
interface Known {
  pair: AgreementNumberPair
  stored: StoredPair | undefined
  freshness: Freshness | undefined
}

const isPair = ({ pk }: Item): boolean => String(pk).startsWith('PAIRS#')

/**
 * What is stored of pairs, perhaps a moment old, in the order given.
 * @param fresh pairs that are just being added: they are not read
 */
const readKnown = async (
  table: Table,
  pairs: readonly AgreementNumberPair[],
  fresh: readonly AgreementNumberPair[] = [],
): Promise<Known[]> => {
  const added = new Set(fresh.map(pairKey))
  const keys = pairs.map(pairKey).filter((key) => !added.has(key))
  const places = keys.map(pairItemKey)
  const partitions = [...new Set(places.map(({ pk }) => pk))]
  const items = await table.getMany([...places, ...partitions.map(freshnessKey)], { consistent: false })
  const stored = byPairKey(items.filter(isPair))
  const freshness = freshnessByPartition(items.filter((item) => !isPair(item)))
  return pairs.map((pair) => ({
    pair,
    stored: stored.get(pairKey(pair)),
    freshness: freshness.get(pairItemKey(pairKey(pair)).pk),
  }))
}

const showPair = ({ pair, stored, freshness }: Known, { now, staleAfterHours }: Shelf): ShownPair => {
  const { agreementNumber, licenseNumber } = pair
  if (!stored) return { agreementNumber, licenseNumber, validation: { status: 'pending', stale: true } }
  const { status, error, program, organization, startDate, endDate } = stored
  const answeredAt = lastAnswer(stored, freshness)
  const times = { askedAt: lastAsked(stored, freshness), answeredAt }
  const stale = isStale(answeredAt, now(), staleAfterHours)
  const validation = { status, ...times, error, program, organization, startDate, endDate, stale }
  return { agreementNumber, licenseNumber, validation }
}

const byProduct = (one: Entitlement, other: Entitlement): number =>
  `${productKey(one)} ${JSON.stringify(one)}` < `${productKey(other)} ${JSON.stringify(other)}` ? -1 : 1

type Listed<A> = Omit<A, 'createdBy'>

const showShared = ({ id, name, groupId, version, createdAt, updatedAt }: Omit<ListedAgreement, 'type'>) => ({
  id,
  name,
  groupId,
  version,
  createdAt,
  updatedAt,
})

const showVolumeItem = (agreement: Listed<StoredVolumeAgreement>) => {
  const { type, program, pairCount } = agreement
  return { type, ...showShared(agreement), program, pairCount, productTitle: 'Not available' as const }
}

const showOtherItem = (agreement: Listed<StoredOtherAgreement>) => {
  const { type, publisher, productTitle, licenseCount, startDate, endDate } = agreement
  return { type, ...showShared(agreement), publisher, productTitle, licenseCount, startDate, endDate }
}

export const showListItem = (agreement: ListedAgreement): AgreementListItem =>
  agreement.type === 'volume' ? showVolumeItem(agreement) : showOtherItem(agreement)

/** @param details only for those who may see them */
export const showOtherAgreement = (agreement: StoredOtherAgreement, details?: string): OtherAgreement => ({
  ...showOtherItem(agreement),
  details,
})

/** @param fresh pairs that are just being added: they are not read */
export const showVolumeAgreement = async (
  shelf: Shelf,
  { agreement, pairs }: WholeVolumeAgreement,
  fresh?: readonly AgreementNumberPair[],
): Promise<Agreement> => {
  const known = await readKnown(shelf.table, pairs.slice(0, pairsShown), fresh)
  const entitlements = sumEntitlements(known.flatMap(({ stored }) => stored?.entitlements ?? []))
  return {
    ...showVolumeItem(agreement),
    pairs: known.map((each) => showPair(each, shelf)),
    entitlements: entitlements.sort(byProduct).slice(0, productsShown),
  }
}

/** @param isManager whether details are shown @throws LedgerError `agreement-not-found` */
export const getAgreement = async (shelf: Shelf, id: string, isManager: boolean): Promise<Agreement> => {
  const { agreement, pairs } = await readAgreement(shelf.table, id)
  if (agreement.type === 'volume') return showVolumeAgreement(shelf, { agreement, pairs })
  const details = isManager ? await readDetails(shelf.table, [agreement]) : new Map<string, string>()
  return showOtherAgreement(agreement, details.get(id))
}

/** One page of an agreement's pairs, by number. @param after a pair key @throws LedgerError `not-a-volume-agreement` */
export const listPairs = async (
  shelf: Shelf,
  agreementId: string,
  { limit, after }: PageRequest,
): Promise<ListPage<ShownPair>> => {
  const { pairs } = expectVolume(await readAgreement(shelf.table, agreementId))
  const rest = after === undefined ? pairs : pairs.filter((pair) => pairKey(pair) > after)
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const more = rest.length > limit && last !== undefined
  const known = await readKnown(shelf.table, page)
  return { items: known.map((each) => showPair(each, shelf)), ...(more && { next: pairKey(last) }) }
}

interface AgreementFilter {
  type?: AgreementType | undefined
  groupId?: string | undefined
  contains?: string | undefined
}

/**
 * Agreements by name, of one type or both, of one group or all. `contains` compares name keys and bounds what a page
 * reads, so a page may be short or empty and still go on.
 * @param page.after the order of the last agreement of the page before
 */
export const listAgreements = async (
  table: Table,
  { type, groupId, contains = '' }: AgreementFilter,
  page: PageRequest,
): Promise<ListPage<AgreementListItem>> => {
  const queries = (type ? [type] : AgreementType.options).map(
    (each): Query =>
      groupId === undefined
        ? { index: 'gsi1', partition: agreementsByType(each) }
        : { index: 'gsi2', partition: agreementsByGroup(groupId, each) },
  )
  const needle = nameKey(contains)
  const matches = needle === '' ? undefined : (item: Item) => nameKey(String(item.name)).includes(needle)
  const { items, next } = await mergedList(table, queries, page, matches)
  return {
    items: items.map((item) => showListItem(ListedAgreement.parse(item))),
    ...(next !== undefined && { next }),
  }
}
