import { freshnessKey, pairItemKey } from '../../foundation/table/keys.ts'
import type { ListPage, PageRequest } from '../../foundation/table/page.ts'
import type { Item, Table } from '../../foundation/table/table.ts'
import { productKey } from '../../recognition/products/product-key.ts'
import {
  type Agreement,
  type OtherAgreement,
  type PairValidation,
  pairsShown,
  productsShown,
  type ShownPair,
} from '../records/agreement.ts'
import { readAgreement, readVolumeAgreement } from '../records/agreement-store.ts'
import { type Entitlement, sumEntitlements } from '../records/entitlement.ts'
import { type Freshness, freshnessByPartition, isStale, lastAnswer, lastAsked } from '../records/freshness.ts'
import { readDetails } from '../records/other-agreement-store.ts'
import { type AgreementNumberPair, pairKey } from '../records/pair.ts'
import type { StoredOtherAgreement, WholeVolumeAgreement } from '../records/stored-agreement.ts'
import { byPairKey, type StoredPair } from '../records/stored-pair.ts'

/** What showing pairs needs. */
export interface PairShelf {
  table: Table
  now: () => Date
  /** Hours after which an answer is stale. */
  staleAfterHours: number
}

/** A pair with what is known of it; nothing of a pair that is just being added. */
interface Known {
  pair: AgreementNumberPair
  stored?: StoredPair | undefined
  freshness?: Freshness | undefined
}

const isPair = ({ pk }: Item): boolean => String(pk).startsWith('PAIRS#')

/** What is stored of pairs, a moment old at most, in the order given. */
const readKnown = async (table: Table, pairs: readonly AgreementNumberPair[]): Promise<Known[]> => {
  const keys = pairs.map((pair) => pairItemKey(pairKey(pair)))
  const partitions = [...new Set(keys.map(({ pk }) => pk))]
  const items = await table.getMany([...keys, ...partitions.map(freshnessKey)], { consistent: false })
  const stored = byPairKey(items.filter(isPair))
  const freshness = freshnessByPartition(items.filter((item) => !isPair(item)))
  return pairs.map((pair) => ({
    pair,
    stored: stored.get(pairKey(pair)),
    freshness: freshness.get(pairItemKey(pairKey(pair)).pk),
  }))
}

const present = <T>(value: T | undefined, name: string): Record<string, T> =>
  value === undefined ? {} : { [name]: value }

const showValidation = ({ stored, freshness }: Known, { now, staleAfterHours }: PairShelf): PairValidation => {
  if (!stored) return { status: 'pending', stale: true }
  const answeredAt = lastAnswer(stored, freshness)
  return {
    status: stored.status,
    ...present(lastAsked(stored, freshness), 'askedAt'),
    ...present(answeredAt, 'answeredAt'),
    ...present(stored.error, 'error'),
    ...present(stored.program, 'program'),
    ...present(stored.organization, 'organization'),
    ...present(stored.startDate, 'startDate'),
    ...present(stored.endDate, 'endDate'),
    stale: isStale(answeredAt, now(), staleAfterHours),
  }
}

const showPair = (known: Known, shelf: PairShelf): ShownPair => ({
  agreementNumber: known.pair.agreementNumber,
  licenseNumber: known.pair.licenseNumber,
  validation: showValidation(known, shelf),
})

const byProduct = (one: Entitlement, other: Entitlement): number =>
  `${productKey(one)} ${JSON.stringify(one)}` < `${productKey(other)} ${JSON.stringify(other)}` ? -1 : 1

/** @param details for those only who may see them */
export const showOtherAgreement = (agreement: StoredOtherAgreement, details?: string): OtherAgreement => ({
  id: agreement.id,
  type: agreement.type,
  name: agreement.name,
  groupId: agreement.groupId,
  publisher: agreement.publisher,
  productTitle: agreement.productTitle,
  licenseCount: agreement.licenseCount,
  ...present(agreement.startDate, 'startDate'),
  ...present(agreement.endDate, 'endDate'),
  ...present(details, 'details'),
  version: agreement.version,
  createdAt: agreement.createdAt,
  updatedAt: agreement.updatedAt,
})

const showWhole = ({ agreement }: WholeVolumeAgreement, known: readonly Known[], shelf: PairShelf): Agreement => ({
  id: agreement.id,
  type: agreement.type,
  name: agreement.name,
  groupId: agreement.groupId,
  ...(agreement.program && { program: agreement.program }),
  productTitle: 'Not available',
  pairCount: agreement.pairCount,
  pairs: known.map((each) => showPair(each, shelf)),
  entitlements: sumEntitlements(known.flatMap(({ stored }) => stored?.entitlements ?? []))
    .sort(byProduct)
    .slice(0, productsShown),
  version: agreement.version,
  createdAt: agreement.createdAt,
  updatedAt: agreement.updatedAt,
})

/** An agreement as it was just created: no pair of it has been asked about yet, so nothing needs to be read. */
export const showNew = (whole: WholeVolumeAgreement, shelf: PairShelf): Agreement =>
  showWhole(
    whole,
    whole.pairs.slice(0, pairsShown).map((pair) => ({ pair })),
    shelf,
  )

/** @param fresh pairs that are just being added: nothing of them needs to be read */
export const showVolumeAgreement = async (
  shelf: PairShelf,
  whole: WholeVolumeAgreement,
  fresh: readonly AgreementNumberPair[] = [],
): Promise<Agreement> => {
  const shown = whole.pairs.slice(0, pairsShown)
  const added = new Set(fresh.map(pairKey))
  const known = await readKnown(
    shelf.table,
    shown.filter((pair) => !added.has(pairKey(pair))),
  )
  const byKey = new Map(known.map((each) => [pairKey(each.pair), each]))
  return showWhole(
    whole,
    shown.map((pair) => byKey.get(pairKey(pair)) ?? { pair }),
    shelf,
  )
}

/** @param isManager details are shown to managers only @throws LedgerError `agreement-not-found` */
export const getAgreement = async (shelf: PairShelf, id: string, isManager: boolean): Promise<Agreement> => {
  const { agreement, pairs } = await readAgreement(shelf.table, id)
  if (agreement.type === 'volume') return showVolumeAgreement(shelf, { agreement, pairs })
  return showOtherAgreement(agreement, isManager ? await readDetails(shelf.table, agreement) : undefined)
}

/** One page of an agreement's pairs, by number. @param after a pair key @throws LedgerError `not-a-volume-agreement` */
export const listPairs = async (
  shelf: PairShelf,
  agreementId: string,
  { limit, after }: PageRequest,
): Promise<ListPage<ShownPair>> => {
  const { pairs } = await readVolumeAgreement(shelf.table, agreementId)
  const rest = after === undefined ? pairs : pairs.filter((pair) => pairKey(pair) > after)
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const more = rest.length > limit && last !== undefined
  const known = await readKnown(shelf.table, page)
  return { items: known.map((each) => showPair(each, shelf)), ...(more && { next: pairKey(last) }) }
}
