import { expect, it } from 'vitest'
import { statusByNumbers, statusOf } from '../../../../lib/positions/reconcile/count-positions.ts'

const licensed: Parameters<typeof statusByNumbers>[0] = {
  kind: 'licensed',
  lacks: undefined,
  installed: 3,
  entitled: 0,
  unlimited: false,
}

it.each([
  { is: { entitled: 2 }, status: 'short', because: 'one license is missing' },
  { is: {}, status: 'no-entitlement', because: 'there is none' },
  { is: { entitled: 3 }, status: 'covered', because: 'there are enough' },
  { is: { unlimited: true }, status: 'covered', because: 'a site license covers any need' },
  { is: { entitled: 2, unlimited: true }, status: 'covered', because: 'a site license goes before a count' },
  { is: { installed: 0, entitled: 2 }, status: 'unused', because: 'nobody has it' },
  { is: { installed: 0, unlimited: true }, status: 'unused', because: 'a site license is one, too' },
  { is: { installed: 0 }, status: 'absent', because: 'there is neither' },
  { is: { lacks: 'edition', entitled: 3 }, status: 'needs-data', because: 'nobody knows which edition they have' },
  { is: { lacks: 'cores', entitled: 16 }, status: 'needs-data', because: 'nobody knows how many cores they have' },
  {
    is: { lacks: 'edition', installed: 0 },
    status: 'absent',
    because: 'an edition matters only where it is installed',
  },
  {
    is: { lacks: 'edition', installed: 0, entitled: 1 },
    status: 'unused',
    because: 'nobody has it, whatever its edition',
  },
  { is: { kind: 'subscription' }, status: 'not-measured', because: 'its users are licensed' },
  { is: { kind: 'subscription', entitled: 9 }, status: 'not-measured', because: 'users are not compared with devices' },
  { is: { kind: 'free', entitled: 2 }, status: 'free', because: 'it needs none' },
  { is: { kind: 'free', lacks: 'edition' }, status: 'free', because: 'no edition of it needs one' },
  { is: { kind: 'component' }, status: 'component', because: 'another title brings it' },
  { is: { kind: 'unknown' }, status: 'unknown', because: 'nobody has decided what it is' },
  { is: { kind: 'unknown', installed: 0 }, status: 'absent', because: 'nobody has it' },
])('is $status, as $because', ({ is, status }) => {
  expect(statusByNumbers({ ...licensed, ...is })).toBe(status)
})

const met = { ...licensed, entitled: 3, required: 3, open: 0, mayRun: false, needsData: 0, subscribed: 0 }
const rented = { kind: 'subscription', entitled: 0, required: 0 }

it.each([
  { is: {}, status: 'covered', because: 'all that it requires is met' },
  { is: { entitled: 0 }, status: 'covered', because: 'licenses of other products meet it' },
  { is: { open: 1, mayRun: true }, status: 'short', because: 'a license may run it, and there are too few' },
  { is: { open: 1 }, status: 'no-entitlement', because: 'no license may run it' },
  { is: { needsData: 1 }, status: 'needs-data', because: 'nobody knows what one machine needs' },
  { is: { open: 1, needsData: 1 }, status: 'no-entitlement', because: 'what is known to lack comes first' },
  { is: { lacks: 'user' }, status: 'not-measured', because: 'users need it, and no machine shows them' },
  { is: rented, status: 'not-measured', because: 'nobody knows whether users of machines have a plan' },
  { is: { ...rented, subscribed: 2 }, status: 'not-measured', because: 'of one machine nobody knows it' },
  { is: { ...rented, subscribed: 3 }, status: 'covered', because: 'the user of each machine has a plan' },
  { is: { ...rented, required: 1, open: 1 }, status: 'no-entitlement', because: 'the user of one has none' },
  {
    is: { ...rented, subscribed: 2, required: 1 },
    status: 'covered',
    because: 'a license meets what the third requires',
  },
])('follows coverage: it is $status, as $because', ({ is, status }) => {
  expect(statusOf({ ...met, ...is })).toBe(status)
})
