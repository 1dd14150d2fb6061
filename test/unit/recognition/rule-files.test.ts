import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dataLinesByKind } from '../../../lib/foundation/files/data-file.ts'

const files = [
  { file: 'names/rules.tsv', unreasoned: ['part'] },
  { file: 'data/words.tsv', unreasoned: ['edition'] },
  { file: 'data/license-words.tsv', unreasoned: ['aside', 'access', 'noise', 'vague', 'mark'] },
]

describe.each(files)('$file', ({ file, unreasoned }) => {
  const place = new URL(`../../../lib/recognition/${file}`, import.meta.url)
  const text = readFileSync(place, 'utf8')
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const [headings = [], ...rows] = lines.map((line) => line.split('\t'))
  const rules = [...dataLinesByKind(place).values()].flat()

  test('ends with one line break, and has a comment, headings and rules', () => {
    expect(text).toMatch(/^#.*[^\n]\n$/su)
    expect(headings.slice(0, 3)).toEqual(['kind', 'id', expect.stringMatching(/^(?:pattern|words)$/)])
    expect(headings.at(-1)).toBe('why')
    expect(rules).toHaveLength(rows.length)
  })

  test.each(rows.map((cells) => ({ name: cells.slice(0, 3).join(' '), cells })))(
    '$name is well formed',
    ({ cells }) => {
      expect(cells.length).toBeGreaterThanOrEqual(3)
      expect(cells.length).toBeLessThanOrEqual(headings.length)
      expect(cells.at(-1)).not.toBe('')
      for (const [index, cell] of cells.entries()) {
        expect(cell).toBe(headings[index] === 'pattern' ? cell.trimStart() : cell.trim())
        expect(cell.normalize('NFC')).toBe(cell)
      }
      expect(cells.slice(0, 2).join(' ')).toMatch(/^[a-z-]+ [a-z0-9.-]+$/)
    },
  )

  test('says of each rule why it is right, and has the lines of a rule together', () => {
    const kinds = Map.groupBy(rules, ({ kind = '', id = '' }) => `${kind} ${id}`)
    for (const [name, [first]] of kinds)
      if (!unreasoned.includes(String(first?.kind))) expect(`${name}: ${first?.why}`).toMatch(/: \S.{15,}\.$/su)
    const names = rows.map(([kind, id]) => `${kind} ${id}`)
    expect(names.filter((name, index) => name !== names[index - 1])).toEqual([...kinds.keys()])
  })

  test('has no line twice, and uses each part after it was said what it stands for', () => {
    expect(new Set(lines).size).toBe(lines.length)
    const parts = new Set<string>()
    const used = new Set<string>()
    for (const { kind, id = '', pattern = '', publisher = '' } of rules) {
      for (const [, name = ''] of `${pattern} ${publisher}`.matchAll(/\{([a-z][a-z-]+)\}/g)) {
        expect(parts).toContain(name)
        used.add(name)
      }
      if (kind === 'part') parts.add(id)
    }
    // These are asked for by name.
    expect([...parts].filter((part) => !used.has(part))).toEqual(
      parts.size === 0 ? [] : ['no-publisher', 'major', 'edition'],
    )
  })
})
