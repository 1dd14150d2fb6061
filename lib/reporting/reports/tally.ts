import * as z from 'zod'
import { type PositionStatus, statusOf } from '../../positions/reconcile/position-status.ts'

/** How all titles of a report stand. */
export const PositionCounts = z
  .strictObject({
    covered: z.int(),
    short: z.int(),
    noEntitlement: z.int(),
    unused: z.int(),
    licensesMissing: z.int().meta({ description: 'What titles without enough licenses lack, added up.' }),
  })
  .meta({ id: 'PositionCounts', description: 'Titles by status, and the licenses that they lack.' })
export type PositionCounts = z.infer<typeof PositionCounts>

/** A title that lacks, or has too many, licenses. */
export const Extreme = z
  .strictObject({
    titleId: z.string(),
    publisher: z.string(),
    title: z.string(),
    entitled: z.int(),
    installed: z.int(),
    difference: z.int(),
  })
  .meta({ id: 'Extreme' })
export type Extreme = z.infer<typeof Extreme>

const extremesShown = 10

const counterOf: Partial<Record<PositionStatus, 'covered' | 'short' | 'noEntitlement' | 'unused'>> = {
  covered: 'covered',
  short: 'short',
  'no-entitlement': 'noEntitlement',
  unused: 'unused',
}

/** Keeps the largest of many; of equal ones those that came first. */
const keepLargest = <T>(sizeOf: (one: T) => number) => {
  const kept: T[] = []
  return {
    add: (one: T): void => {
      const smallest = kept.at(-1)
      if (kept.length === extremesShown && smallest !== undefined && sizeOf(smallest) >= sizeOf(one)) return
      const behind = kept.findIndex((other) => sizeOf(other) < sizeOf(one))
      kept.splice(behind < 0 ? kept.length : behind, 0, one)
      kept.splice(extremesShown)
    },
    all: (): readonly T[] => kept,
  }
}

type Tallied = Omit<Extreme, 'difference'> & { unlimited: boolean }

/**
 * Counts positions, and keeps the ten largest shortfalls and surpluses. As in the overview, titles that have some licenses
 * go before those that have none: most of these need none. One with a site license neither lacks nor has too many.
 */
export const tallyPositions = () => {
  const counts: PositionCounts = { covered: 0, short: 0, noEntitlement: 0, unused: 0, licensesMissing: 0 }
  const short = keepLargest<Extreme>(({ difference }) => -difference)
  const unlicensed = keepLargest<Extreme>(({ difference }) => -difference)
  const surpluses = keepLargest<Extreme>(({ difference }) => difference)
  return {
    add: ({ titleId, publisher, title, entitled, unlimited, installed }: Tallied): void => {
      const counter = counterOf[statusOf({ licensable: true, installed, entitled, unlimited })]
      if (!counter) return
      counts[counter] += 1
      if (unlimited) return
      const difference = entitled - installed
      counts.licensesMissing += Math.max(0, -difference)
      const extreme = { titleId, publisher, title, entitled, installed, difference }
      if (difference < 0) (entitled > 0 ? short : unlicensed).add(extreme)
      if (difference > 0) surpluses.add(extreme)
    },
    end: () => ({
      positions: counts,
      largestShortfalls: [...short.all(), ...unlicensed.all()].slice(0, extremesShown),
      largestSurpluses: [...surpluses.all()],
    }),
  }
}

export type Tally = ReturnType<ReturnType<typeof tallyPositions>['end']>
