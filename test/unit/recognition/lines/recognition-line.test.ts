import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineIdFault, lineIdOf, NewLine } from '../../../../lib/recognition/lines/recognition-line.ts'

const known = { publisher: 'Adobe', title: 'Acrobat Pro', kind: 'licensed' }
const faults = (line: object) => {
  const { error } = NewLine.safeParse({ ...known, ...line })
  return error?.issues.map(({ path, message }) => [path.join('/'), message]) ?? []
}

describe('a recognition line', () => {
  it.each([
    { line: {}, because: 'family, edition and version are optional' },
    { line: { title: 'Acrobat *' }, because: 'any words may follow' },
    { line: { title: 'C++' }, because: 'a letter is enough' },
    { line: { publisher: '*' }, because: 'a title may be unmistakable whoever reports it' },
    { line: { family: 'Acrobat', edition: 'Pro', version: '2020' }, because: 'a product has all three' },
    { line: { version: '2020' }, because: 'the title alone is its family' },
    { line: { title: 'x'.repeat(256) }, because: '256 characters are allowed' },
  ])('takes $line, as $because', ({ line }) => expect(faults(line)).toEqual([]))

  it.each([
    { line: { title: '' }, place: 'title', says: 'no letter and no digit' },
    { line: { title: ' * ' }, place: 'title', says: 'needs a word before its *' },
    { line: { title: 'Acrobat * Pro' }, place: 'title', says: 'at the end of a title only' },
    { line: { title: 'Acrobat **' }, place: 'title', says: 'at the end of a title only' },
    { line: { title: 'x'.repeat(257) }, place: 'title', says: '257 characters; at most 256' },
    { line: { title: 'ﷺ'.repeat(200) }, place: 'title', says: '3600 characters' },
    { line: { title: 'Acro\u0007bat' }, place: 'title', says: 'control characters' },
    { line: { publisher: '' }, place: 'publisher', says: 'no letter and no digit' },
    { line: { publisher: 'Ado*' }, place: 'publisher', says: 'stands for any publisher' },
    { line: { kind: 'paid' }, place: 'kind', says: '"licensed"|"subscription"|"free"|"component"' },
    { line: { edition: 'Pro' }, place: 'family', says: 'needs its family' },
    { line: { family: '' }, place: 'family', says: 'no letter and no digit' },
    { line: { version: '\u202e2020' }, place: 'version', says: 'control characters' },
  ])('refuses $line and says why', ({ line, place, says }) => {
    expect(faults(line)).toEqual([[place, expect.stringContaining(says)]])
  })
})

describe('the id of a line of a file', () => {
  it('is readable, the same in any case and spelling, and another one for another title', () => {
    const id = lineIdOf({ publisher: 'Adobe', title: 'Acrobat Pro' })
    expect(id).toMatch(/^adobe-acrobatpro-[0-9a-f]{12}$/)
    expect(lineIdOf({ publisher: 'ADOBE', title: 'acrobat-pro' })).toBe(id)
    const others = ['Acrobat Pro *', 'Acrobat', 'Acrobat Pro+'].map((title) => lineIdOf({ publisher: 'Adobe', title }))
    expect(new Set([id, ...others]).size).toBe(4)
    expect(lineIdOf({ publisher: '*', title: '一太郎' })).toMatch(/^[0-9a-f]{12}$/)
  })

  it('is one that the API takes', () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(name, name, (publisher, title) => {
        expect(lineIdFault(lineIdOf({ publisher, title }))).toBeUndefined()
      }),
    )
  })
})
