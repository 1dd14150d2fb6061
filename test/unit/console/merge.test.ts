import { describe, expect, test } from 'vitest'
import { changedFields, differences } from '../../../console/src/ledger/merge.ts'

const was = { name: 'Office', licenses: 10, restrictions: ['suite'] }

describe('what was typed', () => {
  test('is the fields that differ from what the form showed at first', () => {
    expect(changedFields(was, { ...was, licenses: 12 })).toEqual({ licenses: 12 })
    expect(changedFields(was, { ...was, restrictions: ['suite'] })).toEqual({})
  })
})

describe('where somebody else was faster', () => {
  test.each([
    { mine: { name: 'Mine' }, now: {}, by: 'me', because: 'only the person at the form changed it' },
    { mine: {}, now: { name: 'Theirs' }, by: 'them', because: 'only somebody else did' },
    { mine: { name: 'Mine' }, now: { name: 'Theirs' }, by: 'both', because: 'both did, differently' },
  ])('a field is a difference by $by, as $because', ({ mine, now, by }) => {
    expect(differences(was, { ...was, ...mine }, { ...was, ...now })).toEqual([{ field: 'name', by }])
  })

  test('nothing differs where both said the same', () => {
    const same = { ...was, name: 'Same', restrictions: [] }
    expect(differences(was, same, { ...same })).toEqual([])
  })
})
