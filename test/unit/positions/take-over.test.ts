import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nothingEarlier } from '../../../lib/positions/reconcile/earlier.ts'
import { type Conclusions, reconcile } from '../../../lib/positions/reconcile/reconcile.ts'
import { publish, readEarlier } from '../../../lib/positions/runs/publish.ts'
import type { Manifest } from '../../../lib/positions/snapshot/manifest.ts'
import { writeTable } from '../../../lib/positions/snapshot/stored-snapshot.ts'
import { type TableName, tableNames } from '../../../lib/positions/snapshot/tables.ts'
import { amountOf } from '../../support/amount.ts'
import { memoryFiles } from '../../support/memory-files.ts'
import { factsOf, familyLedgers, plainLedgers, terms, today } from '../../support/plain-ledger.ts'
import type { PlainLedger } from '../../support/position-model.ts'

const bytesOf = ({ tables }: Conclusions, table: TableName): string =>
  Buffer.from(writeTable(table, tables[table].columns())).toString('base64')

const fromNothing = (ledger: PlainLedger, own = terms): Promise<Conclusions> =>
  reconcile(factsOf(ledger), own, nothingEarlier, undefined)

/** Snapshots that follow each other, each taking over what it may from the one before. */
const snapshots = () => {
  const files = memoryFiles(() => new Date())
  let manifest: Manifest | undefined
  let count = 0
  return {
    publish: async (ledger: PlainLedger, own = terms) => {
      const earlier = manifest && (await readEarlier(files, manifest))
      const conclusions = await reconcile(factsOf(ledger), own, earlier ?? nothingEarlier, undefined)
      count += 1
      const about = { id: `S${count}`, ...own, readFrom: '', devicesReadFrom: '', lists: '' }
      manifest = await publish(files, conclusions, about, manifest)
      return manifest
    },
    bytes: (table: TableName) => {
      const { key = '' } = manifest?.tables[table] ?? {}
      return Buffer.from(files.objects.get(key)?.bytes ?? []).toString('base64')
    },
  }
}

const parts = [
  ...(['names', 'devices', 'agreements', 'pairs', 'statements', 'catalog'] as const),
  ...(['licensable', 'merges', 'pins', 'mappings', 'declaredUse'] as const),
]
const ledgers = fc.oneof(plainLedgers, familyLedgers)

/** Places of names of devices, and of their facts. */
const withPlaces = (devices: PlainLedger['devices'], change: (places: number[]) => number[]): PlainLedger['devices'] =>
  devices.map(({ facts, ...device }) => ({
    ...device,
    has: change(device.has),
    ...(facts && { facts: { ...facts, names: change(facts.names ?? []) } }),
  }))

/** A ledger, and edits of it: each brings one or two of its parts as another ledger has them. */
const histories = fc
  .tuple(
    ledgers,
    fc.array(
      fc.tuple(ledgers, fc.uniqueArray(fc.constantFrom(...parts, 'policies' as const), { minLength: 1, maxLength: 2 })),
      {
        maxLength: 4,
      },
    ),
  )
  .map(([first, edits]) => {
    const all = [first]
    for (const [other, some] of edits) {
      const next = { ...(all.at(-1) ?? first), ...Object.fromEntries(some.map((part) => [part, other[part]])) }
      // Devices have places of names: those that are not there any more are left out.
      const isThere = (place: number) => place < next.names.length
      all.push({ ...next, devices: withPlaces(next.devices, (places) => places.filter(isThere)) })
    }
    return all
  })

describe('A snapshot that takes over tables', () => {
  it('is the same, byte for byte, as one that is made from nothing, after any edits', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.boolean(), async (ledgers, grows) => {
        const kept = snapshots()
        for (const [index, ledger] of ledgers.entries()) {
          // Days pass, and settings change: devices become stale, agreements end.
          const own = grows && index % 2 === 1 ? { ...terms, day: '2026-03-02', staleDays: 80 } : terms
          const manifest = await kept.publish(ledger, own)
          const made = await fromNothing(ledger, own)
          for (const table of tableNames) expect([table, kept.bytes(table)]).toEqual([table, bytesOf(made, table)])
          expect(manifest.summary).toEqual(made.summary)
        }
      }),
      { numRuns: amountOf(20, 1_000) },
    )
  })

  it('writes only what an edit changes', async () => {
    const ledger: PlainLedger = {
      ...{ today, staleDays: 90, pairs: [], statements: [], catalog: [], licensable: [], merges: [], pins: [] },
      mappings: [],
      names: [{ publisher: 'Contoso', title: 'Payroll 7', seenAt: '2026-01-01T00:00:00.000Z' }],
      devices: [{ id: 'PC1', has: [0], seen: today }],
      agreements: [],
    }
    const licensed = {
      ...ledger,
      agreements: [
        {
          id: 'A1',
          name: 'A',
          type: 'other' as const,
          product: { publisher: 'Contoso', title: 'Payroll 7', licenseCount: 3 },
        },
      ],
    }
    const kept = snapshots()
    const written = async (next: PlainLedger) => {
      const { id, tables } = await kept.publish(next)
      return Object.keys(tables).filter((table) => tables[table]?.key.includes(`/${id}/`))
    }
    expect(await written(ledger)).toEqual([...tableNames])
    expect(await written(ledger)).toEqual([])
    // The agreement makes a title that nobody knows a licensed one.
    const ofFamilies = ['families', 'combinations', 'machines', 'licenses', 'coverage']
    expect(await written(licensed)).toEqual(['titles', 'agreements', ...ofFamilies])
    expect(await written({ ...licensed, devices: [{ id: 'PC1', has: [0], seen: '2026-02-20' }] })).toEqual(['devices'])
    const nowhere = await written({ ...licensed, devices: [] })
    expect(nowhere).toEqual(['titles', 'installs', 'devices', ...ofFamilies])
  })
})

describe('The same facts', () => {
  const shuffled = <T>(all: readonly T[]) => fc.shuffledSubarray([...all], { minLength: all.length })

  it('give the same bytes in whichever order people and devices have written them', async () => {
    const orders = ledgers.chain((ledger) => {
      const order = shuffled(ledger.names.map((_, index) => index))
      const rest = parts.filter((part) => part !== 'names')
      return fc
        .tuple(order, ...rest.map((part) => shuffled<unknown>(ledger[part] ?? [])))
        .map(([places, ...others]) => {
          const names = places.flatMap((place) => ledger.names[place] ?? [])
          const other: PlainLedger = {
            ...ledger,
            ...Object.fromEntries(rest.map((part, index) => [part, others[index]])),
            names,
          }
          const devices = withPlaces(other.devices, (own) => own.map((place) => places.indexOf(place)).reverse())
          return { ledger, other: { ...other, devices } }
        })
    })
    await fc.assert(
      fc.asyncProperty(orders, async ({ ledger, other }) => {
        const [one, two] = [await fromNothing(ledger), await fromNothing(other)]
        for (const table of tableNames) {
          expect([table, bytesOf(two, table)]).toEqual([table, bytesOf(one, table)])
          expect(two.tables[table].inputs).toBe(one.tables[table].inputs)
        }
        expect(two.summary).toEqual(one.summary)
      }),
      { numRuns: amountOf(20, 1_000) },
    )
  })
})
