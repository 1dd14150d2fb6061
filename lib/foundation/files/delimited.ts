import { isBlank, type SheetRow } from './sheet.ts'
import { type Delimiter, delimiters, quoteFault, type Split, splitLine } from './split-line.ts'
import { decodeText, type LineBlock, linesOf, longestLine } from './text.ts'

interface Reading {
  delimiter: Delimiter
  longestRow: number
  first?: number
  /** Columns that have headings. If given, unclear quotes are read in whichever way gives a row that many cells. */
  width?: number
}

/** A row and how many lines it takes; `more` when the next block decides. */
type Read = (Pick<SheetRow, 'cells' | 'fault'> & { span: number }) | 'more'

const tooLong = {
  code: 'unclosed-quote',
  message: 'The line has more than 1,048,576 characters. Perhaps a quote is not closed, or line ends are missing.',
}

/** How often a row may be followed for more lines than usual in vain. */
const longAttempts = 1_000
const usualSpan = 100

const holdsNothing = /^[\s,;]*$/
const holdsQuotes = /^[\s,;"]*$/

/**
 * Makes rows of blocks of lines. A row may span lines; one with wrong quotes spoils only its first line.
 * @returns takes a block, the last one with `isEnd`, and returns the complete rows; cells are not trimmed
 */
export const rowReader = ({ delimiter, longestRow, first = 1, width }: Reading) => {
  const blank = width === undefined ? holdsNothing : holdsQuotes
  let number = first
  let attemptsLeft = longAttempts
  /** Lines of a row that is not complete. */
  let held: LineBlock = []

  /** A row has all columns and nothing to the right of them; a separator at its end does not count. */
  const fits = ({ cells }: Split): boolean =>
    width === undefined || cells.length === width || (cells.length === width + 1 && cells.at(-1)?.trim() === '')

  /** The row that begins with an open quote, if RFC 4180 closes it. */
  const readSpan = (lines: LineBlock, index: number, begun: Split, isEnd: boolean): Read | undefined => {
    let split: Split | undefined = begun
    let length = lines[index]?.length ?? 0
    const longest = attemptsLeft > 0 ? longestRow : Math.min(longestRow, usualSpan)
    for (let span = 2; span <= longest; span++) {
      const at = index + span - 1
      if (at >= lines.length && !isEnd) return 'more'
      const line = lines[at]
      length += line?.length ?? 0
      split = line === undefined || length > longestLine ? undefined : splitLine(line, delimiter, { before: split })
      if (split && split.open === undefined) return fits(split) ? { cells: split.cells, span } : undefined
      if (split) continue
      if (span > usualSpan) attemptsLeft -= 1
      return undefined
    }
    if (longest > usualSpan) attemptsLeft -= 1
    return undefined
  }

  const readRow = (lines: LineBlock, index: number, isEnd: boolean): Read => {
    const text = lines[index]
    if (text === undefined) return { cells: [], fault: tooLong, span: 1 }
    const strict = splitLine(text, delimiter)
    if (strict && strict.open === undefined) return { cells: strict.cells, span: 1 }
    const spanning = strict && readSpan(lines, index, strict, isEnd)
    if (spanning) return spanning
    const lenient = width === undefined ? undefined : splitLine(text, delimiter, { isLenient: true })
    if (lenient && lenient.open === undefined && fits(lenient)) return { cells: lenient.cells, span: 1 }
    return { cells: [], fault: quoteFault(strict), span: 1 }
  }

  return (block: LineBlock, isEnd = false): SheetRow[] => {
    const lines = held.length > 0 ? [...held, ...block] : block
    const rows: SheetRow[] = []
    held = []
    for (let index = 0; index < lines.length; ) {
      const line = lines[index]
      const text = line ?? ''
      const isSkipped = line !== undefined && blank.test(line)
      const read = isSkipped ? { cells: [], span: 1 } : readRow(lines, index, isEnd)
      if (read === 'more') {
        held = lines.slice(index)
        break
      }
      const { cells, fault, span } = read
      if (fault) rows.push({ line: number, cells, text, fault })
      else if (!isBlank(read))
        rows.push({ line: number, cells, text: span > 1 ? lines.slice(index, index + span).join('\n') : text })
      index += span
      number += span
    }
    return rows
  }
}

const linesLookedAt = 50
const blockLines = 1_000

/** The one that occurs most often in one line; quoted text does not count. */
const delimiterOf = (lines: readonly string[]): Delimiter => {
  const unquoted = lines.map((line) => line.replaceAll(/"[^"]*"/g, ''))
  const most = (delimiter: Delimiter) => Math.max(...unquoted.map((line) => line.split(delimiter).length))
  return delimiters.toSorted((one, other) => most(other) - most(one))[0] ?? ','
}

/**
 * The rows of a delimited text, one after the other: comma, semicolon or tab, whichever the file has; UTF-8 or UTF-16;
 * RFC 4180 quoting, also of cells that span lines. Blank rows are left out, and cells are trimmed.
 * @param isHeaded the first line that is not blank tells the delimiter; otherwise the first fifty do
 * @throws WrongFile `encoding`
 */
export function* readDelimited(bytes: Uint8Array, { isHeaded = false, longestRow = 20 } = {}): Generator<SheetRow> {
  const lines = linesOf(decodeText(bytes).content)
  const filled = isHeaded ? lines.find((line) => line !== undefined && !holdsNothing.test(line)) : undefined
  const delimiter = delimiterOf(
    filled === undefined ? lines.slice(0, linesLookedAt).map((line) => line ?? '') : [filled],
  )
  const read = rowReader({ delimiter, longestRow })
  for (let from = 0; from < lines.length; from += blockLines)
    for (const row of read(lines.slice(from, from + blockLines), from + blockLines >= lines.length))
      yield { ...row, cells: row.cells.map((cell) => cell?.trim()) }
}
