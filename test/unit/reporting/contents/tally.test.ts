import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { statusByNumbers } from '../../../../lib/positions/reconcile/count-positions.ts'
import { tallyPositions } from '../../../../lib/reporting/contents/head.ts'
import { positionOf } from '../../../../lib/reporting/contents/installation.ts'

const licensed = { publisher: 'P', title: 'T', kind: 'licensed', lacks: undefined, unlimited: false }

const tally = (positions: readonly { entitled: number; installed: number; required?: number; unlimited?: boolean }[]) =>
  tallyPositions(
    positions.flatMap((position, index) => {
      const title = { ...licensed, id: String(index), required: position.installed, ...position }
      return positionOf({ ...title, status: statusByNumbers(title) })
    }),
  )

describe('the headline of a report', () => {
  const Position = fc.record({ entitled: fc.nat({ max: 20 }), installed: fc.nat({ max: 20 }) })

  it('counts every title once and shows the ten largest of each side, titles with some licenses first', () => {
    fc.assert(
      fc.property(fc.array(Position, { maxLength: 60 }), (positions) => {
        const { positions: counts, largestShortfalls, largestSurpluses } = tally(positions)
        const sizes = positions.map(({ entitled, installed }) => entitled - installed)
        const { covered, short, noEntitlement, unused, licensesMissing } = counts
        expect(covered + short + noEntitlement + unused).toBe(
          positions.filter(({ entitled, installed }) => entitled + installed > 0).length,
        )
        expect(licensesMissing).toBe(sizes.filter((size) => size < 0).reduce((sum, size) => sum - size, 0))
        const lacking = positions.filter(({ entitled, installed }) => entitled < installed)
        const [some = [], none = []] = [true, false].map((isLicensed) =>
          lacking
            .filter(({ entitled }) => entitled > 0 === isLicensed)
            .map(({ entitled, installed }) => entitled - installed)
            .toSorted((one, other) => one - other),
        )
        expect(largestShortfalls.map(({ difference }) => difference)).toEqual([...some, ...none].slice(0, 10))
        expect(largestSurpluses.map(({ difference }) => difference)).toEqual(
          sizes
            .filter((size) => size > 0)
            .toSorted((one, other) => other - one)
            .slice(0, 10),
        )
      }),
    )
  })
})

describe('a title that licenses of others cover, or that came with the PC', () => {
  const title = { ...licensed, id: '1', entitled: 0, installed: 91 }
  const nothingMissing = { positions: { covered: 1, licensesMissing: 0 }, largestShortfalls: [] }

  it('lacks nothing in the whole ledger, whatever its difference', () => {
    const covered = positionOf({ ...title, required: 91, status: 'covered' })
    expect(covered).toMatchObject([{ difference: -91 }])
    expect(tallyPositions(covered)).toMatchObject(nothingMissing)
  })

  it('lacks nothing of chosen agreements when no machine requires it', () => {
    const chosen = { entitled: 0, unlimited: false }
    const status = 'covered'
    expect(tallyPositions(positionOf({ ...title, required: 0, status }, chosen))).toMatchObject(nothingMissing)
    expect(positionOf({ ...title, required: 91, status }, chosen)).toMatchObject([{ status: 'no-entitlement' }])
  })
})

describe('a title with a site license', () => {
  it('counts as covered or unused, never as short or surplus', () => {
    expect(tally([0, 9].map((installed) => ({ entitled: 3, unlimited: true, installed })))).toEqual({
      positions: { covered: 1, short: 0, noEntitlement: 0, unused: 1, licensesMissing: 0 },
      largestShortfalls: [],
      largestSurpluses: [],
    })
  })
})
