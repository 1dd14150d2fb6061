import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileKinds } from '../../../../functions/wiring/import-kinds.ts'
import { readPairFile } from '../../../../lib/agreements/files/pair-file.ts'
import { nameFault } from '../../../../lib/foundation/text/name.ts'
import { exportPath, fillFiles, pairLines } from '../../../../lib/reporting/export/import-files.ts'
import { placeOf } from '../../../../lib/work/imports/drops.ts'

const pairsOf = (count: number, prefix = 'A') =>
  Array.from({ length: count }, (_, index) => ({ agreementNumber: `${prefix}${index}`, licenseNumber: `L${index}` }))

const fill = (agreements: [name: string, pairs: number][]) => {
  const files = fillFiles({ kind: 'agreements' })
  const full = agreements.flatMap(([name, count], index) => files.add(pairLines(name, pairsOf(count, `A${index}x`))))
  return [...full, ...files.end()]
}
const bytes = ({ content }: { content: string }) => Buffer.byteLength(content)
const limit = 2 * 1024 * 1024

describe('pair files of an export', () => {
  it('have a byte order mark, a header, CRLF, quotes where needed, and no formulas', () => {
    const files = fillFiles({ kind: 'agreements' })
    files.add(pairLines('Büro, Söhne', [{ agreementNumber: '01-07001', licenseNumber: '01-07001' }]))
    files.add(pairLines('-Dash', [{ agreementNumber: 'B', licenseNumber: 'C' }]))
    expect(files.end()).toEqual([
      {
        content: `\ufeffagreementNumber,licenseNumber,name\r\n01-07001,01-07001,"Büro, Söhne"\r\nB,C,'-Dash\r\n`,
        path: 'imports/agreements/agreements.csv',
        listed: { kind: 'agreements', path: 'imports/agreements/agreements.csv', metadata: {}, pairs: 2 },
      },
    ])
    expect(files.end()).toEqual([])
  })

  it('hold at most 5,000 pairs and keep an agreement together', () => {
    expect(fill([['One', 5_000]]).map(({ listed }) => listed.pairs)).toEqual([5_000])
    const files = fill([
      ['One', 3_000],
      ['Two', 2_001],
      ['Three', 2_999],
      ['Four', 1],
    ])
    expect(files.map(({ listed }) => listed.pairs)).toEqual([3_000, 5_000, 1])
  })

  it('hold at most 2 MiB and split only an agreement that is larger', () => {
    const long = '東'.repeat(256)
    const files = fill([
      ['Small', 1],
      [long, 5_000],
      ['After', 1],
    ])
    expect(files.map(({ listed }) => listed.pairs)).toEqual([1, expect.any(Number), expect.any(Number)])
    for (const file of files) expect(bytes(file)).toBeLessThanOrEqual(limit)
    expect(bytes(files[1] ?? { content: '' })).toBeGreaterThan(limit - 1_000)
    expect(files.reduce((sum, { listed }) => sum + Number(listed.pairs), 0)).toBe(5_002)
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

const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
const pathOf = (group: { id: string; name: string }, program: 'open' | undefined, number: number) =>
  exportPath({ kind: 'agreements', group, program }, number)
const unassigned = { id: 'unassigned', name: 'Unassigned Agreements' }

describe('the place of a file in an export', () => {
  it('is the key that imports it into its group', () => {
    const path = pathOf({ id, name: 'Büro, Söhne' }, 'open', 2)
    expect(path).toBe('imports/agreements/Büro, Söhne/open(2).csv')
    expect(placeOf(fileKinds, path)).toMatchObject({ group: 'Büro, Söhne' })
    expect(pathOf(unassigned, undefined, 1)).toBe('imports/agreements/no-program(1).csv')
    expect(placeOf(fileKinds, pathOf(unassigned, undefined, 1))).toMatchObject({ group: undefined })
  })

  it('never has the name of the folder of a group', () => {
    expect(nameFault('no-program(1).csv')).toBeDefined()
  })

  it.each(['.', '..', '\u{1f4bb}'.repeat(250)])('is not a key when the group name cannot be a folder: %s', (name) => {
    expect(pathOf({ id, name }, undefined, 1)).toBe(`uploads/${id}/no-program(1).csv`)
  })
})
