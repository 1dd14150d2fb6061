import { describe, expect, it } from 'vitest'
import { readCatalogFile } from '../../../../lib/agreements/catalog/read-catalog-file.ts'
import { readDelimited } from '../../../../lib/foundation/files/delimited.ts'

const read = (text: string) => readCatalogFile([...readDelimited(Buffer.from(text))])
const says = (text: string) =>
  read(text).lines.map(({ publisher, title, licensable }) => [publisher, title, licensable])

describe('A catalog file', () => {
  it.each([
    ['Publisher,Title,Licensable', 'Acme,Draw,yes'],
    ['MANUFACTURER;Product Name;licensable;Comment', 'Acme;Draw;TRUE;fine'],
    ['licensable\tname\tvendor', '1\tDraw\tAcme'],
    ['"title", "publisher", "licensable"', '"Draw", "Acme", "y"'],
  ])('is read by its headings %s', (headings, row) => {
    expect(says(`${headings}\n${row}\n`)).toEqual([['Acme', 'Draw', true]])
  })

  it('takes yes and no in several words, and an empty cell as not said', () => {
    const words = ['yes', 'No', 'TRUE', 'false', '1', '0', '']
    const rows = words.map((word, index) => `Acme,Title ${'ABCDEFG'[index]},${word}`)
    expect(read(`publisher,title,licensable\n${rows.join('\n')}`).lines.map(({ licensable }) => licensable)).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
      undefined,
    ])
  })

  it('counts a line that repeats another one in a different spelling as a repeat', () => {
    const { lines, errors, rows } = read(
      'publisher,title\nAcme Inc.,Draw 2024 (x64)\n\nACME,draw 2024\nAcme,Draw 2023\n',
    )
    expect(lines.map(({ line, repeats }) => [line, repeats])).toEqual([
      [2, [4]],
      [5, []],
    ])
    expect([errors, rows]).toEqual([[], 3])
  })

  it('loses the apostrophe with which spreadsheets guard a cell', () => {
    expect(says("publisher,title\nAcme,'=Draw\n")).toEqual([['Acme', expect.stringMatching(/^=?Draw$/), undefined]])
  })

  it('says that rows are one quoted cell, and may tell its separator first', () => {
    expect(() => read('"publisher,title"\n"Acme,Draw"')).toThrow('Each row is one quoted cell')
    expect(says('sep=;\npublisher;title\nAcme;Draw\n')).toEqual([['Acme', 'Draw', undefined]])
  })

  it.each([
    ['title\nDraw', 'unknown-columns'],
    ['publisher,product id\nAcme,1', 'unknown-columns'],
    ['', 'file-empty'],
    ['publisher,title', 'file-empty'],
  ])('is refused as a whole: %j', (text, code) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code }))
  })
})
