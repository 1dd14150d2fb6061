import * as z from 'zod'
import { FamilyItem } from '../../../lib/positions/answers/family.ts'
import { follow } from './follow.ts'
import { type Ledger, listAll } from './ledger.ts'

const Freshness = z.looseObject({ asOf: z.string().nullable(), pending: z.boolean() })

/** Waits until a snapshot has all that was entered: the ledger concludes from it within seconds. */
export const countedFamilies = async (ledger: Ledger): Promise<FamilyItem[]> => {
  await follow(async () => {
    const { asOf, pending } = await ledger.get('/overview', Freshness)
    return { progress: `as of ${asOf ?? 'never'}`, ...(!pending && { ended: asOf }) }
  })
  return listAll(ledger, '/families', FamilyItem)
}
