import { expect, test } from 'vitest'
import { coverFamily } from '../../../../lib/positions/families/cover-family.ts'
import { licenseRow, readLicenseRow } from '../../../../lib/positions/families/family-rows.ts'
import type { License } from '../../../../lib/positions/families/read-licenses.ts'
import { everyRight } from '../../../../lib/recognition/rights/rights.ts'

const titles = ['A', 'B', 'C'].map((id) => ({
  ...{ id, publisher: 'Microsoft', title: id, kind: 'licensed' as const },
  product: { family: 'Office', edition: 'Professional Plus', version: '2019' },
}))
const ids = {
  idOf: (number: number) => titles[number]?.id ?? '',
  numberOf: (id: string) => titles.findIndex((title) => title.id === id),
}
const office = { publisher: 'Microsoft', name: 'Office' }

const license: License = {
  ...{ id: 'L', family: { publisher: 'Microsoft', family: 'Office' }, publisher: 'Microsoft', name: 'Office 2019' },
  product: { family: 'Office', edition: 'Professional Plus', version: '2019' },
  ...{ metric: 'device', quantity: 5, assigned: undefined, isCounted: true, notCounted: undefined, isStepUp: false },
  ...{ isVolume: true, softwareAssurance: { until: '2026-12-31' }, restrictions: ['suite'], source: 'vlsc' },
  ...{ productId: 'P', agreementId: 'G', agreementNumber: 'N1', licenseNumber: 'N2', startDate: undefined },
  endDate: '2026-12-31',
  ...{ direct: new Map([[0, 'exact']]), excluded: new Set([2]) },
}

test.each<Partial<License>>([
  {},
  { quantity: Number.POSITIVE_INFINITY, softwareAssurance: undefined },
  { softwareAssurance: { until: undefined }, product: undefined, restrictions: [] },
])('Licenses are read from their rows as they were written: %o', (more) => {
  const written = { ...license, ...more }
  expect(readLicenseRow(licenseRow(written, 0, 0, ids), office, ids)).toEqual(written)
})

test('A license meets the requirement of a title that a manager excludes by none of its rights', async () => {
  const combination = {
    family: 0,
    state: 'required' as const,
    missing: undefined,
    units: 1,
    needless: 0,
    sameMachine: 0,
    subscribed: [],
  }
  const combinations = [1, 2].map((title) => ({ ...combination, id: `C${title}`, titles: [title], machines: 2 }))
  const { rows, complete } = await coverFamily({
    ...{ titles, combinations, licenses: [license], inCores: false, policies: everyRight, day: '2026-06-01' },
  })
  expect(rows).toEqual([
    { licenseId: 'L', combinationId: 'C1', titleId: 'B', rights: ['exact'], quantity: 2, isEndUnknown: false },
  ])
  expect([...complete]).toEqual([
    ['C1', 2],
    ['C2', 0],
  ])
})
