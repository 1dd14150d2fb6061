import { describe, expect, test } from 'vitest'
import { nothingEarlier } from '../../../../lib/positions/reconcile/earlier.ts'
import { reconcile } from '../../../../lib/positions/reconcile/reconcile.ts'
import { factsOf, terms, today } from '../../../support/plain-ledger.ts'
import type { PlainLedger } from '../../../support/position-model.ts'

const at = '2026-02-01T00:00:00.000Z'
const nothing: PlainLedger = {
  ...{ today, staleDays: 90, names: [], devices: [], agreements: [], pairs: [], statements: [] },
  ...{ catalog: [], licensable: [], merges: [], pins: [], mappings: [] },
}

type Product = readonly [productFamily: string, version: string]
const publisher = 'Microsoft Corporation'

/** Titles of Microsoft, each on one PC, and a pair that has nine licenses of a product. */
const concluded = async (
  titles: readonly string[],
  [productFamily, version]: Product,
  more: Partial<PlainLedger> = {},
) => {
  const conclusions = await reconcile(
    factsOf({
      ...nothing,
      names: titles.map((title, index) => ({ publisher, title, seenAt: `2026-01-0${index + 1}T00:00:00.000Z` })),
      devices: titles.map((_, index) => ({ id: `PC${index}`, has: [index], seen: today })),
      pairs: [
        {
          ...{ agreementNumber: 'A', licenseNumber: 'L', status: 'valid' },
          rows: [{ productFamily, version, effectiveQuantity: 9 }],
        },
      ],
      ...more,
    }),
    terms,
    nothingEarlier,
    undefined,
  )
  const { shares, unmatched, matchReason } = conclusions.tables.products.columns()
  const numbers: { title: number; by: string }[] = JSON.parse(String(shares?.[0]))
  return {
    unmatched: unmatched?.[0],
    reason: matchReason?.[0],
    counts: numbers.map(({ title, by }) => [conclusions.positions[title]?.title, by]),
    titles: conclusions.positions.map(({ title, lacks, status }) => ({ title, lacks, status })),
  }
}

const visio2019 = 'Microsoft Visio Professional 2019'
const visio2021 = 'Microsoft Visio Professional 2021'

test('The reason of a match is that of the name which is likest, whichever was reported first', async () => {
  const { reason } = await concluded(['Microsoft Visio Professionnel 2019', visio2019], ['Visio Professional', '2019'])
  expect(reason).toBe('Same product and version.')
})

describe('The titles that a product counts for', () => {
  test.each<{ titles: string[]; product: Product; counts?: string; unmatched?: string; because: string }>([
    {
      titles: [visio2019, visio2021],
      product: ['Visio Professional', '2019'],
      counts: visio2019,
      because: 'it is the same product',
    },
    {
      titles: [visio2019],
      product: ['Visio Professional', ''],
      unmatched: 'several-titles',
      because: 'any version may be meant',
    },
    {
      titles: [visio2019, visio2021],
      product: ['Visio Professional', 'N/A'],
      unmatched: 'several-titles',
      because: 'either may be meant',
    },
    {
      titles: ['Microsoft Office Professional Plus 2019'],
      product: ['Office Professional Plus Step Up', '2019'],
      unmatched: 'step-up',
      because: 'it only adds to a license',
    },
    {
      titles: ['Microsoft Visio Standard 2019'],
      product: ['Visio Professional', ''],
      unmatched: 'not-installed',
      because: 'it is another edition',
    },
    {
      titles: [visio2021],
      product: ['Visio Professional', '2019'],
      unmatched: 'not-installed',
      because: 'it is another version',
    },
    {
      titles: [],
      product: ['Visio Professional', '2019'],
      unmatched: 'not-installed',
      because: 'nothing is installed',
    },
    {
      titles: ['Microsoft SQL Server 2019 Standard'],
      product: ['SQL Server - User CAL', '2019'],
      unmatched: 'not-measured',
      because: 'installs do not show access',
    },
    { titles: [visio2019], product: ['Strange Suite', '2019'], because: 'nobody knows what it is' },
  ])('of $titles by $product: $because', async ({ titles, product, counts, unmatched }) => {
    const found = await concluded(titles, product)
    expect(found.counts).toEqual(counts === undefined ? [] : [[counts, 'rule']])
    expect(found.unmatched).toBe(unmatched)
  })

  const mapped = { productFamily: 'Visio Professional', version: '2019', rank: 1, at, by: 'alice' }
  const excluded = { productFamily: 'Visio Professional', version: '2019' }
  const ofTitle = (title: string, more: object) => ({ publisher: 'Microsoft', title, at, products: [], ...more })
  test.each<{ mappings: PlainLedger['mappings']; counts: string[][]; because: string }>([
    {
      mappings: [ofTitle(visio2021, { products: [mapped] })],
      counts: [
        [visio2019, 'rule'],
        [visio2021, 'manager'],
      ],
      because: 'a mapping adds to the rules',
    },
    { mappings: [ofTitle(visio2019, { exclude: [excluded] })], counts: [], because: 'it is excluded' },
    {
      mappings: [ofTitle(visio2021, { exclude: [excluded] })],
      counts: [[visio2019, 'rule']],
      because: 'it is excluded for another title',
    },
    {
      mappings: [ofTitle(visio2019, { exclude: [excluded] }), ofTitle(visio2021, { products: [mapped] })],
      counts: [[visio2021, 'manager']],
      because: 'the rules may not, and a manager may',
    },
    {
      mappings: [ofTitle(visio2019, { products: [mapped] })],
      counts: [[visio2019, 'rule']],
      because: 'the rules found it already',
    },
  ])('with mappings are $counts: $because', async ({ mappings, counts }) => {
    const found = await concluded([visio2019, visio2021], ['Visio Professional', '2019'], { mappings })
    expect(found.counts).toEqual(counts)
  })
})

describe('What is lacking to judge a title', () => {
  const sqlServer = 'Microsoft SQL Server 2019'
  const standard = 'Microsoft SQL Server 2019 Standard'
  test.each<{ titles: string[]; product: Product; lacks: string | undefined; status: string; because: string }>([
    {
      titles: [sqlServer],
      product: ['Strange Suite', ''],
      lacks: 'edition',
      status: 'needs-data',
      because: 'its name does not tell the edition',
    },
    {
      titles: [standard],
      product: ['SQL Server - Standard Core', '2019'],
      lacks: 'cores',
      status: 'needs-data',
      because: 'it is licensed by core',
    },
    {
      titles: [standard],
      product: ['SQL Server - Standard', '2019'],
      lacks: 'cores',
      status: 'needs-data',
      because: 'its servers need cores, whatever licenses there are',
    },
    {
      titles: [standard],
      product: ['Strange Suite', ''],
      lacks: 'cores',
      status: 'needs-data',
      because: 'its servers need cores, without licenses too',
    },
  ])('$titles with $product lacks $lacks: $because', async ({ titles, product, lacks, status }) => {
    expect((await concluded(titles, product)).titles).toMatchObject([{ lacks, status }])
  })
})
