import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FamilyChange } from '../../../../lib/positions/changes/change.ts'
import { changesBetween } from '../../../../lib/positions/changes/compare-days.ts'
import { nothingEarlier } from '../../../../lib/positions/reconcile/earlier.ts'
import { reconcile } from '../../../../lib/positions/reconcile/reconcile.ts'
import type { Manifest } from '../../../../lib/positions/snapshot/manifest.ts'
import type { Snapshot, SnapshotReader } from '../../../../lib/positions/snapshot/snapshot-reader.ts'
import type { Row, TableName } from '../../../../lib/positions/snapshot/tables.ts'
import { amountOf } from '../../../support/amount.ts'
import { memoryTable } from '../../../support/memory-table.ts'
import { factsOf, plainLedgers, terms, today } from '../../../support/plain-ledger.ts'
import type { PlainLedger } from '../../../support/position-model.ts'

const numRuns = amountOf(30, 3_000)

const snapshotOf = async (ledger: PlainLedger, day: string, knowledge: string): Promise<Snapshot> => {
  const { tables } = await reconcile(factsOf(ledger), { ...terms, day, knowledge }, nothingEarlier, undefined)
  const made = new Map<string, unknown[]>()
  const rowsOf = <T extends TableName>(table: T): Row<T>[] => {
    const columns = Object.entries(tables[table].columns())
    const rows = Array.from({ length: columns[0]?.[1].length ?? 0 }, (_, index) =>
      Object.fromEntries(columns.map(([name, values]) => [name, values[index]])),
    )
    const known = made.get(table) ?? rows
    made.set(table, known)
    return known as Row<T>[]
  }
  return {
    manifest: { id: day, day, knowledge, readFrom: `${day}T12:00:00.000Z` } as Manifest,
    all: async (table) => rowsOf(table),
    some: async ({ table, from, to }) => rowsOf(table).slice(from, to),
  }
}

const shelf = {
  ...{ table: memoryTable().table, now: () => new Date(`${today}T12:00:00Z`), newId: () => '', timeZone: 'UTC' },
  snapshots: {} as SnapshotReader,
}

const later = '2026-03-02'
const changesOf = async (
  before: PlainLedger,
  after: PlainLedger,
  { day = today, knowledge = 'test', areDevicesKept = true } = {},
): Promise<FamilyChange[]> => {
  const [one, other] = [
    await snapshotOf(before, today, 'test'),
    await snapshotOf({ ...after, today: day }, day, knowledge),
  ]
  const changes: FamilyChange[] = []
  for await (const change of changesBetween(shelf, { before: one, after: other, areDevicesKept, pending: false }))
    changes.push(change)
  return changes
}

const balance = (figures: FamilyChange['after']): number => (figures ? figures.surplus - figures.shortfall : 0)
const adds = ({ before, after, causes }: FamilyChange): boolean =>
  causes.reduce((sum, { delta }) => sum + delta, 0) === balance(after) - balance(before)

describe('What changed between two days', () => {
  it.each([true, false])('adds up to the change of each balance, devices kept: %s', async (areDevicesKept) => {
    await fc.assert(
      fc.asyncProperty(plainLedgers, plainLedgers, fc.boolean(), async (before, after, isNew) => {
        const options = { day: later, knowledge: isNew ? 'newer' : 'test', areDevicesKept }
        const changes = await changesOf(before, after, options)
        expect(changes.filter((change) => !adds(change))).toEqual([])
        const sizes = changes.map((one) => Math.abs((one.after?.shortfall ?? 0) - (one.before?.shortfall ?? 0)))
        expect(sizes).toEqual(sizes.toSorted((one, other) => other - one))
      }),
      { numRuns },
    )
  })

  it('is nothing when nothing did', async () => {
    await fc.assert(
      fc.asyncProperty(plainLedgers, async (ledger) => {
        expect(await changesOf(ledger, ledger)).toEqual([])
      }),
      { numRuns },
    )
  })
})
