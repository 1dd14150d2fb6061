import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPairFile } from '../../../../lib/agreements/files/pair-file.ts'
import { fillFiles, pairLines } from '../../../../lib/reporting/export/import-files.ts'

const pairsOf = (count: number, prefix = 'A') =>
  Array.from({ length: count }, (_, index) => ({ agreementNumber: `${prefix}${index}`, licenseNumber: `L${index}` }))

const fill = (agreements: [name: string, pairs: number][]) => {
  const files = fillFiles('agreements')
  const full = agreements.flatMap(([name, count], index) => files.add(pairLines(name, pairsOf(count, `A${index}x`))))
  return [...full, ...files.end()]
}
const bytes = ({ content }: { content: string }) => Buffer.byteLength(content)
const limit = 2 * 1024 * 1024

describe('pair files of an export', () => {
  it('have a byte order mark, a header, CRLF, quotes where needed, and no formulas', () => {
    const files = fillFiles('agreements')
    files.add(pairLines('Büro, Söhne', [{ agreementNumber: '01-07001', licenseNumber: '01-07001' }]))
    files.add(pairLines('-Dash', [{ agreementNumber: 'B', licenseNumber: 'C' }]))
    expect(files.end()).toEqual([
      {
        content: `\ufeffagreementNumber,licenseNumber,name\r\n01-07001,01-07001,"Büro, Söhne"\r\nB,C,'-Dash\r\n`,
        lines: 2,
      },
    ])
    expect(files.end()).toEqual([])
  })

  it('hold at most 5,000 pairs and keep an agreement together', () => {
    expect(fill([['One', 5_000]]).map(({ lines }) => lines)).toEqual([5_000])
    const files = fill([
      ['One', 3_000],
      ['Two', 2_001],
      ['Three', 2_999],
      ['Four', 1],
    ])
    expect(files.map(({ lines }) => lines)).toEqual([3_000, 5_000, 1])
  })

  it('hold at most 2 MiB and split only an agreement that is larger', () => {
    const long = '東'.repeat(256)
    const files = fill([
      ['Small', 1],
      [long, 5_000],
      ['After', 1],
    ])
    expect(files.map(({ lines }) => lines)).toEqual([1, expect.any(Number), expect.any(Number)])
    for (const file of files) expect(bytes(file)).toBeLessThanOrEqual(limit)
    expect(bytes(files[1] ?? { content: '' })).toBeGreaterThan(limit - 1_000)
    expect(files.reduce((sum, { lines }) => sum + lines, 0)).toBe(5_002)
  })

  it('lose nothing, and imports accept each of them', () => {
    const agreement = fc.tuple(fc.constantFrom('a', '-b', 'c,d', '東'.repeat(250)), fc.integer({ min: 1, max: 5_000 }))
    fc.assert(
      fc.property(fc.array(agreement, { maxLength: 6 }), (agreements) => {
        const named = agreements.map(([name, count], index): [string, number] => [`${name} ${index}`, count])
        const files = fill(named)
        const read = files.map(({ content }) => {
          expect(Buffer.byteLength(content)).toBeLessThanOrEqual(limit)
          return readPairFile(Buffer.from(content), { program: undefined, pairLength: 'combined-16' })
        })
        const found = new Map<string, number>()
        for (const { errors, units } of read) {
          expect(errors).toEqual([])
          for (const { name, lines } of units) found.set(name, (found.get(name) ?? 0) + lines.length)
        }
        expect([...found]).toEqual(named)
      }),
      { numRuns: 15 },
    )
  })
})
