import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { readSpool, spoolRows } from '../../../../lib/reporting/reports/spool.ts'
import { tallyPositions } from '../../../../lib/reporting/reports/tally.ts'

const folder = mkdtempSync(`${tmpdir()}/spool-`)
afterAll(() => rmSync(folder, { recursive: true }))

describe('the headline of a report', () => {
  const Position = fc.record({ entitled: fc.nat({ max: 20 }), installed: fc.nat({ max: 20 }) })

  it('counts every title once, and shows the ten largest of each side, titles with some licenses before those with none', () => {
    fc.assert(
      fc.property(fc.array(Position, { maxLength: 60 }), (positions) => {
        const tally = tallyPositions()
        for (const [index, position] of positions.entries())
          tally.add({ titleId: String(index), publisher: 'P', title: 'T', unlimited: false, ...position })
        const { positions: counts, largestShortfalls, largestSurpluses } = tally.end()
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

describe('a title with a site license', () => {
  it('counts as covered or unused, and neither lacks licenses nor has too many', () => {
    const tally = tallyPositions()
    for (const installed of [0, 9])
      tally.add({ titleId: 'T', publisher: 'P', title: 'T', entitled: 3, unlimited: true, installed })
    expect(tally.end()).toEqual({
      positions: { covered: 1, short: 0, noEntitlement: 0, unused: 1, licensesMissing: 0 },
      largestShortfalls: [],
      largestSurpluses: [],
    })
  })
})

describe('spooled rows', () => {
  let spools = 0
  const Row = z.strictObject({ text: z.string() })

  it('come back as they were, whatever is in them', async () => {
    const Text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('a\nb', 'a\u2028b\u2029', '\r\n', '"', 'x'.repeat(70_000)),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ text: Text }), { maxLength: 20 }), async (rows) => {
        const path = `${folder}/${spools++}`
        const each = async function* () {
          yield* rows
        }
        expect(await spoolRows(path, each())).toBe(rows.length)
        const read: unknown[] = []
        for await (const row of readSpool(path, Row)) read.push(row)
        expect(read).toEqual(rows)
      }),
      { numRuns: 50 },
    )
  })

  it('that fail, or find no room, fail', async () => {
    const failing = async function* () {
      yield { text: 'one' }
      throw new Error('No more.')
    }
    await expect(spoolRows(`${folder}/failing`, failing())).rejects.toThrow('No more.')
    await expect(spoolRows(`${folder}/nowhere/rows`, (async function* () {})())).rejects.toThrow('ENOENT')
  })
})
