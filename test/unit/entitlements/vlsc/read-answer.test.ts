import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AgreementNumberPair, pairKey } from '../../../../lib/agreements/records/pair.ts'
import { isPairFault, VlscFailure } from '../../../../lib/entitlements/vlsc/contract.ts'
import { connectVlsc } from '../../../../lib/entitlements/vlsc/http-vlsc.ts'
import { isOversized, readAnswer } from '../../../../lib/entitlements/vlsc/read-answer.ts'
import { licensesOf } from '../../../support/entitlements.ts'
import { failureOf, startServer } from '../../../support/vlsc.ts'

const pair = (agreementNumber: string, licenseNumber = '1'): AgreementNumberPair => ({ agreementNumber, licenseNumber })
const entitlement = {
  productPool: 'Applications',
  productFamily: 'Office Standard',
  version: '2019',
  type: 'License',
  effectiveQuantity: 12,
  activeSoftwareAssuranceQuantity: 0,
}
const valid = (numbers: AgreementNumberPair, more: object = {}) => ({
  ...numbers,
  status: 'valid',
  entitlements: [entitlement],
  ...more,
})

/** What comes of one pair. */
const read = (...results: unknown[]) => readAnswer({ results }, [pair('A')]).get('A#1')
const faultCode = (...results: unknown[]) => {
  const answer = read(...results)
  return answer && isPairFault(answer) ? answer.fault.code : undefined
}

describe('An answer', () => {
  it('gives each pair what was said about it, as it was sent', () => {
    const sent = {
      program: ' Open Licence™ ',
      organization: 'Südwind 株式会社',
      startDate: '2024-02-29',
      endDate: '2026-02-28',
    }
    const results = [{ ...pair('B'), status: 'not-found' }, valid(pair('A'), sent)]
    expect(readAnswer({ results }, [pair('A'), pair('B')])).toEqual(
      new Map<string, unknown>([
        ['A#1', { status: 'valid', ...sent, entitlements: [entitlement] }],
        ['B#1', { status: 'not-found', entitlements: [] }],
      ]),
    )
  })

  it('compares numbers without regard to case', () => {
    expect(readAnswer({ results: [valid(pair('aB', 'cD'))] }, [pair('Ab', 'Cd')]).get('AB#CD')).toMatchObject({
      status: 'valid',
    })
  })

  it('may have unknown fields, and null for what is absent', () => {
    const product = { ...entitlement, colour: 'blue' }
    const absent = { program: null, organization: null, startDate: null, endDate: null, price: 12, __proto__: null }
    expect(read(valid(pair('A'), { ...absent, entitlements: [product] }))).toEqual({
      status: 'valid',
      entitlements: [entitlement],
    })
    expect(read({ ...pair('A'), status: 'not-found', entitlements: null })).toEqual({
      status: 'not-found',
      entitlements: [],
    })
  })

  it('may say the same twice, in any order of fields', () => {
    const { status, ...rest } = valid(pair('A'))
    expect(read(valid(pair('A')), { ...rest, ...pair('a'), status, program: null })).toMatchObject({ status: 'valid' })
  })

  it.each([
    ['another status', { status: 'expired' }],
    ['another quantity', { entitlements: [{ ...entitlement, effectiveQuantity: 13 }] }],
    ['another organization', { organization: 'Contoso' }],
  ])('is contradictory when it says the same pair twice with %s', (_, other) => {
    expect(faultCode(valid(pair('A')), valid(pair('A'), other))).toBe('contradictory')
    expect(faultCode(valid(pair('A'), other), valid(pair('a')))).toBe('contradictory')
  })

  it('is not believed when one of two results for a pair is wrong', () => {
    const wrong = valid(pair('A'), { status: 'suspended' })
    expect(faultCode(valid(pair('A')), wrong)).toBe('invalid-answer')
    expect(faultCode(wrong, valid(pair('A')))).toBe('invalid-answer')
  })

  it('may leave out pairs, and may have results for pairs nobody asked about', () => {
    const results = [valid(pair('A')), valid(pair('C')), { status: 'valid' }, null, 7, [], 'A#1', valid(pair('ſ'))]
    expect(readAnswer({ results }, [pair('A'), pair('B'), pair('S')])).toEqual(
      new Map<string, unknown>([
        ['A#1', { status: 'valid', entitlements: [entitlement] }],
        ['B#1', { fault: { code: 'left-out', message: expect.any(String) } }],
        ['S#1', { fault: { code: 'left-out', message: expect.any(String) } }],
      ]),
    )
  })

  it('may have numbers that are names of prototype members', () => {
    const results = JSON.parse('[{"__proto__": {"agreementNumber": "A", "licenseNumber": "1", "status": "not-found"}}]')
    expect(readAnswer({ results }, [pair('A'), pair('constructor', 'toString')])).toEqual(
      new Map<string, unknown>([
        ['A#1', { fault: expect.objectContaining({ code: 'left-out' }) }],
        ['CONSTRUCTOR#TOSTRING', { fault: expect.objectContaining({ code: 'left-out' }) }],
      ]),
    )
    expect(
      faultCode(JSON.parse('{"agreementNumber":"A","licenseNumber":"1","__proto__":{"status":"not-found"}}')),
    ).toBe('invalid-answer')
  })

  it.each([undefined, null, 7, 'results', [], {}, { results: null }, { results: {} }, { pairs: [] }])(
    'has the wrong shape when it is %j',
    (body) => {
      expect(() => readAnswer(body, [pair('A')])).toThrow(expect.objectContaining({ code: 'wrong-shape' }))
    },
  )

  it('has the wrong shape when it has far too many results', () => {
    expect(() => readAnswer({ results: Array.from({ length: 10_001 }, () => 1) }, [])).toThrow(VlscFailure)
  })
})

