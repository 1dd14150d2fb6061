import * as z from 'zod'
import { PlanPart } from '../../recognition/data/plans.ts'

/** Whether a plan of its primary user lets a device run something. */
export const CoverageAnswer = z.enum(['yes', 'no', 'unknown'])
export type CoverageAnswer = z.infer<typeof CoverageAnswer>

export type Coverage = Readonly<Record<PlanPart, CoverageAnswer>>

/** What is stored of a device: parts of which something is known. A later version may know more parts. */
export const StoredCoverage = z.record(z.string(), z.string())
export type StoredCoverage = z.infer<typeof StoredCoverage>

export const storedCoverageOf = (coverage: Coverage): StoredCoverage =>
  Object.fromEntries(
    PlanPart.options.flatMap((part) => (coverage[part] === 'unknown' ? [] : [[part, coverage[part]] as const])),
  )

const answerIn = (stored: StoredCoverage, part: PlanPart): CoverageAnswer =>
  CoverageAnswer.safeParse(stored[part]).data ?? 'unknown'

export const coverageIn = (stored: StoredCoverage): Coverage => ({
  apps: answerIn(stored, 'apps'),
  visio: answerIn(stored, 'visio'),
  project: answerIn(stored, 'project'),
  'windows-enterprise': answerIn(stored, 'windows-enterprise'),
})

export const isSameCoverage = (one: StoredCoverage = {}, other: StoredCoverage = {}): boolean =>
  PlanPart.options.every((part) => one[part] === other[part])

const bitOf = (part: PlanPart): number => 1 << PlanPart.options.indexOf(part)
const ofNo = PlanPart.options.length

/** In eight bits: the lower four say yes of their part, the upper ones no; of what is 0 nothing is known. */
export const coverageBits = (stored: StoredCoverage): number =>
  PlanPart.options.reduce((bits, part) => {
    const answer = answerIn(stored, part)
    if (answer === 'unknown') return bits
    return bits | (answer === 'yes' ? bitOf(part) : bitOf(part) << ofNo)
  }, 0)

/** The bits of what is said of these parts. */
export const maskOf = (parts: readonly PlanPart[]): number =>
  parts.reduce((mask, part) => mask | bitOf(part) | (bitOf(part) << ofNo), 0)

/** @param bits of a device, or those of linked devices together: whoever has a plan may use the machine */
export const answerOf = (bits: number, part: PlanPart): CoverageAnswer => {
  if (bits & bitOf(part)) return 'yes'
  return bits & (bitOf(part) << ofNo) ? 'no' : 'unknown'
}
