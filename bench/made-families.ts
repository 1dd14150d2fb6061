import type { CoverProblem } from '../lib/positions/cover/cover.ts'
import { randomFrom } from './random.ts'

/** Programs and the suite of all of them, each in so many versions, the oldest first: 60 products. */
const programs = 5
const versions = 10
const suite = programs
const productOf = (program: number, version: number): number => program * versions + version
const lots = 200
const combinations = 500

/** What a license may run: its version at 0, earlier ones at 2 and more, with Software Assurance later ones at 20. */
const costsOf = (program: number, version: number, hasAssurance: boolean): Map<number, number> => {
  const parts = program === suite ? Array.from({ length: programs + 1 }, (_, part) => part) : [program]
  const costs = parts.flatMap((part) =>
    Array.from({ length: versions }, (_, other): [number, number] | undefined => {
      const inSuite = part === program ? 0 : 1
      if (other > version) return hasAssurance ? [productOf(part, other), 20 + inSuite] : undefined
      return [productOf(part, other), inSuite + (other === version ? 0 : 1 + version - other)]
    }).filter((cost) => cost !== undefined),
  )
  return new Map(costs)
}

/**
 * A made family of 60 products, 200 lots and 500 combinations; about as many licenses as needs.
 * @param several part of the combinations that have two or three needs
 */
export const makeFamily = (seed: number, several: number): CoverProblem => {
  const random = randomFrom(seed)
  const below = (most: number): number => Math.floor(random() * most)
  return {
    combinations: Array.from({ length: combinations }, () => {
      const needs = random() < several ? 2 + below(2) : 1
      const some = Array.from({ length: needs }, () => productOf(below(programs + 1), below(versions)))
      return { machines: 1 + below(100), units: 1, needs: [...new Set(some)] }
    }),
    entitlements: Array.from({ length: lots }, () => ({
      quantity: 1 + below(250),
      isWhole: false,
      costs: costsOf(below(programs + 1), below(versions), random() < 0.2),
    })),
  }
}
