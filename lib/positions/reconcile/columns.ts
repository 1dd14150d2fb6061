import type { DecidedRow } from '../../entitlements/rows/decide-rows.ts'
import type { Lists } from '../lists/lists.ts'
import { type AnyColumns, type Columns, type Row, snapshotTables, type TableName } from '../snapshot/tables.ts'
import { firstsOf, type Installs, type Machines } from './count-installs.ts'
import { isInTerm, type Position } from './count-positions.ts'
import type { ProductMatch } from './match-products.ts'
import type { Facts } from './read-facts.ts'
import type { ResolvedTitle, ResolvedTitles } from './resolve-titles.ts'
import type { ProductSum } from './sum-products.ts'

export const columnsOf = <T extends TableName>(table: T, rows: readonly Row<T>[]): AnyColumns => {
  const loose: readonly Readonly<Record<string, unknown>>[] = rows
  return Object.fromEntries(Object.keys(snapshotTables[table]).map((name) => [name, loose.map((row) => row[name])]))
}

/** Names title by title: rows of `titles` tell where theirs begin. */
export const namesColumns = (titles: readonly ResolvedTitle[]): Columns<'names'> => {
  const names = titles.flatMap((title) => title.names)
  const title = titles.flatMap(({ names: own }, number) => own.map(() => number))
  return {
    id: names.map(({ id }) => id),
    hash: names.map(({ hash }) => hash),
    publisher: names.map(({ publisher }) => publisher),
    name: names.map((name) => name.title),
    reported: names.map(({ reported }) => reported),
    seenAt: names.map(({ seenAt }) => seenAt),
    title,
    ownPublisher: names.map(({ own }) => own.publisher),
    ownTitle: names.map(({ own }) => own.title),
    reason: names.map(({ reason }) => reason),
  }
}

export const installsColumns = ({ counts, starts, devices }: Installs): Columns<'installs'> => {
  const title = new Int32Array(devices.length)
  for (const [number, start] of starts.entries()) title.fill(number, start, start + (counts[number] ?? 0))
  return { title, device: devices }
}

export const devicesColumns = ({ devices }: Lists, { head, counted }: Machines): Columns<'devices'> => ({
  id: devices.ids,
  name: devices.names,
  seenAt: Array.from(devices.seenAt, (time) => new Date(time).toISOString()),
  counted: Array.from(counted, (one) => one === 1),
  machine: head,
})

export const entitlementsColumns = (
  rows: readonly DecidedRow[],
  products: readonly ProductSum[],
): Columns<'entitlements'> => {
  const product = new Int32Array(rows.length)
  for (const [number, { firstRow, rowCount }] of products.entries()) product.fill(number, firstRow, firstRow + rowCount)
  return {
    id: rows.map(({ id }) => id),
    product,
    productFamily: rows.map(({ row }) => row.productFamily),
    version: rows.map(({ row }) => row.version),
    productPool: rows.map(({ row }) => row.productPool),
    type: rows.map(({ row }) => row.type),
    quantity: rows.map(({ row }) => row.effectiveQuantity),
    activeSoftwareAssuranceQuantity: rows.map(({ row }) => row.activeSoftwareAssuranceQuantity),
    upgradeQuantity: rows.map(({ row }) => row.upgradeQuantity),
    source: rows.map(({ row }) => row.source),
    agreementNumber: rows.map(({ pair }) => pair?.agreementNumber),
    licenseNumber: rows.map(({ pair }) => pair?.licenseNumber),
    pairStatus: rows.map(({ pair }) => pair?.status),
    agreementId: rows.map(({ pair }) => pair?.agreementId),
    licenseId: rows.map(({ row }) => row.licenseId),
    importId: rows.map(({ row }) => row.importId),
    notCounted: rows.map(({ notCounted }) => notCounted),
    reportedAt: rows.map(({ row }) => row.at),
  }
}

export const productRows = (
  products: readonly ProductSum[],
  matches: readonly ProductMatch[],
  shares: readonly (readonly number[])[],
): Row<'products'>[] =>
  products.map(({ isExpired, partitions, ...product }, index) => {
    const { titles = [], by, score, reason } = matches[index] ?? {}
    return {
      ...product,
      ...{ by, score, matchReason: reason },
      shares: JSON.stringify(titles.map((title, place) => ({ title, quantity: shares[index]?.[place] ?? 0 }))),
      sums: JSON.stringify({ isExpired, partitions }),
    }
  })

/** Other agreements by their titles. Those without a title come last. */
export const agreementRows = ({ agreements }: Facts, { find }: ResolvedTitles, day: string): Row<'agreements'>[] =>
  agreements
    .flatMap(({ id, name, product, startDate, endDate }): Row<'agreements'>[] => {
      if (!product) return []
      const licenseCount = product.licenseCount === 'unlimited' ? undefined : product.licenseCount
      const counted = isInTerm({ startDate, endDate }, day)
      return [{ id, name, title: find(product), licenseCount, startDate, endDate, counted }]
    })
    .sort(
      (one, other) =>
        (one.title ?? Number.POSITIVE_INFINITY) - (other.title ?? Number.POSITIVE_INFINITY) ||
        (one.id < other.id ? -1 : 1),
    )

export const titleRows = (
  { titles }: ResolvedTitles,
  positions: readonly Position[],
  firstInstalls: ArrayLike<number>,
  agreements: readonly Row<'agreements'>[],
): Row<'titles'>[] => {
  const agreementCounts = new Int32Array(titles.length)
  for (const { title } of agreements)
    if (title !== undefined) agreementCounts[title] = (agreementCounts[title] ?? 0) + 1
  const firstAgreements = firstsOf(agreementCounts)
  let firstName = 0
  return titles.map(({ names, knownAs: _, ...title }, number) => {
    const { partitions, ...position } = positions[number] ?? { partitions: [] }
    const row = {
      ...title,
      ...position,
      partitions: partitions.length > 0 ? partitions.join() : undefined,
      firstName,
      nameCount: names.length,
      firstInstall: firstInstalls[number] ?? 0,
      firstAgreement: firstAgreements[number] ?? 0,
      agreementCount: agreementCounts[number] ?? 0,
    }
    firstName += names.length
    return row as Row<'titles'>
  })
}
