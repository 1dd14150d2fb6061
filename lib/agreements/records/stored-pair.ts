import * as z from 'zod'
import { pairItemKey, pairsByAgreement } from '../../foundation/table/keys.ts'
import { known } from '../../foundation/table/known.ts'
import { type Item, put, remove, type Table, type Write } from '../../foundation/table/table.ts'
import { Entitlement } from './entitlement.ts'
import { type AgreementNumberPair, pairKey } from './pair.ts'

/** What is said of a pair; a new one is `pending` until a look-up or a file has answered: docs/vlsc.md. */
export const PairStatus = z.enum(['pending', 'valid', 'expired', 'not-found'])
export type PairStatus = z.infer<typeof PairStatus>

export const ValidationFault = z.strictObject({ code: z.string(), message: z.string() }).meta({ id: 'ValidationFault' })

const StoredEntitlements = z.array(Entitlement)

export const validationFields = {
  status: PairStatus,
  askedAt: z.iso.datetime().optional().meta({ description: 'When it was last looked up.' }),
  answeredAt: z.iso
    .datetime()
    .optional()
    .meta({ description: 'When it was looked up for its last good answer, or the file came that says it.' }),
  error: ValidationFault.optional().meta({ description: 'Why the last look-up got no good answer.' }),
  program: z.string().optional(),
  organization: z.string().optional(),
  startDate: z.string().optional(),
  endDate: z.string().optional(),
}

export type PairSaid = Pick<
  z.infer<z.ZodObject<typeof validationFields>>,
  'status' | 'program' | 'organization' | 'startDate' | 'endDate'
>

/** What a look-up says of a pair besides its entitlements. */
export const saidOf = ({ status, program, organization, startDate, endDate }: PairSaid): PairSaid => {
  return { status, program, organization, startDate, endDate }
}

/**
 * A pair of the ledger: it guards that the pair is unique, and keeps what refreshes write. Unchanged answers are not
 * written: freshness.ts says when a pair was last asked and answered.
 */
export const StoredPair = z.object({
  agreementNumber: z.string(),
  licenseNumber: z.string(),
  agreementId: z.string(),
  importId: z.string().optional(),
  ...validationFields,
  /** Stored as one text: items of many small attributes take ten times as long to read. */
  entitlements: z
    .string()
    .transform((text) => StoredEntitlements.parse(JSON.parse(text)))
    .default([]),
  reportedAt: z.string().optional(),
  revision: z.number().default(0),
  /** Pairs of earlier versions lack their place in the index until VLSC answers next. */
  gsi1pk: z.string().optional(),
})
export type StoredPair = z.infer<typeof StoredPair>

export const partitionOf = (pair: AgreementNumberPair): string => pairItemKey(pairKey(pair)).pk

/** Pairs by their key; those that are not there are left out. */
export const readPairs = async (
  table: Table,
  pairs: readonly AgreementNumberPair[],
  reading?: { consistent: boolean },
): Promise<Map<string, StoredPair>> => {
  const keys = pairs.map((pair) => pairItemKey(pairKey(pair)))
  return byPairKey(await table.getMany(keys, reading))
}

export const byPairKey = (items: readonly Item[]): Map<string, StoredPair> =>
  new Map(items.flatMap(known((item) => StoredPair.parse(item))).map((pair) => [pairKey(pair), pair]))

/** The license number is part of the key: an index finds pairs by the other one. */
export const numberIndex = ({ agreementNumber, agreementId }: Pick<StoredPair, 'agreementNumber' | 'agreementId'>) => ({
  gsi1pk: pairsByAgreement(agreementNumber.toUpperCase()),
  gsiSk: agreementId,
})

export const pairItem = (pair: StoredPair) => ({
  ...pairItemKey(pairKey(pair)),
  ...pair,
  ...numberIndex(pair),
  entitlements: pair.entitlements.length === 0 ? undefined : JSON.stringify(pair.entitlements),
})

export const addPair = (
  pair: AgreementNumberPair,
  agreementId: string,
  refused: Write['refused'],
  importId?: string,
): Write => {
  const held = { ...pair, agreementId }
  const item = { ...pairItemKey(pairKey(pair)), ...held, ...numberIndex(held), status: 'pending', importId }
  return put(item, { exists: false }, refused)
}

export const asRead = ({ agreementId, revision }: StoredPair) =>
  revision === 0 ? { equals: { agreementId }, lacks: ['revision'] } : { equals: { agreementId, revision } }

export const freePair = (pair: StoredPair): Write => remove(pairItemKey(pairKey(pair)), asRead(pair))
