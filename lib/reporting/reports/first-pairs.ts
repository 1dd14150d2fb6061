import type * as z from 'zod'
import { StoredPair } from '../../agreements/records/stored-pair.ts'
import { pairsByLicense } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'

const queriesAtOnce = 20

const FirstPair = StoredPair.pick({ agreementNumber: true, licenseNumber: true, agreementId: true })
type FirstPair = z.infer<typeof FirstPair>
const only = Object.keys(FirstPair.shape)

/**
 * The first pair that has each License ID as its license number: what statements say for the License ID stands with this
 * one only.
 * @param licenses upper case
 */
export const readFirstPairs = async (table: Table, licenses: readonly string[]): Promise<Map<string, FirstPair>> => {
  const found = new Map<string, FirstPair>()
  for (let first = 0; first < licenses.length; first += queriesAtOnce)
    await Promise.all(
      licenses.slice(first, first + queriesAtOnce).map(async (license) => {
        const { items } = await table.query({ ...pairsByLicense(license), only, limit: 1 })
        if (items[0]) found.set(license, FirstPair.parse(items[0]))
      }),
    )
  return found
}
