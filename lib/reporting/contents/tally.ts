import * as z from 'zod'
import { statusOf } from '../../positions/reconcile/position-status.ts'

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

const counterOf = { covered: 'covered', short: 'short', 'no-entitlement': 'noEntitlement', unused: 'unused' } as const

/** Keeps the ten largest, sorted; of equal ones those that came first. */
const keepLargest = (kept: Extreme[], one: Extreme): void => {
  const place = kept.findIndex(({ difference }) => Math.abs(difference) < Math.abs(one.difference))
  kept.splice(place < 0 ? kept.length : place, 0, one)
  kept.splice(extremesShown)
}

type Tallied = Omit<Extreme, 'difference'> & { unlimited: boolean }

/**
 * Counts positions, and keeps the ten largest shortfalls and surpluses. As in the overview, titles that have some licenses
 * go before those that have none: most of these need none. A title with a site license is neither.
 */
export const tallyPositions = () => {
  const counts: PositionCounts = { covered: 0, short: 0, noEntitlement: 0, unused: 0, licensesMissing: 0 }
  const [short, unlicensed, surpluses]: [Extreme[], Extreme[], Extreme[]] = [[], [], []]
  return {
    add: ({ titleId, publisher, title, entitled, unlimited, installed }: Tallied): void => {
      const status = statusOf({ licensable: true, installed, entitled, unlimited })
      if (status === 'absent' || status === 'not-licensable') return
      counts[counterOf[status]] += 1
      if (unlimited) return
      const difference = entitled - installed
      counts.licensesMissing += Math.max(0, -difference)
      const extreme = { titleId, publisher, title, entitled, installed, difference }
      if (difference < 0) keepLargest(entitled > 0 ? short : unlicensed, extreme)
      if (difference > 0) keepLargest(surpluses, extreme)
    },
    end: () => ({
      positions: counts,
      largestShortfalls: [...short, ...unlicensed].slice(0, extremesShown),
      largestSurpluses: surpluses,
    }),
  }
}

export type Tally = ReturnType<ReturnType<typeof tallyPositions>['end']>
