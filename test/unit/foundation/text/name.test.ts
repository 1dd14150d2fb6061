import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Name, nameFault, nameKey } from '../../../../lib/foundation/text/name.ts'

const forbidden = [...'~!@#$^&*()=+[]{}\\|;:\'"<>/']

describe('agreement and group names (spec: Names)', () => {
  it.each(forbidden)('refuses %s [S]', (character) => {
    expect(nameFault(`Office${character}2016`)).toContain('position 7')
  })

  it.each(['Office agreements', 'A', '%', 'a,b', 'x?y', '`', '_-.', 'Büro', '東京', '👩‍💻'])('takes %s', (name) => {
    expect(nameFault(name)).toBeUndefined()
  })

  it('counts code points, after trimming: 256 are fine, 257 are not [S]', () => {
    expect(nameFault(`  ${'💻'.repeat(256)}  `)).toBeUndefined()
    expect(nameFault('💻'.repeat(257))).toContain('257 characters')
  })

  it.each(['', '   ', '\t\n'])('refuses the empty name %j', (name) => {
    expect(nameFault(name)).toBe('A name cannot be empty.')
  })

  it.each(['\u200b', ' \u00ad\u2060 ', '\ufeff', '\u2800', '\u3164'])(
    'refuses %j, of which nothing is seen',
    (name) => {
      expect(nameFault(name)).toMatch(/empty|invisible/)
    },
  )

  it.each([
    ['a\u0000b', 'U+0000'],
    ['a\nb', 'U+000A'],
    ['a\u202eb', 'U+202E'],
    ['a\u2066b', 'U+2066'],
    ['a\u0085b', 'U+0085'],
  ])('refuses invisible characters and names them', (name, culprit) => {
    expect(nameFault(name)).toContain(culprit)
  })

  it('refuses half a surrogate pair, which no UTF-8 can hold', () => {
    expect(nameFault('a\ud800')).toContain('surrogate')
  })

  it('is trimmed on the wire, and otherwise as typed', () => {
    expect(Name.parse('  Office   agreements ')).toBe('Office   agreements')
  })
})

describe('the name key, which decides equality', () => {
  it.each([
    ['Office agreements', ' OFFICE  agreements '],
    ['Bu\u0308ro', 'B\u00fcro'],
    ['straße', 'STRASSE'],
    ['Invisible one', 'Invisible one\u200b'],
    ['Invisible one', '\ufeffInvis\u00adible \u200d one\u2060'],
    ['Office\u00a0one', 'Office\u2800one'],
    ['❤', '❤\ufe0f'],
    ['e\u200d\u0301', '\u00e9'],
  ])('%j and %j are one name', (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other))
  })

  it('tells different names apart', () => {
    expect(nameKey('Office 1')).not.toBe(nameKey('Office 2'))
  })

  it('depends neither on case nor on spaces around, and is stable', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (name) => {
        expect(nameKey(`  ${name.toLowerCase()} `)).toBe(nameKey(name))
        expect(nameKey(nameKey(name))).toBe(nameKey(name))
      }),
    )
  })
})
