import { describe, expect, it } from 'vitest'
import { searchOf } from '../../../console/src/ledger/search.ts'

describe('Of an address, what can be read is read:', () => {
  const read = searchOf('q', 'day', 'since')
  it.each([
    { given: { q: 'acro', day: '2026-11-30', since: '2026-11-01' }, means: 'everything' },
    { given: { q: 12, day: 'yesterday' }, means: 'no day that is none', is: { q: '12' } },
    { given: { day: '2026-13-01', since: '2026-1-1', q: '' }, means: 'no day of no month, and nothing empty', is: {} },
    { given: { day: 20261130, since: true, q: { a: 1 }, other: 'x' }, means: 'no number for a day', is: {} },
  ])('$means', ({ given, is = given }) => {
    expect(read(given)).toEqual(is)
  })
})
