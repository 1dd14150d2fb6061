import { describe, expect, it } from 'vitest'
import { nothingEarlier } from '../../../../lib/positions/reconcile/earlier.ts'
import { reconcile } from '../../../../lib/positions/reconcile/reconcile.ts'
import { idOfName } from '../../../../lib/recognition/titles/title-id.ts'
import { factsOf, terms, today } from '../../../support/plain-ledger.ts'
import type { PlainLedger } from '../../../support/position-model.ts'

const nothing: PlainLedger = {
  ...{ today, staleDays: 90, names: [], devices: [], agreements: [], pairs: [], statements: [] },
  ...{ catalog: [], licensable: [], merges: [], pins: [], mappings: [] },
}

type Name = readonly [publisher: string, title: string]

/** Names in the order in which they were first reported, each on one PC of its own. */
const reported = (...names: readonly Name[]): Pick<PlainLedger, 'names' | 'devices'> => ({
  names: names.map(([publisher, title], index) => ({
    publisher,
    title,
    seenAt: `2026-01-0${index + 1}T00:00:00.000Z`,
  })),
  devices: names.map((_, index) => ({ id: `PC${index}`, has: [index], seen: today })),
})

const titlesOf = async (ledger: Partial<PlainLedger>) => {
  const { tables } = await reconcile(factsOf({ ...nothing, ...ledger }), terms, nothingEarlier, undefined)
  const columns = tables.titles.columns()
  return Array.from({ length: columns.id?.length ?? 0 }, (_, index) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[index]])),
  )
}

const visio = { publisher: 'Microsoft', title: 'Microsoft Visio Professional 2016' }
const french = { publisher: 'Microsoft', title: 'Microsoft Visio Professionnel 2016' }
const names: readonly Name[] = [
  ['Microsoft Corporation', 'Microsoft Visio Professional 2016'],
  ['Microsoft', 'Microsoft Visio Professionnel 2016'],
]
const [first, second] = names.map(([publisher, title]) => ({ publisher, title }))
const at = (day: number): string => `2026-02-${String(day).padStart(2, '0')}T00:00:00.000Z`

describe('Names that recognition reads as one product', () => {
  it('are one title in any language, with and without the brand and the publisher', async () => {
    const spelled: readonly Name[] = [
      ...names,
      ['', 'Microsoft Visio Professional 2016'],
      ['Microsoft Corporation', 'Visio Professional 2016 (64-bit)'],
      ['Microsoft Corporation', 'Microsoft Office Visio Professional 2016'],
    ]
    expect(await titlesOf(reported(...spelled))).toMatchObject([{ ...visio, installed: 5, nameCount: 5 }])
  })

  it('are called as the earliest of them, and their publisher as it calls itself', async () => {
    const [title] = await titlesOf(reported(...names.toReversed()))
    expect(title).toMatchObject({ ...french, id: second && idOfName(second), nameCount: 2 })
    const adobe = await titlesOf(reported(['Adobe Systems Incorporated', 'Adobe Photoshop Elements 15']))
    expect(adobe).toMatchObject([{ publisher: 'Adobe', knownAs: expect.stringContaining('Adobe Systems') }])
  })

  it('are another title for another edition or another year', async () => {
    const others: readonly Name[] = [
      ['Microsoft Corporation', 'Microsoft Visio Standard 2016'],
      ['Microsoft Corporation', 'Microsoft Visio Professional 2019'],
    ]
    expect(await titlesOf(reported(...names, ...others))).toHaveLength(3)
  })

  it('are titles of their own where majors are sold apart, also if the rules of names give them one name', async () => {
    const winZips: readonly Name[] = [25, 26, 26].map((major, index) => [
      'Corel Corporation',
      `WinZip ${major}.${index}`,
    ])
    expect(await titlesOf(reported(...winZips))).toMatchObject([
      { title: 'WinZip', productVersion: '25', installed: 1 },
      { title: 'WinZip 26', productVersion: '26', installed: 2 },
    ])
  })

  it('share the licenses of one: a PC with the French name does not take those of others', async () => {
    const own = reported(...names)
    const statement = {
      productFamily: 'Visio Professional',
      version: '2016',
      effectiveQuantity: 20,
      licenseId: undefined,
    }
    const ledger = {
      names: own.names,
      devices: Array.from({ length: 21 }, (_, index) => ({
        id: `PC${index}`,
        has: [index === 0 ? 1 : 0],
        seen: today,
      })),
      statements: [{ ...statement, source: 'license-summary' as const, at: at(1) }],
    }
    expect(await titlesOf(ledger)).toMatchObject([{ installed: 21, entitled: 20, status: 'short' }])
  })

  it('meet what was added to the catalog in other words', async () => {
    const added = { publisher: 'Microsoft', title: 'Visio Professional 2016', licensable: true, at: at(1) }
    const agreement = {
      id: 'A',
      name: 'A',
      type: 'other' as const,
      product: { publisher: 'Microsoft', title: added.title, licenseCount: 7 },
    }
    const ledger = { ...reported(...names), catalog: [added], agreements: [agreement] }
    expect(await titlesOf(ledger)).toMatchObject([{ ...visio, installed: 2, entitled: 7, nameCount: 3 }])
  })
})

