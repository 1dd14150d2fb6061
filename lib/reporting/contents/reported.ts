import type * as z from 'zod'
import { StoredPair } from '../../agreements/records/stored-pair.ts'
import { EntitlementSource, NotCounted } from '../../entitlements/rows/entitlement-row.ts'
import { licenseKey } from '../../entitlements/rows/statement-rows.ts'
import { chunksOf } from '../../foundation/collections.ts'
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
  'notCounted',
] as const

type EntitlementRow = Pick<Row<'entitlements'>, (typeof columns)[number]>

/** What VLSC (then it has an agreement) or a license statement reports for a product. */
export type Reported = Omit<EntitlementRow, 'agreementNumber' | 'licenseNumber' | 'source' | 'notCounted'> & {
  source: EntitlementSource
  notCounted: NotCounted | undefined
}

const rowsPerRead = 20_000

/** Few texts stand in many rows: keeping each once saves memory. */
const interning = () => {
  const known = new Map<string, string>()
  return (text: string): string => {
    const same = known.get(text)
    if (same === undefined) known.set(text, text)
    return same ?? text
  }
}

/** All rows of all sources, some at a time, each with the key of its pair if VLSC answered it for one. */
export async function* walkReported(snapshot: Snapshot | undefined) {
  const total = snapshot?.manifest.tables.entitlements?.rows ?? 0
  const once = interning()
  const read = ({ agreementNumber, licenseNumber, ...row }: EntitlementRow) => {
    const reported: Reported = {
      ...row,
      productFamily: once(row.productFamily),
      version: once(row.version),
      type: once(row.type),
      source: EntitlementSource.parse(row.source),
      licenseId: row.licenseId && once(row.licenseId),
      agreementId: row.agreementId && once(row.agreementId),
      notCounted: NotCounted.optional().parse(row.notCounted),
    }
    return { reported, pairKey: agreementNumber && `${agreementNumber}#${licenseNumber}`.toUpperCase() }
  }
  for (let from = 0; snapshot && from < total; from += rowsPerRead) {
    const to = Math.min(total, from + rowsPerRead)
    yield (await snapshot.some({ table: 'entitlements', columns, from, to })).map(read)
  }
}

const add = <T>(map: Map<string, T[]>, key: string, value: T): void => {
  const known = map.get(key)
  if (known) known.push(value)
  else map.set(key, [value])
}

/** What is reported: the answers to pairs, by pair key; statements by License ID in upper case, or for the organization. */
export const readReported = async (snapshot: Snapshot | undefined) => {
  const ofPairs = new Map<string, Reported[]>()
  const ofLicenses = new Map<string, Reported[]>()
  const ofOrganization: Reported[] = []
  for await (const some of walkReported(snapshot))
    for (const { reported, pairKey } of some)
      if (pairKey !== undefined) add(ofPairs, pairKey, reported)
      else if (reported.licenseId !== undefined) add(ofLicenses, licenseKey(reported.licenseId), reported)
      else ofOrganization.push(reported)
  return { ofPairs, ofLicenses, ofOrganization }
}

export type AllReported = Awaited<ReturnType<typeof readReported>>

const queriesAtOnce = 20

const FirstPair = StoredPair.pick({ agreementNumber: true, licenseNumber: true, agreementId: true })

/**
 * The first pair that has each License ID as its license number. What statements say for the License ID stands with it.
 * @param licenses upper case
 */
export const readFirstPairs = async (table: Table, licenses: readonly string[]) => {
  const found = new Map<string, z.infer<typeof FirstPair>>()
  const find = async (license: string): Promise<void> => {
    const { items } = await table.query({ ...pairsByLicense(license), only: Object.keys(FirstPair.shape), limit: 1 })
    if (items[0]) found.set(license, FirstPair.parse(items[0]))
  }
  for (const some of chunksOf(licenses, queriesAtOnce)) await Promise.all(some.map(find))
  return found
}
