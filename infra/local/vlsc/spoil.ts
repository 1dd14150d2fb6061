import * as z from 'zod'
import { answerOf } from './answers.ts'

/** A result to spoil. It may have been scripted, so it can be anything that has the numbers of a pair. */
export const Spoilable = z.looseObject({
  status: z.unknown(),
  entitlements: z.array(z.looseObject({})).catch([]),
})
export type Spoilable = z.infer<typeof Spoilable>

const sample = answerOf({ agreementNumber: 'OK-1', licenseNumber: '1' }).entitlements ?? []

/** Other quantities in every entitlement; a result without any is given some. */
export const withQuantities = (result: Spoilable, quantities: Record<string, unknown>): Spoilable => {
  const entitlements = result.entitlements.length > 0 ? result.entitlements : sample
  return { ...result, entitlements: entitlements.map((each) => ({ ...each, ...quantities })) }
}

/** Numbers and texts in each other's place. */
export const withWrongTypes = (result: Spoilable): Spoilable => ({
  ...withQuantities(result, { effectiveQuantity: '12' }),
  organization: 42,
})

/** The same pair with another status. */
export const otherwise = (result: Spoilable): Spoilable => ({
  ...result,
  status: result.status === 'valid' ? 'expired' : 'valid',
})

/** No number of JavaScript is 2^53+1: it is put into the text. */
const beyondSafe = { placeholder: '2^53+1', digits: '9007199254740993' }

export const withHugeQuantities = (result: Spoilable): Spoilable =>
  withQuantities(result, { effectiveQuantity: 1e30, activeSoftwareAssuranceQuantity: beyondSafe.placeholder })

/** An answer as it is sent. */
export const bodyOf = (results: readonly unknown[]): string =>
  JSON.stringify({ results }).replaceAll(`"${beyondSafe.placeholder}"`, beyondSafe.digits)
