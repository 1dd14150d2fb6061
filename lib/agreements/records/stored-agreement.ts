import * as z from 'zod'
import { LicenseCount } from './other-agreement.ts'
import { type AgreementNumberPair, Program } from './pair.ts'

export const PackedPairs = z.set(z.string())

const stored = {
  id: z.string(),
  name: z.string(),
  groupId: z.string(),
  version: z.number(),
  createdAt: z.string(),
  createdBy: z.string(),
  updatedAt: z.string(),
  importId: z.string().optional(),
  /** The state at creation; written with the first change. */
  createdAs: z.record(z.string(), z.unknown()).optional(),
}

/** Up to 85 pairs are packed into the agreement; above, they are an item of their own beside it. */
const StoredVolumeAgreement = z.object({
  ...stored,
  type: z.literal('volume'),
  program: Program.optional(),
  pairCount: z.number(),
  pairs: PackedPairs.optional(),
})
export type StoredVolumeAgreement = z.infer<typeof StoredVolumeAgreement>

/**
 * Publisher and title as the catalog showed them when they were entered: which title they are today is decided by each
 * reconciliation. Its details are an item apart.
 */
const StoredOtherAgreement = z.object({
  ...stored,
  type: z.literal('other'),
  publisher: z.string(),
  productTitle: z.string(),
  licenseCount: LicenseCount,
  startDate: z.string().optional(),
  endDate: z.string().optional(),
  hasDetails: z.literal(true).optional(),
})
export type StoredOtherAgreement = z.infer<typeof StoredOtherAgreement>

export const StoredAgreement = z.discriminatedUnion('type', [StoredVolumeAgreement, StoredOtherAgreement])
export type StoredAgreement = z.infer<typeof StoredAgreement>

export const isOther = (agreement: StoredAgreement): agreement is StoredOtherAgreement => agreement.type === 'other'

/** What the indexes know of an agreement. */
export const ListedAgreement = z.discriminatedUnion('type', [
  StoredVolumeAgreement.omit({ createdBy: true }),
  StoredOtherAgreement.omit({ createdBy: true }),
])

/** An agreement with all its pairs; an other agreement has none. */
export interface WholeAgreement {
  agreement: StoredAgreement
  pairs: AgreementNumberPair[]
}

export interface WholeVolumeAgreement extends WholeAgreement {
  agreement: StoredVolumeAgreement
}

export const isVolume = (whole: WholeAgreement): whole is WholeVolumeAgreement => whole.agreement.type === 'volume'
