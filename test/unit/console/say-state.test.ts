import { expect, it } from 'vitest'
import { sayDifferences } from '../../../console/src/pages/trail/say-state.ts'

const groupName = (id: string): string => ({ g1: 'Sales', g2: 'Finance' })[id] ?? id

it('What changed reads in one order, with a group by its name', () => {
  const created = 'Name: Postbox; Group: Sales; License count: 4'
  expect(sayDifferences(null, { groupId: 'g1', licenseCount: 4, name: 'Postbox' }, groupName)).toBe(created)
  expect(sayDifferences(null, { licenseCount: 4, name: 'Postbox', groupId: 'g1' }, groupName)).toBe(created)
  expect(sayDifferences({ groupId: 'g1' }, { groupId: 'g2' }, groupName)).toBe('Group: Sales → Finance')
})
