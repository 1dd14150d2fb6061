import * as z from 'zod'
import { AgreementType } from '../../../lib/agreements/records/agreement.ts'
import { pairKey, unpackPair } from '../../../lib/agreements/records/pair.ts'
import { agreementKey, agreementPairsKey } from '../../../lib/foundation/table/keys.ts'
import type { Table } from '../../../lib/foundation/table/table.ts'

const PackedPairs = z.set(z.string())

/** What is verified of an agreement's item. Its keys in the indexes may be missing: that is a difference, no error. */
const Head = z.object({
  id: z.string(),
  type: AgreementType,
  name: z.string(),
  groupId: z.string(),
  pairCount: z.number().default(0),
  pairs: PackedPairs.optional(),
  hasDetails: z.boolean().default(false),
  gsi1pk: z.string().optional(),
  gsi2pk: z.string().optional(),
  gsiSk: z.string().optional(),
})
export type Head = z.infer<typeof Head>

const PairSet = z.object({ pairs: PackedPairs })

/** Agreements by id, without sets that stand apart; those that are gone are left out. */
export const readHeads = async (table: Table, ids: readonly string[]): Promise<Map<string, Head>> => {
  const items = await table.getMany(ids.map(agreementKey))
  return new Map(items.map((item) => Head.parse(item)).map((head) => [head.id, head]))
}

/**
 * Keys of the pairs that an agreement lists, itself or in a set apart.
 * @param head undefined when it is gone, or not there yet: then its set is what is left or was begun
 * @returns undefined when there is no set at all
 */
export const listedKeys = async (table: Table, id: string, head?: Head): Promise<string[] | undefined> => {
  const item = head?.pairs ? undefined : await table.get(agreementPairsKey(id))
  const packed = head?.pairs ?? (item && PairSet.parse(item).pairs)
  return packed && [...packed].map((pair) => pairKey(unpackPair(pair)))
}
