import { pairItemKey } from '../table/keys.ts'
import type { ListPage, PageRequest } from '../table/page.ts'
import type { Table } from '../table/table.ts'
import { type Agreement, pairsShown, type ShownPair } from './agreement.ts'
import { readAgreement, StoredPair, type WholeAgreement } from './agreement-store.ts'
import { type AgreementNumberPair, pairKey } from './pair.ts'

/** Pairs with what VLSC said of them, in the order given; a moment old at most. */
const showPairs = async (table: Table, pairs: readonly AgreementNumberPair[]): Promise<ShownPair[]> => {
  const items = await table.getMany(
    pairs.map((pair) => pairItemKey(pairKey(pair))),
    { consistent: false },
  )
  const stored = new Map(items.map((item) => StoredPair.parse(item)).map((pair) => [pair.sk, pair]))
  return pairs.map(({ agreementNumber, licenseNumber }) => ({
    agreementNumber,
    licenseNumber,
    validation: {
      status: stored.get(pairKey({ agreementNumber, licenseNumber }))?.status ?? 'pending',
      stale: true,
    },
  }))
}

const present = ({ agreement }: WholeAgreement, pairs: ShownPair[]): Agreement => ({
  id: agreement.id,
  type: agreement.type,
  name: agreement.name,
  groupId: agreement.groupId,
  ...(agreement.program && { program: agreement.program }),
  productTitle: 'Not available',
  pairCount: agreement.pairCount,
  pairs,
  entitlements: [],
  version: agreement.version,
  createdAt: agreement.createdAt,
  updatedAt: agreement.updatedAt,
})

const asNew = (pair: AgreementNumberPair): ShownPair => ({ ...pair, validation: { status: 'pending', stale: true } })

/** An agreement as it was just created: no pair of it has been asked about yet, so nothing needs to be read. */
export const showNew = (whole: WholeAgreement): Agreement => present(whole, whole.pairs.slice(0, pairsShown).map(asNew))

/** @param fresh pairs that are just being added: nothing of them needs to be read */
export const showAgreement = async (
  table: Table,
  whole: WholeAgreement,
  fresh: readonly AgreementNumberPair[] = [],
): Promise<Agreement> => {
  const shown = whole.pairs.slice(0, pairsShown)
  const added = new Set(fresh.map(pairKey))
  const known = await showPairs(
    table,
    shown.filter((pair) => !added.has(pairKey(pair))),
  )
  const byKey = new Map(known.map((pair) => [pairKey(pair), pair]))
  return present(
    whole,
    shown.map((pair) => byKey.get(pairKey(pair)) ?? asNew(pair)),
  )
}

/** One page of an agreement's pairs, by number. @param after a pair key */
export const listPairs = async (
  table: Table,
  agreementId: string,
  { limit, after }: PageRequest,
): Promise<ListPage<ShownPair>> => {
  const { pairs } = await readAgreement(table, agreementId)
  const rest = after === undefined ? pairs : pairs.filter((pair) => pairKey(pair) > after)
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const more = rest.length > limit && last !== undefined
  return { items: await showPairs(table, page), ...(more && { next: pairKey(last) }) }
}