describe('A result', () => {
  const inEntitlement = (fields: object) => ({ entitlements: [entitlement, { ...entitlement, ...fields }] })

  it.each<[string, object]>([
    ['status', { status: 'suspended' }],
    ['status', { status: undefined }],
    ['program', { program: 7 }],
    ['program', { program: 'a'.repeat(257) }],
    ['organization', { organization: ['Contoso'] }],
    ['organization', { organization: 'half of a pair: \ud83d' }],
    ['startDate', { startDate: '2025-02-29' }],
    ['startDate', { startDate: '2025-2-1' }],
    ['startDate', { startDate: '' }],
    ['endDate', { endDate: '2025-01-01T00:00:00Z' }],
    ['entitlements', { entitlements: undefined }],
    ['entitlements', { entitlements: null }],
    ['entitlements', { entitlements: {} }],
    ['entitlements', { status: 'expired', entitlements: undefined }],
    ['entitlements', { status: 'not-found' }],
    ['entitlements', { entitlements: Array.from({ length: 1_001 }, () => entitlement) }],
    [
      'entitlements',
      { entitlements: Array.from({ length: 1_000 }, () => ({ ...entitlement, type: 'é'.repeat(100) })) },
    ],
    ['entitlements[1]', { entitlements: [entitlement, null] }],
    ['entitlements[1].productPool', inEntitlement({ productPool: null })],
    ['entitlements[1].productFamily', inEntitlement({ productFamily: '😀'.repeat(257) })],
    ['entitlements[1].version', inEntitlement({ version: 2019 })],
    ['entitlements[1].type', inEntitlement({ type: undefined })],
    ['entitlements[1].effectiveQuantity', inEntitlement({ effectiveQuantity: '12' })],
    ['entitlements[1].effectiveQuantity', inEntitlement({ effectiveQuantity: 1.5 })],
    ['entitlements[1].effectiveQuantity', inEntitlement({ effectiveQuantity: -1 })],
    ['entitlements[1].effectiveQuantity', inEntitlement({ effectiveQuantity: 1e30 })],
    ['entitlements[1].effectiveQuantity', inEntitlement({ effectiveQuantity: 1_000_000_001 })],
    ['entitlements[1].activeSoftwareAssuranceQuantity', inEntitlement({ activeSoftwareAssuranceQuantity: 2 ** 53 })],
    ['entitlements[1].activeSoftwareAssuranceQuantity', inEntitlement({ activeSoftwareAssuranceQuantity: null })],
  ])('voids its own pair only, and names %s', (field, wrong) => {
    const answers = readAnswer({ results: [valid(pair('A'), wrong), valid(pair('B'))] }, [pair('A'), pair('B')])
    expect(answers.get('A#1')).toEqual({
      fault: { code: 'invalid-answer', message: expect.stringContaining(`contract: ${field}: `) },
    })
    expect(answers.get('B#1')).toMatchObject({ status: 'valid' })
  })

  it('is good at the limits', () => {
    const texts = { productPool: '', productFamily: '😀'.repeat(256), version: '', type: 'a\u0000b' }
    const most = { ...entitlement, ...texts, effectiveQuantity: 1_000_000_000 }
    expect(read(valid(pair('A'), { entitlements: [most] }))).toEqual({ status: 'valid', entitlements: [most] })
    const many = Array.from({ length: 1_000 }, () => entitlement)
    expect(read(valid(pair('A'), { entitlements: many }))).toEqual({ status: 'valid', entitlements: many })
    expect(read({ ...pair('A'), status: 'expired', entitlements: [] })).toEqual({ status: 'expired', entitlements: [] })
  })

  it('has no minus zero', () => {
    const answer = read(JSON.parse(JSON.stringify(valid(pair('A'))).replace('12', '-0')))
    expect(answer).toEqual({ status: 'valid', entitlements: [{ ...entitlement, effectiveQuantity: 0 }] })
  })

  it('is never quoted in a fault', () => {
    const wrong = ['S3CRET'.repeat(50), ['S3CRET'], { S3CRET: 'S3CRET' }]
    for (const field of ['status', 'program', 'organization', 'startDate', 'endDate', 'entitlements'])
      for (const value of wrong) {
        const answer = read(valid(pair('A'), { [field]: value }))
        expect(answer).toMatchObject({ fault: { code: 'invalid-answer' } })
        expect(JSON.stringify(answer)).not.toContain('S3CRET')
      }
  })
})

