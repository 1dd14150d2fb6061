import type * as z from 'zod'
import { StoredPair } from '../../agreements/records/stored-pair.ts'
import { EntitlementSource, NotCounted } from '../../entitlements/rows/entitlement-row.ts'
import { licenseKey } from '../../entitlements/rows/statement-rows.ts'
import { chunksOf, remembered } from '../../foundation/collections.ts'
import { pairsByLicense } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { Snapshot } from '../../positions/snapshot/snapshot-reader.ts'
import type { Row } from '../../positions/snapshot/tables.ts'

const columns = [
  'product',
  'productFamily',
  'version',
  'type',
  'quantity',
  'source',
  'agreementNumber',
  'licenseNumber',
  'agreementId',
  'licenseId',
  'endDate',
  'notCounted',
] as const

type EntitlementRow = Pick<Row<'entitlements'>, (typeof columns)[number]>

const rowsPerRead = 20_000

/** Of a product. It has a pair and its agreement if a look-up answered for them; else a file has it. */
const reportedOf = ({ agreementNumber, licenseNumber, ...row }: EntitlementRow, once: (text: string) => string) => ({
  ...row,
  productFamily: once(row.productFamily),
  version: once(row.version),
  type: once(row.type),
  source: EntitlementSource.parse(row.source),
  licenseId: row.licenseId && once(row.licenseId),
  agreementId: row.agreementId && once(row.agreementId),
  pair: agreementNumber && once(`${agreementNumber}#${licenseNumber}`.toUpperCase()),
  notCounted: NotCounted.optional().parse(row.notCounted),
})
export type Reported = ReturnType<typeof reportedOf>

/** Answers to pairs, by pair key; statements by License ID in upper case, or for the organization. */
export const readReported = async (snapshot: Snapshot | undefined) => {
  // Few texts stand in many rows: keeping each once saves memory.
  const once = remembered((text: string) => text)
  const all: Reported[] = []
  const total = snapshot?.manifest.tables.entitlements?.rows ?? 0
  for (let from = 0; snapshot && from < total; from += rowsPerRead) {
    const to = Math.min(total, from + rowsPerRead)
    for (const row of await snapshot.some({ table: 'entitlements', columns, from, to })) all.push(reportedOf(row, once))
  }
  const ofPairs = Map.groupBy(all, ({ pair = '' }) => pair)
  const ofLicenses = Map.groupBy(ofPairs.get('') ?? [], ({ licenseId }) => licenseKey(licenseId))
  const ofOrganization = ofLicenses.get('') ?? []
  ofPairs.delete('')
  ofLicenses.delete('')
  return { ofPairs, ofLicenses, ofOrganization }
}

const queriesAtOnce = 20

const FirstPair = StoredPair.pick({ agreementNumber: true, licenseNumber: true, agreementId: true })

/** The first pair that has each License ID (upper case) as its license number: what statements say stands with it. */
export const readFirstPairs = async (table: Table, licenses: readonly string[]) => {
  const found = new Map<string, z.infer<typeof FirstPair>>()
  const find = async (license: string): Promise<void> => {
    const { items } = await table.query({ ...pairsByLicense(license), only: Object.keys(FirstPair.shape), limit: 1 })
    if (items[0]) found.set(license, FirstPair.parse(items[0]))
  }
  for (const some of chunksOf(licenses, queriesAtOnce)) await Promise.all(some.map(find))
  return found
}
