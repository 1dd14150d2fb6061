import { licenseKey } from '../../entitlements/rows/statement-rows.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { Snapshot } from '../../positions/snapshot/snapshot-reader.ts'
import { readFirstPairs } from './first-pairs.ts'
import type { Holding, Scope } from './holdings.ts'
import { walkReported } from './reported-rows.ts'
import { type ReportProduct, readProducts } from './titles.ts'

/** How many licenses a title has. */
interface Entitled {
  entitled: number
  unlimited: boolean
}

/** How many licenses titles have by the chosen agreements alone. @param title number of its row */
export type CountEntitled = (title: number) => Entitled

const add = <K>(sums: Map<K, number>, key: K, amount: number): void => void sums.set(key, (sums.get(key) ?? 0) + amount)

/** How much the pairs of some agreements have of each product: VLSC's answers, and what statements say for them. */
const readHeld = async (
  table: Table,
  snapshot: Snapshot,
  agreements: ReadonlySet<string>,
): Promise<ReadonlyMap<number, number>> => {
  const held = new Map<number, number>()
  const byLicense = new Map<string, Map<number, number>>()
  for await (const some of walkReported(snapshot))
    for (const { reported } of some) {
      const { product, quantity, agreementId, licenseId, notCounted } = reported
      if (notCounted !== undefined) continue
      if (agreementId !== undefined) {
        if (agreements.has(agreementId)) add(held, product, quantity)
      } else if (licenseId !== undefined) {
        const license = licenseKey(licenseId)
        const sums = byLicense.get(license) ?? new Map<number, number>()
        byLicense.set(license, sums)
        add(sums, product, quantity)
      }
    }
  const first = await readFirstPairs(table, [...byLicense.keys()])
  for (const [license, sums] of byLicense)
    if (agreements.has(first.get(license)?.agreementId ?? ''))
      for (const [product, quantity] of sums) add(held, product, quantity)
  return held
}

/** What of a title's share of a product counts, when only some of the product is held: that part of it, rounded down. */
const partOf = (share: number, held: number, { owned }: ReportProduct): number =>
  owned > 0 ? Math.floor((share * Math.min(held, owned)) / owned) : 0

const idsOf = async (holdings: AsyncIterable<Holding>): Promise<Record<'volume' | 'other', Set<string>>> => {
  const ids = { volume: new Set<string>(), other: new Set<string>() }
  for await (const { agreement } of holdings) ids[agreement.type].add(agreement.id)
  return ids
}

/**
 * Counts what titles are entitled to by agreements of some groups or of one type: docs/reports.md has the rule.
 * @param open the chosen agreements
 */
export const entitledByChosen = async (
  table: Table,
  snapshot: Snapshot,
  { isWhole, types }: Pick<Scope, 'isWhole' | 'types'>,
  open: () => AsyncIterable<Holding>,
): Promise<CountEntitled> => {
  const entitled = new Map<number, number>()
  const unlimited = new Set<number>()
  const chosen = isWhole ? undefined : await idsOf(open())

  if (types.includes('other'))
    for (const { id, title, licenseCount, counted } of await snapshot.some({ table: 'agreements' })) {
      if (title === undefined || !counted || !(chosen?.other.has(id) ?? true)) continue
      if (licenseCount === undefined) unlimited.add(title)
      else add(entitled, title, licenseCount)
    }

  if (types.includes('volume')) {
    const held = chosen && (await readHeld(table, snapshot, chosen.volume))
    for (const [number, product] of (await readProducts(snapshot)).entries())
      for (const { title, quantity } of product.shares)
        add(entitled, title, held ? partOf(quantity, held.get(number) ?? 0, product) : quantity)
  }

  return (title) => ({ entitled: entitled.get(title) ?? 0, unlimited: unlimited.has(title) })
}
