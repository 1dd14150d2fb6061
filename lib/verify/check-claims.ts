import * as z from 'zod'
import { parseAgreement } from '../agreements/agreement-store.ts'
import { isOther } from '../agreements/stored-agreement.ts'
import { agreementKey, agreementsByType, holdingKey } from '../table/keys.ts'
import { pagesOf, type Table } from '../table/table.ts'
import { type Difference, differencesOf, unlike } from './difference.ts'
import { piecesOf } from './pieces.ts'

const differ = differencesOf('positions')

/** What an other agreement entitles the title to that it names. */
export interface Claim {
  agreementId: string
  namedTitleId: string
  licenseCount: number
  startDate?: string | undefined
  endDate?: string | undefined
}

/** Of all other agreements. */
export const readClaims = async (table: Table): Promise<Claim[]> => {
  const claims: Claim[] = []
  for await (const rows of pagesOf(table, { index: 'gsi1', partition: agreementsByType('other') }))
    for (const some of piecesOf(rows))
      claims.push(
        ...(await table.getMany(some.map(({ id }) => agreementKey(String(id)))))
          .map(parseAgreement)
          .filter(isOther)
          .map(({ id, titleId, licenseCount, startDate, endDate }) => ({
            agreementId: id,
            namedTitleId: titleId,
            licenseCount,
            startDate,
            endDate,
          })),
      )
  return claims
}

const Placed = z.object({ agreementId: z.string(), titleId: z.string() })

/** Claims that are counted for another title than the one that stands for what they name. */
export const checkPlaces = async (
  table: Table,
  claims: readonly Claim[],
  placeOf: (claim: Claim) => string,
): Promise<Difference[]> => {
  const differences: Difference[] = []
  for (const some of piecesOf(claims)) {
    const items = await table.getMany(some.map(({ agreementId }) => holdingKey(`AGREEMENT#${agreementId}`)))
    const placed = new Map(items.map((item) => [Placed.parse(item).agreementId, item]))
    for (const claim of some) {
      const name = `What counts of the agreement ${claim.agreementId}`
      const item = placed.get(claim.agreementId) ?? {}
      differences.push(...unlike(differ, claim.agreementId, name, item, { ...claim, titleId: placeOf(claim) }))
    }
  }
  return differences
}