describe('Whatever VLSC sends', () => {
  const number = fc.constantFrom('A', 'a', 'B', 'b', 'C', 'toString')
  const pairs = fc.record({ agreementNumber: number, licenseNumber: fc.constantFrom('1', '2') })
  const anything = fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 0, 1e30, '2024-02-30', 'valid', null, [], {}))
  const entitlements = fc.array(
    fc.record({
      productPool: fc.constantFrom('Applications', 'Servers'),
      productFamily: fc.string({ unit: 'grapheme', maxLength: 8 }),
      version: fc.constant('2019'),
      type: fc.constant('License'),
      effectiveQuantity: fc.constantFrom(0, 5, 1_000_000_000),
      activeSoftwareAssuranceQuantity: fc.constant(0),
    }),
    { maxLength: 2 },
  )
  const good = fc.record(
    {
      agreementNumber: number,
      licenseNumber: fc.constantFrom('1', '2'),
      status: fc.constantFrom('valid', 'expired'),
      program: fc.constantFrom('Open', 'Open Value', null),
      startDate: fc.constantFrom('2024-02-29', null),
      entitlements,
    },
    { requiredKeys: ['agreementNumber', 'licenseNumber', 'status', 'entitlements'] },
  )
  const spoiled = fc
    .tuple(good, fc.constantFrom('status', 'program', 'startDate', 'entitlements', 'licenseNumber', 'more'), anything)
    .map(([result, field, value]) => ({ ...result, [field]: value }))
  const results = fc.array(fc.oneof({ weight: 3, arbitrary: good }, spoiled, anything), { maxLength: 12 })

  const sentAbout = (sent: readonly unknown[], key: string): object[] =>
    sent.filter((result): result is AgreementNumberPair => {
      if (typeof result !== 'object' || result === null) return false
      if (!('agreementNumber' in result && 'licenseNumber' in result)) return false
      return `${result.agreementNumber}#${result.licenseNumber}`.toUpperCase() === key
    })
  const present = (fields: object) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null))

  it('every pair asked about is in the answer, and no other', () => {
    fc.assert(
      fc.property(fc.array(pairs, { maxLength: 6 }), results, (asked, sent) => {
        expect([...readAnswer({ results: sent }, asked).keys()].sort()).toEqual([...new Set(asked.map(pairKey))].sort())
      }),
    )
  })

  it('an answer is what every result for its pair says', () => {
    let answered = 0
    fc.assert(
      fc.property(fc.array(pairs, { minLength: 1, maxLength: 6 }), results, (asked, sent) => {
        for (const [key, answer] of readAnswer({ results: sent }, asked)) {
          if (isPairFault(answer)) continue
          answered += 1
          const about = sentAbout(sent, key)
          expect(about.length).toBeGreaterThan(0)
          for (const result of about) expect({ entitlements: [], ...present(result) }).toMatchObject(present(answer))
          for (const result of about)
            for (const field of ['program', 'startDate'])
              expect(Object.hasOwn(present(answer), field)).toBe(Object.hasOwn(present(result), field))
        }
      }),
      { numRuns: 500 },
    )
    expect(answered).toBeGreaterThan(100)
  })

  it('a good result is never lost to results for other pairs', () => {
    fc.assert(
      fc.property(good, results, (result, sent) => {
        const others = sent.filter((other) => !sentAbout([other], pairKey(result)).length)
        for (const all of [
          [result, ...others],
          [...others, result],
        ])
          expect(readAnswer({ results: all }, [result]).get(pairKey(result))).toMatchObject({ status: result.status })
      }),
    )
  })

  it('any JSON is an answer or the wrong shape', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        try {
          expect(readAnswer(body, [pair('A')]).size).toBe(1)
        } catch (error) {
          expect(error).toMatchObject({ name: 'VlscFailure', code: 'wrong-shape' })
        }
      }),
    )
  })
})