describe('What a manager decided of a title', () => {
  it('counts under any of its names, the newest first', async () => {
    const said = (one: typeof visio, licensable: boolean, day: number) => ({ ...one, licensable, at: at(day) })
    const under = (...licensable: PlainLedger['licensable']) => titlesOf({ ...reported(...names), licensable })
    expect(await under(said(french, false, 1))).toMatchObject([{ kind: 'free', licensableBy: 'manager', version: 2 }])
    expect(await under(said(french, false, 2), said(visio, true, 1))).toMatchObject([{ kind: 'free', status: 'free' }])
    expect(await under(said(french, false, 1), said(visio, true, 2))).toMatchObject([{ kind: 'licensed' }])
  })

  it('is one mapping, the newest, though others were made under other names', async () => {
    const product = { productFamily: 'Bundle', version: '1' }
    const mapping = (one: typeof visio, day: number, products: (typeof product)[]) => ({
      ...one,
      products: products.map((each) => ({ ...each, rank: 1, at: at(day), by: 'alice' })),
      at: at(day),
    })
    const statement = { ...product, effectiveQuantity: 5, licenseId: undefined, at: at(1) }
    const entitled = async (...mappings: PlainLedger['mappings']) => {
      const statements = [{ ...statement, source: 'license-summary' as const }]
      return (await titlesOf({ ...reported(...names), statements, mappings })).map((title) => title.entitled)
    }
    expect(await entitled(mapping(french, 1, [product]))).toEqual([5])
    expect(await entitled(mapping(french, 1, [product]), mapping(visio, 2, []))).toEqual([0])
    expect(await entitled(mapping(french, 2, [product]), mapping(visio, 1, []))).toEqual([5])
  })

  it('merges the whole title, by whichever of its names', async () => {
    const paint: Name = ['Contoso', 'Paint 3']
    const into = { publisher: 'Contoso', title: 'Paint 3' }
    const merges = [{ ...french, into, at: at(1) }]
    expect(await titlesOf({ ...reported(...names, paint), merges })).toMatchObject([
      { ...into, installed: 3, nameCount: 3 },
    ])
    const back = [{ ...into, into: french, at: at(1) }]
    expect(await titlesOf({ ...reported(...names, paint), merges: back })).toMatchObject([{ ...visio, installed: 3 }])
  })
})

