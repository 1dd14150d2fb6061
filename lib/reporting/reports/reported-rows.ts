import { EntitlementSource } from '../../entitlements/rows/entitlement.ts'
import { NotCounted } from '../../entitlements/rows/entitlement-row.ts'
import { licenseKey } from '../../entitlements/rows/statement-rows.ts'
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

/** What VLSC or a license statement reports for a product. */
export interface Reported {
  /** Number of the row of its product. */
  product: number
  productFamily: string
  version: string
  type: string
  quantity: number
  source: EntitlementSource
  /** As written; of a row of a statement that speaks for one. */
  licenseId: string | undefined
  /** The agreement of the pair whose answer it is. */
  agreementId: string | undefined
  /** Why it does not count. */
  notCounted: NotCounted | undefined
}

const rowsAtOnce = 20_000

/** Few texts stand in many rows: each is kept once. */
const interning = () => {
  const known = new Map<string, string>()
  return (text: string): string => {
    const same = known.get(text)
    if (same === undefined) known.set(text, text)
    return same ?? text
  }
}

/** @returns the row as reports need it, and the key of the pair whose answer it is */
const reader = () => {
  const once = interning()
  return (row: EntitlementRow): { reported: Reported; pairKey: string | undefined } => {
    const { product, quantity, agreementNumber, licenseNumber } = row
    return {
      reported: {
        product,
        productFamily: once(row.productFamily),
        version: once(row.version),
        type: once(row.type),
        quantity,
        source: EntitlementSource.parse(row.source),
        licenseId: row.licenseId === undefined ? undefined : once(row.licenseId),
        agreementId: row.agreementId === undefined ? undefined : once(row.agreementId),
        notCounted: row.notCounted === undefined ? undefined : NotCounted.parse(row.notCounted),
      },
      pairKey: agreementNumber === undefined ? undefined : `${agreementNumber}#${licenseNumber}`.toUpperCase(),
    }
  }
}

/** All rows of all sources, by product; some at once. */
export async function* walkReported(snapshot: Snapshot | undefined) {
  const total = snapshot?.manifest.tables.entitlements?.rows ?? 0
  const read = reader()
  for (let from = 0; snapshot && from < total; from += rowsAtOnce) {
    const to = Math.min(total, from + rowsAtOnce)
    const rows = await snapshot.some({ table: 'entitlements', columns, from, to })
    yield rows.map(read)
  }
}

/** What is reported, by who reports it. */
export interface ReportedRows {
  /** The answers to pairs, by their keys. */
  ofPairs: ReadonlyMap<string, readonly Reported[]>
  /** What statements say for License IDs, by these in upper case. */
  ofLicenses: ReadonlyMap<string, readonly Reported[]>
  /** What statements say for the whole organization, by product. */
  ofOrganization: readonly Reported[]
}

const add = <T>(map: Map<string, T[]>, key: string, value: T): void => {
  const known = map.get(key)
  if (known) known.push(value)
  else map.set(key, [value])
}

export const readReported = async (snapshot: Snapshot | undefined): Promise<ReportedRows> => {
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
