import type { Delimiter } from './line.ts'
import { type LineBlock, longestLine } from './line-stream.ts'
import { type Split, splitLine } from './split-line.ts'

/** Lines that one row may span. */
const maximumSpan = 100

/** A row that is not blank. */
export interface StreamRow {
  /** The number of its first line in the file, from 1. */
  line: number
  /** As they stand there, neither trimmed nor unguarded; none of a row that cannot be read. */
  cells: readonly string[]
  fault?: 'unclosed-quote' | 'too-long' | 'nul'
}

/** A row, and how many lines it takes; or `more`, when what is to come tells. */
type Read = { split?: Split; fault?: NonNullable<StreamRow['fault']>; span: number } | 'more'

const holdsNothing = /^[\s,;"]*$/

/**
 * Whether a row has all the columns that have headings, and nothing behind them but what a separator at its end makes. Of
 * the ways to read a line whose quotes are unclear only one that fits is taken.
 */
const fits = ({ cells }: Split, width: number): boolean =>
  cells.length === width || (cells.length === width + 1 && cells.at(-1)?.trim() === '')

/** The row of several lines that begins with a line that leaves a quote open, as far as RFC 4180 closes it. */
const readSpan = (lines: LineBlock, index: number, begun: Split, isEnd: boolean, delimiter: Delimiter): Read => {
  let split: Split | undefined = begun
  let length = lines[index]?.length ?? 0
  for (let span = 2; span <= maximumSpan; span++) {
    const at = index + span - 1
    if (at >= lines.length) return isEnd ? { span: 1 } : 'more'
    const line = lines[at]
    length += line?.length ?? 0
    if (line === undefined || length > longestLine) break
    split = splitLine(line, delimiter, false, split)
    if (!split) break
    if (split.open === undefined) return { split, span }
  }
  return { span: 1 }
}

const readRow = (lines: LineBlock, index: number, isEnd: boolean, delimiter: Delimiter, width: number): Read => {
  const text = lines[index]
  if (text === undefined) return { fault: 'too-long', span: 1 }
  if (text.includes('\0')) return { fault: 'nul', span: 1 }
  const strict = splitLine(text, delimiter)
  if (strict && strict.open === undefined) return { split: strict, span: 1 }
  const spanning = strict ? readSpan(lines, index, strict, isEnd, delimiter) : { span: 1 }
  if (spanning === 'more') return spanning
  if (spanning.split && fits(spanning.split, width))
    return spanning.split.cells.some((cell) => cell.includes('\0')) ? { fault: 'nul', span: spanning.span } : spanning
  const lenient = splitLine(text, delimiter, true)
  if (lenient && lenient.open === undefined && fits(lenient, width)) return { split: lenient, span: 1 }
  return { fault: 'unclosed-quote', span: 1 }
}

/**
 * Makes rows of blocks of lines. A row may span lines; one whose quotes do not match spoils its first line only.
 * @param first number of the first line
 * @param width columns that have headings
 * @returns takes a block, the last one with `isEnd`, and gives the rows that are complete
 */
export const rowReader = (delimiter: Delimiter, first: number, width: number) => {
  let number = first
  /** Lines of a row that is not complete. */
  let held: LineBlock = []
  return (block: LineBlock, isEnd = false): StreamRow[] => {
    const lines = held.length > 0 ? [...held, ...block] : block
    const rows: StreamRow[] = []
    held = []
    for (let index = 0; index < lines.length; ) {
      const line = lines[index]
      if (line !== undefined && holdsNothing.test(line)) {
        index += 1
        number += 1
        continue
      }
      const read = readRow(lines, index, isEnd, delimiter, width)
      if (read === 'more') {
        held = lines.slice(index)
        break
      }
      const { split, fault, span } = read
      rows.push({ line: number, cells: split?.cells ?? [], ...(fault && { fault }) })
      index += span
      number += span
    }
    return rows
  }
}
