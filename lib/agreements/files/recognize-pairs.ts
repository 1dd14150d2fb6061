import { locateCells } from '../../foundation/files/split-line.ts'
import type { Recognize } from '../../work/imports/recognize.ts'
import type { PairRules } from '../records/pair.ts'
import {
  anotherOrder,
  cellsOf,
  isHeader,
  isInAnotherOrder,
  type Line,
  moreColumns,
  namesPairs,
  placesOf,
  readPair,
} from './pair-file.ts'

/** How many rows are looked at, and which part of them has pairs when the file is one of pairs. */
const rowsLookedAt = 50
const leastPart = 0.5

/** Numbers of pairs have letters or at least four digits. Counts and row numbers, which any table may have, do not. */
const isLikeNumber = (number: string): boolean => /\d/.test(number) && (number.length >= 4 || /[A-Za-z]/.test(number))

/** A heading that can be of nothing else than a number of pairs. */
const ofOneNumber = /(agreement|authorization|licen[sc]e|enrollment)[ _-]*(number|no\b)/i

/** Pairs have no headings that must be there: numbers in the first two cells tell them. */
export const recognizePairs: Recognize = (rows) => {
  const lines = rows.slice(0, rowsLookedAt).map((row) => ({
    ...{ line: row.line, text: row.text },
    cells: row.isSparse ? cellsOf(row) : locateCells(row.text),
  }))
  const [first] = lines
  if (!first || 'fault' in first.cells) return undefined
  const likeness = { layout: 'pairs', name: 'a pair file', found: first.cells.length, lacks: [], line: first.line }
  const hasHeader = isHeader(first.cells)
  if (hasHeader && isInAnotherOrder(first.cells))
    return { ...likeness, isByShape: true, refused: { why: anotherOrder, missing: [] } }
  if (hasHeader && namesPairs(first.cells))
    return first.cells.length <= 3
      ? likeness
      : { ...likeness, isByShape: true, refused: { why: moreColumns, missing: [] } }
  const below = hasHeader ? lines.slice(1) : lines
  const rules: PairRules = { program: undefined, pairLength: 'each-16' }
  const isPair = (line: Line): boolean => {
    const read = readPair(line, false, rules, true)
    return (
      read !== 'header' &&
      !('fault' in read) &&
      [read.agreementNumber, read.licenseNumber].every((one) => isLikeNumber(one))
    )
  }
  const pairs = below.filter(isPair).length
  if (pairs > 0 && pairs >= below.length * leastPart) return { ...likeness, isByShape: true }
  const { agreement } = placesOf(first.cells)
  const isNearest = hasHeader && first.cells.some(({ value }) => ofOneNumber.test(value))
  const missing = agreement < 0 ? 'agreementNumber' : 'licenseNumber'
  return isNearest ? { ...likeness, found: Math.min(first.cells.length, 2), lacks: [missing] } : undefined
}
