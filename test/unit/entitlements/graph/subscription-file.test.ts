import { describe, expect, test } from 'vitest'
import type { Purchase, SubscribedSku } from '../../../../lib/entitlements/graph/read-plans.ts'
import { subscriptionFile, subscriptionRows } from '../../../../lib/entitlements/graph/subscription-file.ts'
import { readStatement } from '../../../../lib/entitlements/statements/read-statement.ts'

const sku = (skuPartNumber: string, enabled: number, consumedUnits: number, more: object = {}): SubscribedSku => ({
  skuId: skuPartNumber.toLowerCase(),
  skuPartNumber,
  appliesTo: 'User',
  consumedUnits,
  prepaidUnits: { enabled, warning: 0, suspended: 0, lockedOut: 0, ...more },
  servicePlans: [],
})

const purchase = (part: string, totalLicenses: number, day?: string, status = 'Enabled'): Purchase => ({
  skuId: part.toLowerCase(),
  status,
  totalLicenses,
  ...(day !== undefined && { nextLifecycleDateTime: `${day}T00:00:00Z` }),
})

const rows = (skus: SubscribedSku[], purchases: Purchase[] = [], disabled?: Map<string, number>) =>
  subscriptionRows(skus, purchases, disabled).map(({ product, bought, assigned, endDate }) => [
    ...[product, bought, assigned, endDate],
  ])

describe('A plan of Graph', () => {
  test('is a row with the name that people know, and its part number', () => {
    expect(rows([sku('SPE_E3', 25, 14)], [purchase('SPE_E3', 25, '2027-01-05')])).toEqual([
      ['Microsoft 365 E3 (SPE_E3)', 25, 14, '2027-01-05'],
    ])
  })

  test('is called by its part number alone when nobody knows it', () => {
    expect(rows([sku('CONTOSO_SPECIAL', 5, 5)])).toEqual([['CONTOSO_SPECIAL', 5, 5, undefined]])
  })

  test('is a row for each day on which some of its licenses end, the rest without a day', () => {
    const purchases = [purchase('SPE_E3', 10, '2027-06-01'), purchase('SPE_E3', 10, '2027-01-05')]
    expect(rows([sku('SPE_E3', 25, 14)], purchases)).toEqual([
      ['Microsoft 365 E3 (SPE_E3)', 10, 10, '2027-01-05'],
      ['Microsoft 365 E3 (SPE_E3)', 10, 4, '2027-06-01'],
      ['Microsoft 365 E3 (SPE_E3)', 5, 0, undefined],
    ])
  })

  test('has more assigned than bought in its last row', () => {
    const purchases = [purchase('SPE_E3', 10, '2027-01-05'), purchase('SPE_E3', 5, '2027-06-01')]
    expect(rows([sku('SPE_E3', 15, 20)], purchases).map(([, bought, assigned]) => [bought, assigned])).toEqual([
      [10, 10],
      [5, 10],
    ])
  })

  test('is one row with the earliest day when purchases do not add up to what it has', () => {
    const purchases = [purchase('SPE_E3', 30, '2027-06-01'), purchase('SPE_E3', 30, '2027-01-05')]
    expect(rows([sku('SPE_E3', 25, 14)], purchases)).toEqual([['Microsoft 365 E3 (SPE_E3)', 25, 14, '2027-01-05']])
  })

  test('passes over purchases that have ended', () => {
    const purchases = [purchase('SPE_E3', 25, '2027-01-05'), purchase('SPE_E3', 25, '2026-01-05', 'Deleted')]
    expect(rows([sku('SPE_E3', 25, 14)], purchases)).toHaveLength(1)
  })

  test('that is free or not for users is left out', () => {
    expect(rows([sku('FLOW_FREE', 10_000, 3), { ...sku('SHAREPOINTSTORAGE', 5, 0), appliesTo: 'Company' }])).toEqual([])
  })

  test('counts licenses in grace as bought, and suspended ones as expired', () => {
    const skus = [sku('EMS', 8, 9, { warning: 2, suspended: 5, lockedOut: 1 })]
    expect(subscriptionRows(skus, undefined, new Map([['ems', 3]]))).toEqual([
      {
        ...{ product: 'Enterprise Mobility + Security E3 (EMS)', bought: 10, assigned: 9, suspended: 6, inGrace: 2 },
        ...{ ofDisabled: 3, endDate: undefined },
      },
    ])
  })

  test('is read back from the file as the import of such lists reads it', async () => {
    const skus = [sku('EMS', 8, 9, { warning: 2, suspended: 5 }), sku('SPE_E3', 25, 14)]
    const read = async (disabled?: Map<string, number>) => {
      const text = subscriptionFile(subscriptionRows(skus, [purchase('SPE_E3', 25, '2027-01-05')], disabled))
      const { layout, lines, errors } = await readStatement(Buffer.from(text), 'csv')
      expect(errors).toEqual([])
      expect(layout).toBe('subscriptions')
      return lines.map(({ row }) => row)
    }
    expect(await read(new Map([['ems', 3]]))).toMatchObject([
      {
        ...{ productFamily: 'Enterprise Mobility + Security E3 (EMS)', effectiveQuantity: 10, assignedQuantity: 9 },
        ...{ expiredQuantity: 5, graceQuantity: 2, disabledQuantity: 3 },
      },
      { effectiveQuantity: 25, endDate: '2027-01-05', disabledQuantity: 0 },
    ])
    const [unknown] = await read()
    expect(unknown).not.toHaveProperty('disabledQuantity')
  })
})
