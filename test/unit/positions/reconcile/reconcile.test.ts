import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nothingEarlier } from '../../../../lib/positions/reconcile/earlier.ts'
import { reconcile } from '../../../../lib/positions/reconcile/reconcile.ts'
import { idOfName } from '../../../../lib/recognition/titles/title-id.ts'
import { amountOf } from '../../../support/amount.ts'
import { factsOf, plainLedgers, terms, today } from '../../../support/plain-ledger.ts'
import { countByHand, type PlainLedger } from '../../../support/position-model.ts'

const numRuns = amountOf(100, 5_000)

const positionsOf = async (ledger: PlainLedger) => {
  const { tables } = await reconcile(factsOf(ledger), terms, nothingEarlier, undefined)
  const columns = tables.titles.columns()
  const at = (name: string, index: number) => columns[name]?.[index]
  return Object.fromEntries(
    Array.from({ length: columns.id?.length ?? 0 }, (_, index) => [
      at('id', index),
      Object.fromEntries(['kind', 'installed', 'entitled', 'unlimited'].map((name) => [name, at(name, index)])),
    ]),
  )
}

describe('A reconciliation', () => {
  it('counts every position as one would by hand', async () => {
    await fc.assert(
      fc.asyncProperty(plainLedgers, async (ledger) => {
        const byHand = countByHand(ledger).titles.map(({ id, kind, installed, entitled, unlimited }) => [
          id,
          { kind, installed, entitled, unlimited },
        ])
        expect(await positionsOf(ledger)).toEqual(Object.fromEntries(byHand))
      }),
      { numRuns },
    )
  })
})

const nothing: Omit<PlainLedger, 'names' | 'devices'> = {
  today,
  staleDays: 90,
  agreements: [],
  pairs: [],
  statements: [],
  catalog: [],
  licensable: [],
  merges: [],
  pins: [],
  mappings: [],
}
const seenAt = '2026-01-01T00:00:00.000Z'
const at = '2026-02-01T00:00:00.000Z'
const product = { productFamily: 'SQL Server', version: '2019' }
const statement = { ...product, source: 'license-summary' as const, effectiveQuantity: 9, licenseId: undefined, at }

/** Two titles, each installed once. */
const [acrobat, sqlServer] = [
  { publisher: 'Adobe Inc.', title: 'Adobe Acrobat 2020 (64-bit)', seenAt },
  { publisher: 'Microsoft Corporation', title: 'Microsoft SQL Server 2019', seenAt },
]
const installed = {
  names: [acrobat, sqlServer],
  devices: [{ id: 'PC', has: [0, 1], seen: today, linkedTo: undefined }],
}
const one = async (ledger: PlainLedger, name: { publisher: string; title: string }) =>
  (await positionsOf(ledger))[idOfName(name)]

describe('What people said of a title that the rules of a newer release call otherwise', () => {
  const { publisher, title } = acrobat

  it('stays: its licensable, its mapping and its agreements', async () => {
    const ledger: PlainLedger = {
      ...nothing,
      ...installed,
      licensable: [{ publisher, title, licensable: false, at }],
      agreements: [{ id: 'A', name: 'A', type: 'other', product: { publisher, title, licenseCount: 5 } }],
      statements: [statement],
      mappings: [
        { publisher, title, products: [{ ...product, rank: 1, at, by: 'alice' }], at },
        { ...sqlServer, products: [], exclude: [product], at },
      ],
    }
    expect(await one(ledger, acrobat)).toMatchObject({ entitled: 14, kind: 'free' })
    expect(await one(ledger, sqlServer)).toMatchObject({ entitled: 0 })
  })

  it('stays: what it was merged into, and what was merged into it', async () => {
    const away: PlainLedger = { ...nothing, ...installed, merges: [{ publisher, title, into: sqlServer, at }] }
    expect(await positionsOf(away)).toEqual({ [idOfName(sqlServer)]: expect.objectContaining({ installed: 1 }) })
    const here: PlainLedger = { ...nothing, ...installed, merges: [{ ...sqlServer, into: { publisher, title }, at }] }
    expect(Object.keys(await positionsOf(here))).toEqual([idOfName(acrobat)])
  })
})

describe('A title with a mapping that was merged into another one', () => {
  it('brings its products beside those that the rules find for the other one', async () => {
    const mapped = { productFamily: 'Visio Professional', version: '2021' }
    const ledger: PlainLedger = {
      ...nothing,
      ...installed,
      statements: [statement, { ...statement, ...mapped, effectiveQuantity: 3 }],
      mappings: [
        { publisher: 'Adobe', title: 'Adobe Acrobat 2020', products: [{ ...mapped, rank: 1, at, by: 'alice' }], at },
      ],
      merges: [{ publisher: 'Adobe', title: 'Adobe Acrobat 2020', into: { ...sqlServer, publisher: 'Microsoft' }, at }],
    }
    expect(await one(ledger, sqlServer)).toMatchObject({ entitled: 12 })
  })
})

describe('A step-up', () => {
  it('does not count for the title of its product, as it only adds to a license', async () => {
    const office = { publisher: 'Microsoft Corporation', title: 'Microsoft Office Professional Plus 2019', seenAt }
    const entitledBy = async (productFamily: string): Promise<unknown> =>
      (
        await one(
          {
            ...nothing,
            names: [office],
            devices: [{ id: 'PC', has: [0], seen: today, linkedTo: undefined }],
            statements: [{ ...statement, productFamily }],
          },
          office,
        )
      )?.entitled
    expect(await entitledBy('Office Professional Plus')).toBe(9)
    expect(await entitledBy('Office Professional Plus Step-up')).toBe(0)
  })
})
