import * as z from 'zod'
import { unlimited } from '../../agreements/records/other-agreement.ts'
import { licenseKey } from '../../entitlements/rows/statement-rows.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { AnswerShelf } from '../../positions/answers/open-snapshot.ts'
import { readFlags } from '../../positions/answers/show-title.ts'
import { PositionFlag } from '../../positions/answers/title.ts'
import { PositionStatus, statusOf } from '../../positions/reconcile/position-status.ts'
import type { Snapshot } from '../../positions/snapshot/snapshot-reader.ts'
import { difference, number, type Stack, text, words } from './columns.ts'
import type { Holding } from './holdings.ts'
import { readFirstPairs, walkReported } from './reported.ts'
import type { Scope } from './scope.ts'
import { licensesShown, type ReportTitle, readProducts, showLicenses } from './titles.ts'

export const InstallationRow = z
  .strictObject({
    titleId: z.string(),
    publisher: z.string(),
    title: z.string(),
    ...licensesShown,
    entitled: licensesShown.entitled.meta({
      description: 'Licenses that count today, of the chosen agreements, without those of site licenses.',
    }),
    status: PositionStatus.extract(['short', 'no-entitlement', 'covered', 'unused']),
    flags: z.array(PositionFlag),
  })
  .meta({ id: 'InstallationRow' })
export type InstallationRow = z.infer<typeof InstallationRow>

export const installationColumns: readonly Stack<InstallationRow>[] = [
  [text('Title', 50, ({ title }) => title), text('Publisher', 28, ({ publisher }) => publisher)],
  [number('Entitled', 12, (row) => (row.unlimited ? unlimited : row.entitled))],
  [number('Installed', 12, ({ installed }) => installed)],
  [difference((row) => row.difference ?? undefined)],
  [text('Status', 18, ({ status }) => words(status)), text('Flags', 28, ({ flags }) => flags.map(words).join(', '))],
]

/** How many licenses a title has by the chosen agreements alone. @param row of the title */
export type CountEntitled = (row: number) => Pick<ReportTitle, 'entitled' | 'unlimited'>

const add = <K>(sums: Map<K, number>, key: K, amount: number): void => void sums.set(key, (sums.get(key) ?? 0) + amount)

/** How much the pairs of some agreements have of each product: VLSC's answers, and what statements say for them. */
const readHeld = async (table: Table, snapshot: Snapshot, agreements: ReadonlySet<string>) => {
  const held = new Map<number, number>()
  const byLicense = new Map<string, Map<number, number>>()
  for await (const some of walkReported(snapshot))
    for (const { reported } of some) {
      const { product, quantity, agreementId, licenseId, notCounted } = reported
      if (notCounted !== undefined) continue
      if (agreementId !== undefined) {
        if (agreements.has(agreementId)) add(held, product, quantity)
      } else if (licenseId !== undefined) {
        const sums = byLicense.get(licenseKey(licenseId)) ?? new Map<number, number>()
        byLicense.set(licenseKey(licenseId), sums)
        add(sums, product, quantity)
      }
    }
  const first = await readFirstPairs(table, [...byLicense.keys()])
  for (const [license, sums] of byLicense)
    if (agreements.has(first.get(license)?.agreementId ?? ''))
      for (const [product, quantity] of sums) add(held, product, quantity)
  return held
}

/** What of a title's share counts when only some of the product is held: that proportion, rounded down. */
const partOf = (share: number, held: number, owned: number): number =>
  owned > 0 ? Math.floor((share * Math.min(held, owned)) / owned) : 0

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
  const sums = new Map<number, number>()
  const sites = new Set<number>()
  const chosen = { volume: new Set<string>(), other: new Set<string>() }
  if (!isWhole) for await (const { agreement } of open()) chosen[agreement.type].add(agreement.id)

  if (types.includes('other'))
    for (const { id, title, licenseCount, counted } of await snapshot.some({ table: 'agreements' })) {
      if (title === undefined || !counted || !(isWhole || chosen.other.has(id))) continue
      if (licenseCount === undefined) sites.add(title)
      else add(sums, title, licenseCount)
    }

  if (types.includes('volume')) {
    const held = isWhole ? undefined : await readHeld(table, snapshot, chosen.volume)
    for (const [product, { owned, shares }] of (await readProducts(snapshot)).entries())
      for (const { title, quantity } of shares)
        add(sums, title, held ? partOf(quantity, held.get(product) ?? 0, owned) : quantity)
  }

  return (row) => ({ entitled: sums.get(row) ?? 0, unlimited: sites.has(row) })
}

/**
 * Whether titles have enough licenses, by publisher and title. Titles that are absent or need no license are left out.
 * @param countEntitled counts what the chosen agreements give; without it all count
 */
export async function* installationRows(
  shelf: Omit<AnswerShelf, 'snapshots'>,
  titles: readonly ReportTitle[],
  countEntitled?: CountEntitled,
): AsyncGenerator<InstallationRow> {
  const flagsOf = await readFlags(shelf, titles)
  for (const [row, title] of titles.entries()) {
    const { id: titleId, publisher, title: name, installed, licensable } = title
    const counted = { installed, licensable, ...(countEntitled?.(row) ?? title) }
    const { data: status } = InstallationRow.shape.status.safeParse(statusOf(counted))
    if (status) yield { titleId, publisher, title: name, ...showLicenses(counted), status, flags: flagsOf(title) }
  }
}
