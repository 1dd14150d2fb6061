import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  numberFault,
  packPair,
  pairFault,
  pairKey,
  pairsFaults,
  unpackPair,
} from '../../../../lib/agreements/records/pair.ts'

const combined = { program: undefined, pairLength: 'combined-16' } as const
const each = { program: undefined, pairLength: 'each-16' } as const
const pair = (agreementNumber: string, licenseNumber: string) => ({ agreementNumber, licenseNumber })

describe('An agreement number pair (spec: Volume agreements)', () => {
  it.each(['01-07001', 'A', 'v.1_2-3', '0'])('may have the number %s', (number) => {
    expect(numberFault(number)).toBeUndefined()
  })

  it.each(['-1', '.1', '_1', 'a b', 'a#b', 'ä', 'a/b', 'a,b', '１'])('may not have the number %j [S/D]', (number) => {
    expect(numberFault(number)).toContain('not an agreement or license number')
  })

  it('needs both of its numbers', () => {
    expect(numberFault('')).toContain('missing')
  })

  it('has at most 16 characters together by default [S]', () => {
    expect(pairFault(pair('12345678', '12345678'), combined)).toBeUndefined()
    expect(pairFault(pair('12345678', '123456789'), combined)?.code).toBe('pair-too-long')
  })

  it('has at most 16 characters in each number where a deployment says so [D]', () => {
    expect(pairFault(pair('1'.repeat(16), '2'.repeat(16)), each)).toBeUndefined()
    expect(pairFault(pair('1', '2'.repeat(17)), each)?.code).toBe('pair-too-long')
  })

  it.each([
    { of: 'Open', numbers: pair('66031521ZZS1305', '49012345'), together: 23 },
    { of: 'MPSA', numbers: pair('4100012345', '1234567890'), together: 20 },
  ])(
    'of $of has $together characters, and is refused by default with the name of the setting',
    ({ numbers, together }) => {
      const message = pairFault(numbers, combined)?.message
      expect(message).toContain(`${together} characters together`)
      expect(message).toContain('PAIR_LENGTH_RULE')
      expect(pairFault(numbers, each)).toBeUndefined()
    },
  )

  it('does not name the setting for a number that no setting allows', () => {
    expect(pairFault(pair('1', '2'.repeat(17)), combined)?.message).not.toContain('PAIR_LENGTH_RULE')
  })

  it('has equal numbers in the program open-value, in any case [S]', () => {
    const rules = { ...combined, program: 'open-value' } as const
    expect(pairFault(pair('V1a', 'v1A'), rules)).toBeUndefined()
    expect(pairFault(pair('V1', 'V2'), rules)?.code).toBe('program-mismatch')
    expect(pairFault(pair('V1', 'V2'), { ...combined, program: 'open' })).toBeUndefined()
  })

  it('is compared without regard to case and shown as typed [D]', () => {
    expect(pairKey(pair('ab', 'Cd'))).toBe(pairKey(pair('AB', 'cD')))
    expect(unpackPair(packPair(pair('ab', 'Cd')))).toEqual(pair('ab', 'Cd'))
  })

  it('never equals another pair that only splits the same characters elsewhere', () => {
    const number = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,6}$/)
    fc.assert(
      fc.property(number, number, number, number, (a, b, c, d) => {
        const same = a.toUpperCase() === c.toUpperCase() && b.toUpperCase() === d.toUpperCase()
        expect(pairKey(pair(a, b)) === pairKey(pair(c, d))).toBe(same)
      }),
    )
  })

  it('in a list is reported by a pointer when it is wrong or repeated', () => {
    const faults = pairsFaults([pair('1', '2'), pair('123456789', '12345678'), pair('1', '2')], combined)
    expect(faults).toMatchObject([
      { pointer: '/pairs/1', code: 'pair-too-long' },
      { pointer: '/pairs/2', code: 'duplicate-pair' },
    ])
  })
})
