import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nothingEarlier, reconcile } from '../../../lib/positions/reconcile/reconcile.ts'
import type { Terms } from '../../../lib/positions/terms.ts'
import { factsOf, plainLedgers, today } from '../../support/plain-ledger.ts'
import { countByHand, type PlainLedger } from '../../support/position-model.ts'

/** As many ledgers as the redesign promises are tried with `LEDGERS=2000`. */
const numRuns = Number(process.env.LEDGERS ?? 200)

const terms: Terms = {
  day: today,
  timeZone: 'UTC',
  knowledge: 'test',
  staleDays: 90,
  alertDays: [90, 30, 0],
  alertNoEntitlement: false,
}

const positionsOf = (ledger: PlainLedger) => {
  const { tables } = reconcile(factsOf(ledger), terms, nothingEarlier, undefined)
  const columns = tables.titles.columns()
  const at = (name: string, index: number) => columns[name]?.[index]
  return Object.fromEntries(
    Array.from({ length: columns.id?.length ?? 0 }, (_, index) => [
      at('id', index),
      Object.fromEntries(['installed', 'entitled', 'unlimited', 'status'].map((name) => [name, at(name, index)])),
    ]),
  )
}

describe('A reconciliation', () => {
  it('counts every position as one would by hand', () => {
    fc.assert(
      fc.property(plainLedgers, (ledger) => {
        const byHand = Object.fromEntries(
          Object.entries(countByHand(ledger)).map(([id, { title: _, ...position }]) => [id, position]),
        )
        expect(positionsOf(ledger)).toEqual(byHand)
      }),
      { numRuns },
    )
  })
})