describe('A name that a manager took out of a recognized title', () => {
  const pins = second ? [{ name: second, belongsTo: french }] : []

  it('is a title of its own, of which decisions do not count for the other one', async () => {
    const licensable = [{ ...french, licensable: false, at: at(1) }]
    expect(await titlesOf({ ...reported(...names), pins, licensable })).toMatchObject([
      { ...visio, installed: 1, licensableBy: 'rule', version: 1, knownAs: undefined },
      { ...french, installed: 1, kind: 'free', version: 2 },
    ])
  })

  it('is back when the title is merged, or the name is put back', async () => {
    const merges = [{ ...french, into: visio, at: at(2) }]
    expect(await titlesOf({ ...reported(...names), pins, merges })).toMatchObject([{ ...visio, installed: 2 }])
    const back = second ? [{ name: second, belongsTo: visio }] : []
    expect(await titlesOf({ ...reported(...names), pins: back })).toMatchObject([{ ...visio, installed: 2 }])
    const licensable = [{ ...french, licensable: false, at: at(1) }]
    expect(await titlesOf({ ...reported(...names), pins: back, licensable })).toMatchObject([
      { kind: 'free', version: 2 },
    ])
  })

  it('leaves the title its name, though it was the earliest', async () => {
    const moved = first ? [{ name: first, belongsTo: { publisher: 'Microsoft', title: 'Old Visio' } }] : []
    expect(await titlesOf({ ...reported(...names), pins: moved })).toMatchObject([
      { ...visio, id: second && idOfName(second), installed: 1 },
      { publisher: 'Microsoft', title: 'Old Visio', installed: 1 },
    ])
  })
})

describe('A title that no data knows', () => {
  it('is licensed once an agreement or a product names it, and free or licensed as a manager says', async () => {
    const payroll: Name = ['Contoso', 'Payroll 7']
    const own = { publisher: 'Contoso', title: 'Payroll 7' }
    const kindOf = async (ledger: Partial<PlainLedger>) => {
      const titles = await titlesOf({ ...reported(payroll), ...ledger })
      return titles.map(({ kind, kindByRule, status }) => [kind, kindByRule, status])
    }
    expect(await kindOf({})).toEqual([['unknown', 'unknown', 'unknown']])
    const agreement = { id: 'A', name: 'A', type: 'other' as const, product: { ...own, licenseCount: 1 } }
    expect(await kindOf({ agreements: [agreement] })).toEqual([['licensed', 'unknown', 'covered']])
    const ended = { ...agreement, endDate: '2026-01-01' }
    expect(await kindOf({ agreements: [ended] })).toEqual([['licensed', 'unknown', 'no-entitlement']])
    const licensable = (needs: boolean) => [{ ...own, licensable: needs, at: at(1) }]
    expect(await kindOf({ licensable: licensable(true) })).toEqual([['licensed', 'unknown', 'no-entitlement']])
    expect(await kindOf({ licensable: licensable(false) })).toEqual([['free', 'unknown', 'free']])
    expect(await kindOf({ licensable: licensable(false), agreements: [agreement] })).toEqual([
      ['free', 'unknown', 'free'],
    ])
  })
})

describe('A product of a license', () => {
  const statement = { productFamily: 'Visio Professional', version: '2016', effectiveQuantity: 9, licenseId: undefined }
  const statements = [{ ...statement, source: 'license-summary' as const, at: at(1) }]
  const product = { productFamily: 'Visio Professional', version: '2016' }
  const payroll = { publisher: 'Contoso', title: 'Payroll 7' }
  const mapped = { ...payroll, products: [{ ...product, rank: 1, at: at(1), by: 'alice' }], at: at(1) }
  const ledger = { ...reported(...names, ['Contoso', 'Payroll 7']), statements }
  const entitled = async (mappings: PlainLedger['mappings']) => {
    const titles = await titlesOf({ ...ledger, mappings })
    return Object.fromEntries(titles.map(({ title, entitled: count }) => [String(title), count]))
  }

  it('is for the title that the rules find first, then for those to which it is mapped', async () => {
    expect(await entitled([])).toEqual({ 'Payroll 7': 0, [visio.title]: 9 })
    expect(await entitled([mapped])).toEqual({ 'Payroll 7': 1, [visio.title]: 8 })
  })

  it('is not for a title that a manager excluded, by whichever of its names', async () => {
    const exclude = { ...french, products: [], exclude: [product], at: at(2) }
    expect(await entitled([exclude])).toEqual({ 'Payroll 7': 0, [visio.title]: 0 })
    expect(await entitled([exclude, mapped])).toEqual({ 'Payroll 7': 9, [visio.title]: 0 })
  })
})
