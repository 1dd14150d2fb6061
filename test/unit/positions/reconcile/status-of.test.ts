import { expect, it } from 'vitest'
import { statusOf } from '../../../../lib/positions/reconcile/count-positions.ts'

it.each([
  { installed: 3, entitled: 2, unlimited: false, licensable: true, status: 'short', because: 'one license is missing' },
  { installed: 3, entitled: 0, unlimited: false, licensable: true, status: 'no-entitlement', because: 'there is none' },
  { installed: 3, entitled: 3, unlimited: false, licensable: true, status: 'covered', because: 'there are enough' },
  {
    installed: 3,
    entitled: 0,
    unlimited: true,
    licensable: true,
    status: 'covered',
    because: 'a site license covers any need',
  },
  {
    installed: 3,
    entitled: 2,
    unlimited: true,
    licensable: true,
    status: 'covered',
    because: 'a site license goes before a count',
  },
  { installed: 0, entitled: 2, unlimited: false, licensable: true, status: 'unused', because: 'nobody has it' },
  {
    installed: 0,
    entitled: 0,
    unlimited: true,
    licensable: true,
    status: 'unused',
    because: 'a site license is one, too',
  },
  { installed: 0, entitled: 0, unlimited: false, licensable: true, status: 'absent', because: 'there is neither' },
  {
    installed: 3,
    entitled: 0,
    unlimited: false,
    licensable: false,
    status: 'not-licensable',
    because: 'it needs none',
  },
])('is $status, as $because', ({ status, because: _, ...title }) => {
  expect(statusOf(title)).toBe(status)
})
