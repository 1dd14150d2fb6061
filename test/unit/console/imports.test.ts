import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { markCell, markFrom, markLine } from '../../../console/src/pages/imports/cells.ts'
import { groupErrors } from '../../../console/src/pages/imports/groups.ts'
import { fileKinds as kinds, maximumBytes } from '../../../console/src/pages/imports/kinds.ts'
import { acts, undidNothing, undoUntil } from '../../../console/src/pages/imports/state.ts'
import { errorWords } from '../../../console/src/texts/en/import-errors.ts'
import { fileKinds } from '../../../functions/wiring/import-kinds.ts'

/** Of docs/files.md: the first cells of its tables of errors. */
const errorCodes = (): string[] => {
  const [, section = ''] = readFileSync('docs/files.md', 'utf8').split('## Error codes\n\nCodes are stable')
  return section.split('\n').flatMap((line) => (line.split('|')[1] ?? '').match(/(?<=`)[a-z-]+(?=`)/g) ?? [])
}

const marked = (parts: { text: string; isWrong: boolean }[]) =>
  parts.map(({ text, isWrong }) => (isWrong ? `[${text}]` : text)).join('')

describe('A wrong line', () => {
  test.each([
    ['PC-1,Reception,bad', 3, 'PC-1,Reception,[bad]'],
    ['PC-1,Reception,bad', 1, '[PC-1],Reception,bad'],
    ['PC-1;"Reception; left";bad', 2, 'PC-1;["Reception; left"];bad'],
    ['A\tB, and C\tD', 2, 'A\t[B, and C]\tD'],
    ['PC-1,,bad', 2, 'PC-1,[],bad'],
    ['PC-1,Reception', 5, 'PC-1,Reception'],
    ['PC-1,Reception', undefined, 'PC-1,Reception'],
  ])('%j has its cell %s marked', (line, column, shown) => {
    expect(marked(markCell(line, column))).toBe(shown)
  })

  test.each([
    ['A1,bad number,Name', 4, 'A1,[bad number],Name'],
    ['😀1,bad', 4, '😀1,[bad]'],
    ['A1', 9, 'A1'],
  ])('%j of pairs is marked from character %s on', (line, column, shown) => {
    expect(marked(markFrom(line, column))).toBe(shown)
  })

  it('that leaves columns out is not marked, as its cells are not where the error says', () => {
    const file = { kind: 'other-agreements', fileName: 'a.csv' }
    expect(marked(markLine(file, 'One, Adobe, 5', 3))).toBe('One, Adobe, 5')
    expect(marked(markLine(file, 'One,Adobe,5', 3))).toBe('One,Adobe,[5]')
  })

  it('of pairs is marked by characters, and in a workbook by cells', () => {
    const kind = 'agreements'
    expect(marked(markLine({ kind, fileName: 'a.csv' }, 'A1,bad,Name', 4))).toBe('A1,[bad],Name')
    expect(marked(markLine({ kind, fileName: 'a.XLSX' }, 'A1\tbad\tName', 2))).toBe('A1\t[bad]\tName')
  })

  it('stands with those that are wrong in the same way, the most frequent first', () => {
    const errors = [
      { line: 2, code: 'invalid-date', message: '' },
      { line: 3, code: 'missing-field', message: '' },
      { line: 4, code: 'missing-field', message: '' },
    ]
    expect(groupErrors(errors).map(({ code, errors }) => [code, errors.length])).toEqual([
      ['missing-field', 2],
      ['invalid-date', 1],
    ])
  })

  it('of every code has words of its own', () => {
    expect(errorCodes().length).toBeGreaterThan(40)
    expect(errorCodes().filter((code) => !errorWords[code])).toEqual([])
  })
})

describe('The kinds of files that the console knows', () => {
  it('are those that are imported, with their sizes, options and undo', () => {
    expect(Object.keys(kinds).sort()).toEqual(Object.keys(fileKinds).sort())
    for (const [name, kind] of Object.entries(fileKinds)) {
      const known = kinds[name as keyof typeof kinds]
      expect(known.endings, name).toEqual(kind.fileTypes)
      const takes = [
        ...(kind.hasGroups ? ['group'] : []),
        ...('program' in kind.options ? ['program'] : []),
        ...('deviceId' in kind.options ? ['device'] : []),
      ]
      expect(known.takes, name).toEqual(takes)
      const whyNot = kind.whyNoUndo ?? (() => undefined)
      const undo = whyNot(undefined) === undefined ? 'yes' : whyNot('contracts') === undefined ? 'contracts' : 'no'
      expect(known.undo, name).toBe(undo)
    }
  })

  it('tell by the ending of a file whether it may be one, and how large', () => {
    expect(maximumBytes('agreements', 'A.CSV')).toBe(2 * 1024 * 1024)
    expect(maximumBytes('agreements', 'a.xlsx')).toBe(5 * 1024 * 1024)
    expect(maximumBytes('agreements', 'a.zip')).toBeUndefined()
  })
})

describe('An import', () => {
  const counts = { rows: 3, created: 2, updated: 0, unchanged: 0, rejected: 1, skipped: 0 }
  const checked = {
    status: 'completed',
    dryRun: true,
    kind: 'agreements',
    counts,
    startedAt: '2026-03-01T12:00:00Z',
  } as const
  const soon = Date.parse('2026-03-02T12:00:00Z')
  const later = Date.parse('2026-03-31T12:00:00Z')

  it('that was checked can be imported until its file is gone', () => {
    expect(acts(checked, soon).commit).toBe(true)
    expect(acts(checked, later).commit).toBe(false)
    const inventory = { ...checked, kind: 'inventory' } as const
    expect(acts(inventory, Date.parse('2026-03-09T12:00:00Z')).commit).toBe(false)
  })

  it('that is done can be undone where its kind can, for 29 days', () => {
    const done = { ...checked, dryRun: false }
    expect(acts(done, soon)).toMatchObject({ commit: false, cancel: false, undo: true, noUndo: undefined })
    expect(acts(done, later).undo).toBe(false)
    expect(undoUntil(done)).toBe('2026-03-30')
    expect(acts({ ...done, kind: 'catalog' }, soon)).toMatchObject({ undo: false, noUndo: 'catalog' })
    expect(acts({ ...done, kind: 'entitlements', layout: 'contracts' }, soon).undo).toBe(true)
    expect(acts({ ...done, counts: { ...counts, created: 0 } }, soon).undo).toBe(false)
  })

  it('of which nothing was taken back is no import that was taken back but for some', () => {
    const undo = { status: 'done' as const, agreements: 0, pairs: 0, restored: 0, left: 2, leftItems: [] }
    expect(undidNothing({ undo })).toBe(true)
    expect(undidNothing({ undo: { ...undo, pairs: 3 } })).toBe(false)
    expect(undidNothing({ undo: { ...undo, left: 0 } })).toBe(false)
  })

  it('that works can be stopped, and nothing else', () => {
    expect(acts({ ...checked, dryRun: false, status: 'processing' }, soon)).toMatchObject({
      commit: false,
      cancel: true,
      undo: false,
    })
  })
})
