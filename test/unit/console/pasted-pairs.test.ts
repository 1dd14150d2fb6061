import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { putPairs, readPastedPairs } from '../../../console/src/pages/agreements/pasted-pairs.ts'

const two = [
  { agreementNumber: '01-07001', licenseNumber: '4990' },
  { agreementNumber: 'V36', licenseNumber: 'V37' },
]

describe('what is pasted into a form', () => {
  test.each([
    ['tabs, as spreadsheets copy', '01-07001\t4990\r\nV36\tV37\r\n'],
    ['commas with spaces', '01-07001, 4990\nV36 ,V37'],
    ['semicolons', '01-07001;4990\nV36;V37'],
    ['spaces', '01-07001 4990\n  V36   V37'],
    ['quotes', '"01-07001","4990"\n"V36","V37"'],
    ['lines of both kinds', '01-07001\t4990\nV36,V37'],
    ['blank lines', '\n01-07001,4990\n\n , \nV36,V37\n\n'],
    ['old ends of lines', '01-07001,4990\rV36,V37'],
  ])('may have %s', (_, text) => {
    expect(readPastedPairs(text)).toEqual({ pairs: two, hasHeader: false, hasMore: false })
  })

  it('may begin with a heading, which holds no digit', () => {
    const read = readPastedPairs('Agreement\tLicense\n01-07001\t4990\nV36\tV37')
    expect(read).toEqual({ pairs: two, hasHeader: true, hasMore: false })
  })

  it('is no heading when it stands alone: its problem is shown at its row', () => {
    expect(readPastedPairs('Agreement\tLicense').pairs).toEqual([
      { agreementNumber: 'Agreement', licenseNumber: 'License' },
    ])
  })

  it('has two columns; that there are more is told', () => {
    expect(readPastedPairs('A1,L1,Office\nA2,L2,')).toEqual({
      pairs: [
        { agreementNumber: 'A1', licenseNumber: 'L1' },
        { agreementNumber: 'A2', licenseNumber: 'L2' },
      ],
      hasHeader: false,
      hasMore: true,
    })
  })

  it('may lack the second number, which is the first again where the program says so', () => {
    expect(readPastedPairs('V1\nV2,').pairs).toEqual([
      { agreementNumber: 'V1', licenseNumber: '' },
      { agreementNumber: 'V2', licenseNumber: '' },
    ])
    expect(readPastedPairs('V1\nV2,V3', { repeats: true }).pairs).toEqual([
      { agreementNumber: 'V1', licenseNumber: 'V1' },
      { agreementNumber: 'V2', licenseNumber: 'V3' },
    ])
  })

  it('keeps every number of a column as it is', () => {
    const number = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,15}$/)
    const pairs = fc.array(
      fc.record({
        agreementNumber: fc.constant('1').chain((one) => number.map((rest) => one + rest)),
        licenseNumber: number,
      }),
    )
    fc.assert(
      fc.property(pairs, fc.constantFrom('\t', ',', ';', ' '), (given, separator) => {
        const text = given.map(({ agreementNumber, licenseNumber }) => agreementNumber + separator + licenseNumber)
        expect(readPastedPairs(text.join('\n')).pairs).toEqual(given)
      }),
    )
  })
})

describe('rows of a form', () => {
  it('take what is pasted in the place of empty ones, and keep what was typed', () => {
    const typed = { agreementNumber: 'A9', licenseNumber: 'L9' }
    const empty = { agreementNumber: '', licenseNumber: ' ' }
    expect(putPairs([typed, empty, empty], 1, two)).toEqual([typed, ...two])
    expect(putPairs([empty, typed], 0, two)).toEqual([...two, typed])
  })
})
