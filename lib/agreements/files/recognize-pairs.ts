import { locateCells } from '../../foundation/files/split-line.ts'
import type { Recognize } from '../../work/imports/recognize.ts'
import type { PairRules } from '../records/pair.ts'
import { anotherOrder, cellsOf, hasDigit, isHeader, isSwapped, type Line, namesPairs, readPair } from './pair-file.ts'

/** How many rows are looked at, and which part of them has pairs when the file is one of pairs. */
const rowsLookedAt = 50
const leastPart = 0.5

/** Pairs have no headings that must be there: numbers in the first two cells tell them. */
export const recognizePairs: Recognize = (rows) => {
  const lines = rows.slice(0, rowsLookedAt).map((row) => ({
    ...{ line: row.line, text: row.text },
    cells: row.isSparse ? cellsOf(row) : locateCells(row.text),
  }))
  const [first] = lines
  if (!first || 'fault' in first.cells) return undefined
  const likeness = { layout: 'pairs', name: 'a pair file', found: first.cells.length, lacks: [], line: first.line }
  if (isHeader(first.cells) && isSwapped(first.cells))
    return { ...likeness, refused: { why: anotherOrder, missing: [] } }
  if (isHeader(first.cells) && namesPairs(first.cells) && first.cells.length <= 3) return likeness
  const below = isHeader(first.cells) ? lines.slice(1) : lines
  const rules: PairRules = { program: undefined, pairLength: 'each-16' }
  const isPair = (line: Line): boolean => {
    const read = readPair(line, false, rules, true)
    return (
      read !== 'header' &&
      !('fault' in read) &&
      [read.agreementNumber, read.licenseNumber].some((one) => hasDigit.test(one))
    )
  }
  const pairs = below.filter(isPair).length
  return pairs > 0 && pairs >= below.length * leastPart ? { ...likeness, isByShape: true } : undefined
}
