import * as z from 'zod'
import { unlimited } from '../../agreements/records/other-agreement.ts'
import type { Table } from '../../foundation/table/table.ts'
import { PositionFlag } from '../../positions/answers/title.ts'
import { type AnswerShelf, readFlags } from '../../positions/answers/title-rows.ts'
import { PositionStatus, statusByNumbers } from '../../positions/reconcile/count-positions.ts'
import type { Snapshot } from '../../positions/snapshot/snapshot-reader.ts'
import { difference, number, type Stack, text, words } from './columns.ts'
import type { Holding, Scope } from './holdings.ts'
import { type Reported, readFirstPairs, readReported } from './reported.ts'
import { licensesShown, type ReportTitle, readProducts, showLicenses } from './titles.ts'

const Position = z.strictObject({
  titleId: z.string(),
  publisher: z.string(),
  title: z.string(),
  ...licensesShown,
  entitled: licensesShown.entitled.meta({
    description: 'Licenses that count today, of the chosen agreements, without those of site licenses.',
  }),
  status: PositionStatus.extract(['short', 'no-entitlement', 'covered', 'unused']),
})
export type Position = z.infer<typeof Position>

export const InstallationRow = Position.extend({ flags: z.array(PositionFlag) }).meta({ id: 'InstallationRow' })
export type InstallationRow = z.infer<typeof InstallationRow>

const columns: readonly Stack<InstallationRow>[] = [
  [text('Title', 50, ({ title }) => title), text('Publisher', 28, ({ publisher }) => publisher)],
  [number('Entitled', 12, (row) => (row.unlimited ? unlimited : row.entitled))],
  [number('Installed', 12, ({ installed }) => installed)],
  [difference((row) => row.difference ?? undefined)],
  [text('Status', 18, ({ status }) => words(status)), text('Flags', 28, ({ flags }) => flags.map(words).join(', '))],
]

export const installationLayout = { schema: InstallationRow, rowsAre: 'Titles', columns }

const add = (sums: Map<number, number>, key: number, amount: number) => sums.set(key, (sums.get(key) ?? 0) + amount)

const readHeld = async (table: Table, snapshot: Snapshot, agreements: ReadonlySet<string>) => {
  const { ofPairs, ofLicenses } = await readReported(snapshot)
  const counted = [...ofLicenses].filter(([, rows]) => rows.some(({ notCounted }) => notCounted === undefined))
  const first = await readFirstPairs(
    table,
    counted.map(([license]) => license),
  )
  const held = new Map<number, number>()
  const hold = (rows: readonly Reported[], agreementId = '') => {
    if (!agreements.has(agreementId)) return
    for (const { product, quantity, notCounted } of rows) if (notCounted === undefined) add(held, product, quantity)
  }
  for (const answers of ofPairs.values()) hold(answers, answers[0]?.agreementId)
  for (const [license, statements] of counted) hold(statements, first.get(license)?.agreementId)
  return held
}

/** What of a title's share counts when only some of the product is held: that proportion, rounded down. */
const partOf = (share: number, held: number, owned: number): number =>
  owned > 0 ? Math.floor((share * Math.min(held, owned)) / owned) : 0

/** Counts what titles, by their rows, are entitled to by the chosen agreements, if not by all: docs/reports.md has the rule. */
const entitledByChosen = async (
  table: Table,
  snapshot: Snapshot | undefined,
  { isWhole, types }: Scope,
  holdings: AsyncIterable<Holding>,
) => {
  if (!snapshot || (isWhole && types.length > 1)) return undefined
  const sums = new Map<number, number>()
  const sites = new Set<number>()
  const chosen = { volume: new Set<string>(), other: new Set<string>() }
  if (!isWhole) for await (const { agreement } of holdings) chosen[agreement.type].add(agreement.id)

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

  return (row: number) => ({ entitled: sums.get(row) ?? 0, unlimited: sites.has(row) })
}

/** Empty when the title is absent or needs no license. @param entitled by the chosen agreements */
export const positionOf = (
  title: Omit<ReportTitle, 'expiredPairs' | 'sharedQuantity' | 'partitions'>,
  entitled?: Pick<ReportTitle, 'entitled' | 'unlimited'>,
): Position[] => {
  const counted = { ...title, ...entitled }
  const { data: status } = Position.shape.status.safeParse(
    entitled ? statusByNumbers(counted, title.required) : title.status,
  )
  if (!status) return []
  return [{ titleId: title.id, publisher: title.publisher, title: title.title, ...showLicenses(counted), status }]
}

/** By publisher and title. */
export const installationRows = async (
  shelf: Omit<AnswerShelf, 'snapshots'>,
  snapshot: Snapshot | undefined,
  titles: readonly ReportTitle[],
  scope: Scope,
  holdings: AsyncIterable<Holding>,
): Promise<InstallationRow[]> => {
  const entitled = await entitledByChosen(shelf.table, snapshot, scope, holdings)
  const flagsOf = await readFlags(shelf, titles)
  return titles.flatMap((title, row) =>
    positionOf(title, entitled?.(row)).map((position) => ({ ...position, flags: flagsOf(title) })),
  )
}
