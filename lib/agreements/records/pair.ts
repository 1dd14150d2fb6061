import * as z from 'zod'
import type { InputError } from '../../foundation/errors.ts'
import { refusing } from '../../foundation/text/fault.ts'

export const Program = z.enum(['open-value', 'open', 'select-or-enterprise'])
export type Program = z.infer<typeof Program>

/** Either both numbers of a pair have at most 16 characters together, or each of them has: docs/operations.md#deploy. */
export const PairLengthRule = z.enum(['combined-16', 'each-16'])
export type PairLengthRule = z.infer<typeof PairLengthRule>

const maximumLength = 16
const openIsLonger =
  'Those of Open and MPSA have more: the setting PAIR_LENGTH_RULE (pairLengthRule) with the value each-16 lets each number have 16.'
const numberForm = /^[A-Za-z0-9][A-Za-z0-9._-]*$/
const numberHint = 'Use letters, digits, ".", "_" and "-", beginning with a letter or digit.'

export const numberFault = (number: string): string | undefined => {
  if (numberForm.test(number)) return undefined
  return number === '' ? 'This number is missing.' : `This is not an agreement or license number. ${numberHint}`
}

const PairNumber = z.string().check(refusing('invalid-number', numberFault)).meta({ pattern: numberForm.source })

/**
 * A matched pair of numbers: `agreementNumber` is the authorization or agreement number, `licenseNumber` the license,
 * enrollment or customer number. Shown as typed, compared case-insensitively.
 */
export const AgreementNumberPair = z.strictObject({ agreementNumber: PairNumber, licenseNumber: PairNumber })
/** Either number of a pair, to find it by. */
export const EitherNumber = z
  .string()
  .trim()
  .max(maximumLength, { message: `A number has at most ${maximumLength} characters.` })
  .check(refusing('invalid-number', numberFault))

export type AgreementNumberPair = z.infer<typeof AgreementNumberPair>

export const pairKey = ({ agreementNumber, licenseNumber }: AgreementNumberPair): string =>
  `${agreementNumber}#${licenseNumber}`.toUpperCase()

export const byKey = (one: AgreementNumberPair, other: AgreementNumberPair): number =>
  pairKey(one) < pairKey(other) ? -1 : 1

export { packPair, unpackPair } from '../../audit/trail.ts'

export const showPair = ({ agreementNumber, licenseNumber }: AgreementNumberPair): string =>
  `${agreementNumber} / ${licenseNumber}`

/** Why a pair cannot be had. @param holder undefined when its agreement is gone, or does not exist yet */
export const pairTaken = (
  pair: AgreementNumberPair,
  holder: { id: string; name: string } | undefined,
  again: string,
): string =>
  holder
    ? `The pair ${showPair(pair)} belongs to the agreement ${holder.name} (${holder.id}).`
    : `The pair ${showPair(pair)} is not free yet: an import or a deletion that holds it is under way. ${again} in a minute.`

export interface PairRules {
  program: Program | undefined
  pairLength: PairLengthRule
}

export const pairFault = (
  pair: AgreementNumberPair,
  rules: PairRules,
): { code: 'pair-too-long' | 'program-mismatch'; message: string } | undefined => {
  const { agreementNumber, licenseNumber } = pair
  if (Math.max(agreementNumber.length, licenseNumber.length) > maximumLength)
    return { code: 'pair-too-long', message: `A number can have at most ${maximumLength} characters.` }
  const together = agreementNumber.length + licenseNumber.length
  if (rules.pairLength === 'combined-16' && together > maximumLength) {
    const allowed = `at most ${maximumLength} are allowed. ${openIsLonger}`
    return { code: 'pair-too-long', message: `The two numbers have ${together} characters together; ${allowed}` }
  }
  if (rules.program === 'open-value' && agreementNumber.toUpperCase() !== licenseNumber.toUpperCase())
    return { code: 'program-mismatch', message: 'In the program open-value both numbers are the same.' }
  return undefined
}

export const pairsFaults = (pairs: readonly AgreementNumberPair[], rules: PairRules): InputError[] => {
  const firstSeen = new Map<string, number>()
  return pairs.flatMap((pair, index): InputError[] => {
    const pointer = `/pairs/${index}`
    const earlier = firstSeen.get(pairKey(pair))
    firstSeen.set(pairKey(pair), earlier ?? index)
    if (earlier !== undefined)
      return [
        { pointer, code: 'duplicate-pair', message: `This pair is in the list already, as number ${earlier + 1}.` },
      ]
    const fault = pairFault(pair, rules)
    return fault ? [{ pointer, ...fault }] : []
  })
}
