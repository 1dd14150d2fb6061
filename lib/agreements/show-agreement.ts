import { pairItemKey } from '../table/keys.ts'
import type { ListPage, PageRequest } from '../table/page.ts'
import type { Table } from '../table/table.ts'
import { type Agreement, pairsShown, type ShownPair } from './agreement.ts'
import { readAgreement, StoredPair, type WholeAgreement } from './agreement-store.ts'
import { type AgreementNumberPair, pairKey } from './pair.ts'

/** Pairs with what VLSC said of them, in the order given; read by key. */
const showPairs = async (table: Table, pairs: readonly AgreementNumberPair[]): Promise<ShownPair[]> => {
  const items = await table.getMany(pairs.map((pair) => pairItemKey(pairKey(pair))))
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

/** An agreement as it was just created: no pair of it has been asked about yet, so nothing needs to be read. */
export const showNew = (whole: WholeAgreement): Agreement =>
  present(
    whole,
    whole.pairs.slice(0, pairsShown).map((pair) => ({ ...pair, validation: { status: 'pending', stale: true } })),
  )

export const showAgreement = async (table: Table, whole: WholeAgreement): Promise<Agreement> =>
  present(whole, await showPairs(table, whole.pairs.slice(0, pairsShown)))

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
