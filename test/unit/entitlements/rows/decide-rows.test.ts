import { describe, expect, it, test } from 'vitest'
import { type AnsweringPair, decideRows } from '../../../../lib/entitlements/rows/decide-rows.ts'
import type { StatementLayout, StoredEntitlement } from '../../../../lib/entitlements/rows/statement-rows.ts'

const product = (productFamily: string, effectiveQuantity: number) => ({
  productPool: 'Servers',
  productFamily,
  version: '2019',
  type: 'License',
  effectiveQuantity,
  activeSoftwareAssuranceQuantity: 0,
})

/** A pair with an answer that reports one license of each product. */
const pair = (licenseNumber: string, ...products: string[]): AnsweringPair => ({
  agreementNumber: 'A',
  licenseNumber,
  agreementId: 'agreement',
  status: 'valid',
  reportedAt: '2026-01-01T00:00:00.000Z',
  entitlements: products.map((name) => product(name, 1)),
})

/** A row of a license summary, or of a statement of the other layout. @param licenseId absent for the organization */
const row = (productFamily: string, licenseId?: string, day = 1, source: StatementLayout = 'license-summary') => ({
  pk: `ENTITLEMENTS#${source}`,
  sk: `${licenseId ?? ''}#${productFamily}`,
  source,
  ...product(productFamily, 9),
  licenseId,
  at: `2026-01-0${day}T00:00:00.000Z`,
})

const reasons = (pairs: AnsweringPair[], statements: StoredEntitlement[]) =>
  decideRows({ pairs, statements })
    .filter(({ row: { source } }) => source !== 'vlsc')
    .map(({ row: { productFamily, licenseId = '-' }, notCounted = 'counts' }) =>
      [productFamily, licenseId, notCounted].join(' '),
    )

describe('Which rows of license statements count (spec: Entitlements)', () => {
  test.each([
    {
      because: 'no pair has the License ID',
      pairs: [pair('L1', 'SQL Server')],
      rows: [row('Visio', 'L2')],
      expected: ['Visio L2 no-such-pair'],
    },
    {
      because: 'a pair has it, in any case, and reports nothing of the product',
      pairs: [pair('L1', 'SQL Server'), pair('L1')],
      rows: [row('Visio', 'l1')],
      expected: ['Visio l1 counts'],
    },
    {
      because: 'a pair that has it answers for the product itself, in another spelling',
      pairs: [pair('L1'), pair('l1', 'Microsoft SQL  Server®')],
      rows: [row('SQL Server', 'L1')],
      expected: ['SQL Server L1 pair-answers-itself'],
    },
    {
      because: 'it speaks for the organization, and a pair reports the product',
      pairs: [pair('L1', 'Visio')],
      rows: [row('Visio'), row('Project')],
      expected: ['Project - counts', 'Visio - pairs-report-product'],
    },
    {
      because: 'it speaks for the organization, and a row of a License ID counts for the product',
      pairs: [pair('L1')],
      rows: [row('Visio'), row('Visio', 'L1', 1, 'license-statement')],
      expected: ['Visio L1 counts', 'Visio - pairs-report-product'],
    },
    {
      because: 'rows of a License ID that nobody has are in nobody’s way',
      pairs: [],
      rows: [row('Visio'), row('Visio', 'L1')],
      expected: ['Visio L1 no-such-pair', 'Visio - counts'],
    },
    {
      because: 'a newer file of the other layout speaks of the same product and License ID',
      pairs: [pair('L1'), pair('L2')],
      rows: [row('Visio', 'L1'), row('Visio', 'L1', 2, 'license-statement'), row('Visio', 'L2')],
      expected: ['Visio L1 counts', 'Visio L1 newer-file', 'Visio L2 counts'],
    },
    {
      because: 'of files of one time one layout goes first, never both',
      pairs: [],
      rows: [row('Visio'), row('Visio', undefined, 1, 'license-statement')],
      expected: ['Visio - newer-file', 'Visio - counts'],
    },
  ])('$expected, as $because', ({ pairs, rows, expected }) => {
    expect(reasons(pairs, rows)).toEqual(expected)
  })

  it('are listed by product: answers of pairs, then rows of License IDs, then those of the organization', () => {
    const decided = decideRows({
      pairs: [pair('L2', 'Visio', 'Project'), pair('L1', 'Visio')],
      statements: [row('Visio'), row('Visio', 'L3')],
    })
    expect(
      decided.map(({ row: { productFamily, licenseId }, pair }) => [productFamily, pair?.licenseNumber ?? licenseId]),
    ).toEqual([
      ['Project', 'L2'],
      ['Visio', 'L1'],
      ['Visio', 'L2'],
      ['Visio', 'L3'],
      ['Visio', undefined],
    ])
  })

  it('are summed where an answer names one product twice, and keep their ids', () => {
    const twice = { ...pair('L1'), entitlements: [product('Visio', 2), product('Visio', 3), product('Project', 1)] }
    const [project, visio, ...others] = decideRows({ pairs: [twice], statements: [] })
    expect(others).toEqual([])
    expect(visio?.row).toMatchObject({ effectiveQuantity: 5, source: 'vlsc', at: twice.reportedAt })
    expect(project?.id).not.toBe(visio?.id)
    const more = decideRows({ pairs: [{ ...twice, entitlements: [product('Visio', 9)] }, pair('L0')], statements: [] })
    expect(more.map(({ id }) => id)).toEqual([visio?.id])
  })

  it('are decided for 100,000 rows within seconds', () => {
    const pairs = Array.from({ length: 20_000 }, (_, index) =>
      pair(`L${index}`, ...['A', 'B', 'C', 'D'].map((name) => `${name}${index % 500}`)),
    )
    const statements = Array.from({ length: 20_000 }, (_, index) =>
      row(`E${index % 500}`, index % 2 ? `L${index}` : undefined),
    )
    const start = performance.now()
    expect(decideRows({ pairs, statements })).toHaveLength(100_000)
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})
