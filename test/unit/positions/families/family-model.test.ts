import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nothingEarlier } from '../../../../lib/positions/reconcile/earlier.ts'
import { type Conclusions, reconcile } from '../../../../lib/positions/reconcile/reconcile.ts'
import { amountOf } from '../../../support/amount.ts'
import { costOf, familiesByHand } from '../../../support/family-model.ts'
import { factsOf, familyLedgers, plainLedgers, terms } from '../../../support/plain-ledger.ts'
import type { PlainLedger } from '../../../support/position-model.ts'

const ledgers = fc.oneof({ weight: 5, arbitrary: familyLedgers }, plainLedgers)

const concluded = (ledger: PlainLedger): Promise<Conclusions> =>
  reconcile(factsOf(ledger), terms, nothingEarlier, undefined)

/** A table as its rows. */
const rowsOf = ({ tables }: Conclusions, table: 'titles' | 'coverage' | 'combinations' | 'licenses') => {
  const columns = Object.entries(tables[table].columns())
  const [[, first] = ['', []]] = columns
  return Array.from({ length: first.length }, (_, index) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[index]])),
  )
}

const sumOf = (rows: readonly Record<string, unknown>[], of: (row: Record<string, unknown>) => unknown): number =>
  rows.reduce((sum, row) => sum + Number(of(row) ?? 0), 0)

describe('Positions of families', () => {
  it('are as one would count them by hand, at the lowest cost', async () => {
    await fc.assert(
      fc.asyncProperty(ledgers, async (ledger) => {
        const byHand = familiesByHand(ledger).families.filter(({ isListed }) => isListed)
        const found = await concluded(ledger)
        const statusOf = new Map(rowsOf(found, 'titles').map(({ id, status }) => [id, status]))
        const coverage = rowsOf(found, 'coverage')
        expect(found.families.map(({ id }) => id).sort()).toEqual(byHand.map(({ id }) => id).sort())
        for (const { id, counts, isTooLarge, outcomes, ofFamily, licenses } of byHand) {
          const number = found.families.findIndex((family) => family.id === id)
          const family = found.families[number]
          expect(family).toMatchObject(counts)
          if (isTooLarge) continue
          const cost = sumOf(
            coverage.filter((row) => row.family === number),
            ({ license, title, quantity }) => {
              const [one, other] = [licenses.get(String(license)), ofFamily.find((each) => each.id === title)]
              return one && other && Number(quantity) * (costOf(one, other, ledger) ?? Number.NaN)
            },
          )
          const { owned, required, covered, shortfall, surplus, status } = family ?? {}
          const titles = ofFamily.map((title) => [title.id, statusOf.get(title.id)])
          expect(outcomes).toContainEqual({ owned, required, covered, shortfall, surplus, cost, status, titles })
        }
      }),
      { numRuns: amountOf(50, 2_000) },
    )
  })

  it('add up', async () => {
    await fc.assert(
      fc.asyncProperty(ledgers, async (ledger) => {
        const found = await concluded(ledger)
        const [coverage, combinations, licenses] = (['coverage', 'combinations', 'licenses'] as const).map((table) =>
          rowsOf(found, table),
        )
        for (const [number, family] of found.families.entries()) {
          const { firstCoverage, coverageCount, firstCombination, combinationCount, firstLicense, licenseCount } =
            family
          const rows = coverage?.slice(firstCoverage, firstCoverage + coverageCount) ?? []
          const own = combinations?.slice(firstCombination, firstCombination + combinationCount) ?? []
          const owned = licenses?.slice(firstLicense, firstLicense + licenseCount) ?? []
          expect([...rows, ...own, ...owned].every((row) => row.family === number)).toBe(true)
          expect(family.required).toBe(family.covered + family.shortfall)
          expect(family.installs).toBe(
            family.freeOrComponent +
              family.sameMachine +
              family.coveredBySubscription +
              family.exempt +
              family.needsData +
              family.requiredInstalls,
          )
          for (const { machines, complete } of own) expect(Number(complete)).toBeLessThanOrEqual(Number(machines))
          for (const { quantity, used } of owned) expect(Number(used)).toBeLessThanOrEqual(Number(quantity ?? Infinity))
          if (family.metric === 'user' || family.metric === 'access') continue
          expect(sumOf(rows, ({ quantity }) => quantity)).toBe(family.covered)
          const counted = owned.filter(
            ({ metric, quantity }) =>
              quantity !== undefined && (family.inCores ? metric === 'core' : metric !== 'user' && metric !== 'access'),
          )
          expect(sumOf(counted, ({ quantity }) => quantity)).toBe(family.owned)
          expect(sumOf(counted, ({ used }) => used)).toBe(family.owned - family.surplus)
          for (const { id, titles, machines, units } of own) {
            const most = Number(machines) * Number(units)
            for (const title of JSON.parse(String(titles)))
              expect(
                sumOf(
                  rows.filter((row) => row.combination === id && row.title === title),
                  ({ quantity }) => quantity,
                ),
              ).toBeLessThanOrEqual(most)
          }
        }
      }),
      { numRuns: amountOf(50, 1_000) },
    )
  })
})