const isTooMuch = (json: string) => isOversized(Buffer.from(json))
const megabytes = 7_000_000

describe('JSON that would take too much memory', () => {
  it('is more than the largest answer that the contract allows', () => {
    const entitlements = Array.from({ length: 1_000 }, () => licensesOf('P', 1))
    const results = Array.from({ length: 100 }, (_, index) => ({
      agreementNumber: `A${index}`,
      licenseNumber: 'L',
      status: 'valid',
      entitlements,
    }))
    expect(isTooMuch(JSON.stringify({ results }))).toBe(false)
  })

  it('does not count brackets in texts', () => {
    expect(isTooMuch(JSON.stringify({ results: [`${'[{,"\\'.repeat(300_000)}`] }))).toBe(false)
  })

  it.each([
    ['nesting', '['.repeat(megabytes)],
    ['objects', `{"results":[${'{},'.repeat(megabytes / 3)}{}]}`],
    ['lists', `[${'[],'.repeat(megabytes / 3)}[]]`],
    ['numbers', `{"results":[${'1,'.repeat(megabytes / 2)}1]}`],
  ])('is refused before it is parsed when it is nothing but %s', async (_, body) => {
    expect(isTooMuch(body)).toBe(true)
    const server = await startServer()
    server.answer(200, { 'content-type': 'application/json' }, body)
    const vlsc = connectVlsc({ baseUrl: server.url })
    const { code, message } = await failureOf(vlsc, [{ agreementNumber: 'A', licenseNumber: 'L' }])
    expect(code).toBe('wrong-shape')
    expect(message).toContain('more values')
    await server.stop()
  })
})
