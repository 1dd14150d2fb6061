import { expect, it } from 'vitest'
import { csvOf } from '../../../console/src/ui/csv.ts'

const lines = (...rows: Parameters<typeof csvOf>[0]) => csvOf(rows).slice(1).split('\r\n')

it('A file of rows keeps what cells hold, and begins so that Excel reads it as UTF-8', () => {
  expect(csvOf([['a']])).toBe('\uFEFFa\r\n')
  expect(lines(['Foo, Inc.', 'say "x"', 12, undefined, -3], ['Ünï;code', 'two\nlines', 0, '', 1.5])).toEqual([
    '"Foo, Inc.","say ""x""",12,,-3',
    '"Ünï;code","two\nlines",0,,1.5',
    '',
  ])
})

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('No text cell starts a formula: %j', (cell) => {
  const [line] = lines([cell])
  expect(line?.replace('"', '').startsWith("'")).toBe(true)
})
