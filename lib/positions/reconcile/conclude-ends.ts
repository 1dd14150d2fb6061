import type { DecidedRow } from '../../entitlements/rows/decide-rows.ts'
import { digest } from '../snapshot/digest.ts'
import type { Row, TableName } from '../snapshot/tables.ts'
import { entitlementRows } from './columns.ts'
import type { Rights } from './conclude-rights.ts'
import type { Earlier } from './earlier.ts'
import { findEnds } from './find-ends.ts'
import type { ProductSum } from './match-products.ts'
import type { Facts } from './read-facts.ts'

/** What ends is concluded from these and from facts. */
interface Ending {
  rights: Rights
  /** Digest of the table of licenses. */
  licenseInputs: string
  products: readonly ProductSum[]
  reported: { inputs: string; rows: () => DecidedRow[] }
}

/** What ends, and when. */
export const concludeEnds = async (
  { agreements, pairs }: Facts,
  { rights, licenseInputs, products, reported }: Ending,
  earlier: Earlier,
) => {
  const named = agreements.map(({ id, name, product, endDate }) => [id, name, product, endDate])
  const ending = pairs.map((pair) => [pair.agreementNumber, pair.licenseNumber, pair.agreementId, pair.endDate])
  const familyIds = rights.families.map(({ id }) => id)
  const inputs = digest(named, ending, familyIds, licenseInputs, reported.inputs)
  const read = async <T extends TableName>(table: T, now: string, rows: () => readonly Row<T>[]) =>
    earlier.inputs[table] === now ? earlier.all(table) : rows()
  if (earlier.inputs.ends === inputs) return { inputs, rows: await earlier.all('ends') }
  const [licenses, entitlements] = await Promise.all([
    read('licenses', licenseInputs, () => rights.rows('licenses') ?? []),
    read('entitlements', reported.inputs, () => entitlementRows(reported.rows(), products)),
  ])
  const { families } = rights
  return { inputs, rows: findEnds({ agreements, pairs, licenses, families, entitlements }) }
}
