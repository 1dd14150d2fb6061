import type { DecidedRow } from '../../entitlements/rows/decide-rows.ts'
import { ascendingByAll, firstsOf } from '../../foundation/collections.ts'
import { unknownEdition } from '../../recognition/data/recognition.ts'
import { editionsOf } from '../../recognition/products/recognize.ts'
import type { TitleName } from '../../recognition/titles/decision.ts'
import type { Lists } from '../lists/lists.ts'
import { type AnyColumns, type Columns, type Row, snapshotTables, type TableName } from '../snapshot/tables.ts'
import type { Installs, Machines } from './count-installs.ts'
import { isInTerm, type Position } from './count-positions.ts'
import type { ProductMatch, ProductSum } from './match-products.ts'
import type { Facts } from './read-facts.ts'
import type { ResolvedTitle, ResolvedTitles } from './resolve-titles.ts'

export const columnsOf = <T extends TableName>(table: T, rows: readonly Row<T>[]): AnyColumns => {
  const loose: readonly Readonly<Record<string, unknown>>[] = rows
  return Object.fromEntries(Object.keys(snapshotTables[table]).map((name) => [name, loose.map((row) => row[name])]))
}

export const namesColumns = (titles: readonly ResolvedTitle[]): Columns<'names'> => {
  const names = titles.flatMap((title) => title.names)
  return {
    id: names.map(({ id }) => id),
    hash: names.map(({ hash }) => hash),
    publisher: names.map(({ reportedPublisher }) => reportedPublisher),
    name: names.map(({ title }) => title),
    reported: names.map(({ reported }) => reported),
    seenAt: names.map(({ seenAt }) => seenAt),
    title: titles.flatMap(({ names: own }, number) => own.map(() => number)),
    ownPublisher: names.map(({ own }) => own.publisher),
    ownTitle: names.map(({ own }) => own.title),
    shownPublisher: names.map(({ publisher }) => publisher),
    key: names.map(({ key }) => key),
    kind: names.map(({ kind }) => kind),
    family: names.map(({ product }) => product?.family),
    edition: names.map(({ product }) => product?.edition),
    productVersion: names.map(({ product }) => product?.version),
    recognizedBy: names.map(({ recognizedBy }) => recognizedBy),
  }
}

export const installsColumns = ({ counts, devices }: Installs): Columns<'installs'> => {
  const title = new Int32Array(devices.length)
  for (const [number, first] of firstsOf(counts).entries()) title.fill(number, first, first + (counts[number] ?? 0))
  return { title, device: devices }
}

export const devicesColumns = ({ devices, seenAt }: Lists, { head, counted }: Machines): Columns<'devices'> => ({
  id: devices.ids,
  name: devices.names,
  seenAt: Array.from(seenAt, (time) => new Date(time).toISOString()),
  counted: Array.from(counted, (one) => one === 1),
  machine: head,
  otherName: devices.otherNames.map((name) => name || undefined),
})

export const entitlementRows = (rows: readonly DecidedRow[], products: readonly ProductSum[]): Row<'entitlements'>[] =>
  products.flatMap(({ firstRow, rowCount }, product) =>
    rows.slice(firstRow, firstRow + rowCount).map(({ id, row, pair, notCounted }) => {
      const { effectiveQuantity: quantity, at: reportedAt, upgradeQuantity, licenseId, importId } = row
      const { assignedQuantity, expiredQuantity, graceQuantity, disabledQuantity, endDate } = row
      const { agreementNumber, licenseNumber, agreementId, status: pairStatus } = pair ?? {}
      const optional = {
        upgradeQuantity,
        assignedQuantity,
        expiredQuantity,
        graceQuantity,
        disabledQuantity,
        endDate,
        licenseId,
        importId,
        notCounted,
      }
      return {
        ...row,
        id,
        product,
        quantity,
        reportedAt,
        ...optional,
        agreementNumber,
        licenseNumber,
        agreementId,
        pairStatus,
      }
    }),
  )

export const productRows = (
  products: readonly ProductSum[],
  matches: readonly ProductMatch[],
  shares: readonly (readonly number[])[],
): Row<'products'>[] =>
  products.map(({ isExpired, isOfUsers, partitions, ...product }, index) => {
    const { titles = [], score, reason, unmatched } = matches[index] ?? {}
    return {
      ...product,
      score,
      matchReason: reason,
      unmatched,
      shares: JSON.stringify(titles.map((title, place) => ({ ...title, quantity: shares[index]?.[place] ?? 0 }))),
      sums: JSON.stringify({ isExpired, isOfUsers, partitions }),
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
    .sort(ascendingByAll(({ title = Number.POSITIVE_INFINITY, id }) => [title, id]))

const isOnlyName = ({ publisher, title }: TitleName, [first, ...others]: readonly TitleName[]): boolean =>
  others.length === 0 && first?.publisher === publisher && first.title === title

export const titleRows = (
  positions: readonly Position[],
  agreements: readonly Row<'agreements'>[],
): Row<'titles'>[] => {
  const byTitle = Map.groupBy(agreements, ({ title }) => title)
  const agreementCounts = positions.map((_, number) => byTitle.get(number)?.length ?? 0)
  const firstAgreements = firstsOf(agreementCounts)
  const firstNames = firstsOf(positions.map(({ names }) => names.length))
  const firstInstalls = firstsOf(positions.map(({ installed }) => installed))
  return positions.map(({ names, knownAs, mergedNames: _, product, partitions, ...title }, number) => ({
    ...title,
    knownAs: isOnlyName(title, knownAs) ? undefined : JSON.stringify(knownAs),
    family: product?.family,
    edition: product?.edition,
    productVersion: product?.version,
    editions: product?.edition === unknownEdition ? editionsOf(title.publisher, product.family).join('\n') : undefined,
    partitions: partitions.length > 0 ? partitions.join() : undefined,
    firstName: firstNames[number] ?? 0,
    nameCount: names.length,
    firstInstall: firstInstalls[number] ?? 0,
    firstAgreement: firstAgreements[number] ?? 0,
    agreementCount: agreementCounts[number] ?? 0,
  }))
}
