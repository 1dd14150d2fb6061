import * as z from 'zod'

/** Why a license may run an installed product. */
export const Right = z.enum([
  'exact',
  'renamed',
  'suite',
  'prior-version',
  'software-assurance',
  'lower-edition',
  'manager',
])
export type Right = z.infer<typeof Right>

/** Which rights count in this ledger, if a license has them. */
export const PositionPolicies = z.strictObject({
  priorVersion: z.boolean(),
  softwareAssurance: z.boolean(),
  lowerEdition: z.boolean(),
})
export type PositionPolicies = z.infer<typeof PositionPolicies>

/** The policies of a ledger that decided nothing else. */
export const everyRight: PositionPolicies = { priorVersion: true, softwareAssurance: true, lowerEdition: true }
