import { expect, it } from 'vitest'
import { sayDifferences } from '../../../console/src/pages/trail/say-state.ts'
import { day } from '../../../console/src/texts/format.ts'

const groupName = (id: string): string => ({ g1: 'Sales', g2: 'Finance' })[id] ?? id

it('What changed reads in one order, with a group by its name', () => {
  const created = 'Name: Postbox; Group: Sales; Licenses: 4'
  expect(sayDifferences(null, { groupId: 'g1', licenseCount: 4, name: 'Postbox' }, groupName)).toBe(created)
  expect(sayDifferences(null, { licenseCount: 4, name: 'Postbox', groupId: 'g1' }, groupName)).toBe(created)
  expect(sayDifferences({ groupId: 'g1' }, { groupId: 'g2' }, groupName)).toBe('Group: Sales → Finance')
})

it.each([
  [{ type: 'other' }, 'Type: Other'],
  [{ program: 'open-value' }, 'Program: Open Value'],
  [
    { restrictions: ['suite', 'renamed'] },
    'Rights it does not have: Run the parts of a suite and Run the product under its new name',
  ],
  [{ details: 'given' }, 'Details: given'],
  [{ endDate: '2027-03-31' }, `Last day: ${day('2027-03-31')}`],
  [{ layout: 'license-summary', created: 6 }, 'New: 6; Read as: License summary'],
  [{ pairs: [{ agreementNumber: 'A1', licenseNumber: 'L1' }] }, 'Pairs: A1 / L1'],
  [{ someThing: true }, 'Some thing: yes'],
])('%j reads in words', (after, said) => {
  expect(sayDifferences(null, after, groupName)).toBe(said)
})
