import { expect, it } from 'vitest'
import { stateChanges } from '../../../console/src/ledger/state-changes.ts'

it('An entry of the trail changed the fields whose values differ, those that were taken away too', () => {
  const before = { name: 'Office', endDate: '2030-01-01', licenseCount: 5 }
  expect(stateChanges(before, { name: 'Office', endDate: null, licenseCount: 6 })).toEqual([
    { field: 'endDate', before: '2030-01-01', after: null },
    { field: 'licenseCount', before: 5, after: 6 },
  ])
})

it('What was created has its first values as changes, and nothing for what it lacks', () => {
  expect(stateChanges(null, { name: 'Office', restrictions: [], endDate: null })).toEqual([
    { field: 'name', before: undefined, after: 'Office' },
  ])
})
