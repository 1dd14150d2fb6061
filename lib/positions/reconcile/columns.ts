import type { DecidedRow } from '../../entitlements/rows/decide-rows.ts'
import type { Lists } from '../lists/lists.ts'
import { type AnyColumns, type Columns, type Row, snapshotTables, type TableName } from '../snapshot/tables.ts'
import type { Installs, Machines } from './count-installs.ts'
import type { ResolvedName, ResolvedTitle } from './resolve-titles.ts'

/** Rows as columns. */
export const columnsOf = <T extends TableName>(table: T, rows: readonly Row<T>[]): AnyColumns => {
  const loose: readonly Readonly<Record<string, unknown>>[] = rows
  return Object.fromEntries(Object.keys(snapshotTables[table]).map((name) => [name, loose.map((row) => row[name])]))
}

/** Names title by title, as `titles` refers to them. */
export const namesColumns = (titles: readonly ResolvedTitle[]): Columns<'names'> => {
  const names: ResolvedName[] = []
  const title: number[] = []
  for (const [number, { names: own }] of titles.entries())
    for (const name of own) {
      names.push(name)
      title.push(number)
    }
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
  for (let number = 0; number < counts.length; number++) {
    const start = starts[number] ?? 0
    title.fill(number, start, start + (counts[number] ?? 0))
  }
  return { title, device: devices }
}

export const devicesColumns = ({ devices }: Lists, { head, counted }: Machines): Columns<'devices'> => ({
  id: devices.ids,
  name: devices.names,
  seenAt: Array.from(devices.seenAt, (time) => new Date(time).toISOString()),
  counted: Array.from(counted, (one) => one === 1),
  machine: head,
})

/** @param productOf by the place of a row, the place of its product */
export const entitlementsColumns = (rows: readonly DecidedRow[], productOf: Int32Array): Columns<'entitlements'> => ({
  id: rows.map(({ id }) => id),
  product: productOf,
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
})
