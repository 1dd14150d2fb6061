import { type Delimiter, parseLine, WrongQuotes } from './line.ts'
import { isBlank, type SheetRow } from './sheet.ts'
import { decodeAnyText } from './text.ts'

const delimiters: readonly Delimiter[] = [',', ';', '\t']
/** Lines from which the delimiter is told. */
const linesLookedAt = 50
/** Lines that one row may span, unless more is asked for. */
const usualSpan = 20
/** How often the end of such longer rows is looked for in one file. */
const longAttempts = 10_000

interface Reading {
  /** The first line that holds something tells the delimiter; else the first fifty do. */
  isHeaded?: boolean
  /** Lines that one row may span. */
  longestRow?: number
}

/** How far the end of a row is looked for. */
interface Patience {
  longestRow: number
  attemptsLeft: number
}

const holdsNothing = /^[\s,;]*$/

const countOf = (text: string, delimiter: string): number => text.split(delimiter).length - 1

/** The one that stands most often in one line; quoted text does not count. */
const delimiterOf = (lines: readonly string[], isHeaded: boolean): Delimiter => {
  const first = isHeaded ? lines.find((line) => !holdsNothing.test(line)) : undefined
  const bare = (first === undefined ? lines.slice(0, linesLookedAt) : [first]).map((line) =>
    line.replaceAll(/"[^"]*"/g, ''),
  )
  const most = (delimiter: Delimiter) => Math.max(...bare.map((line) => countOf(line, delimiter)))
  return delimiters.toSorted((one, other) => most(other) - most(one))[0] ?? ','
}

/**
 * How many lines from `from` on are one row: as far as the quote that is open at the end of the first is closed.
 * Undefined when nothing closes it. Behind {@link usualSpan} it is looked for only where quotes are even in number.
 */
const spanOf = (
  lines: readonly string[],
  from: number,
  delimiter: Delimiter,
  patience: Patience,
): number | undefined => {
  let quotes = countOf(lines[from] ?? '', '"')
  for (let count = 2; count <= patience.longestRow && from + count <= lines.length; count++) {
    const added = countOf(lines[from + count - 1] ?? '', '"')
    quotes += added
    const isLong = count > usualSpan
    if (added === 0 || (isLong && quotes % 2 === 1)) continue
    if (isLong && patience.attemptsLeft-- <= 0) return undefined
    try {
      parseLine(lines.slice(from, from + count).join('\n'), delimiter)
      return count
    } catch (error) {
      if (!(error instanceof WrongQuotes)) throw error
      if (!error.isOpen) return undefined
    }
  }
  return undefined
}

const cellsOf = (text: string, delimiter: Delimiter): string[] => parseLine(text, delimiter).map(({ value }) => value)

const unreadable = (line: number, text: string, { message }: WrongQuotes): SheetRow => ({
  line,
  cells: [],
  text,
  fault: message,
})

/** A row, and how many lines it takes. */
const rowAt = (
  lines: readonly string[],
  index: number,
  delimiter: Delimiter,
  patience: Patience,
): [SheetRow, number] => {
  const text = lines[index] ?? ''
  const line = index + 1
  try {
    return [{ line, cells: cellsOf(text, delimiter), text }, 1]
  } catch (error) {
    if (!(error instanceof WrongQuotes)) throw error
    const span = error.isOpen ? spanOf(lines, index, delimiter, patience) : undefined
    if (span === undefined) return [unreadable(line, text, error), 1]
    const whole = lines.slice(index, index + span).join('\n')
    return [{ line, cells: cellsOf(whole, delimiter), text: whole }, span]
  }
}

/**
 * The rows of a delimited text, one after the other: comma, semicolon or tab, whichever the file has; UTF-8 or UTF-16;
 * RFC 4180 quoting, also of cells that span lines. Blank rows are left out.
 * @throws UnreadableText
 */
export function* readDelimited(
  bytes: Uint8Array,
  { isHeaded = false, longestRow = usualSpan }: Reading = {},
): Generator<SheetRow> {
  const lines = decodeAnyText(bytes).split(/\r?\n/)
  const delimiter = delimiterOf(lines, isHeaded)
  const patience = { longestRow, attemptsLeft: longAttempts }
  for (let index = 0; index < lines.length; ) {
    if (holdsNothing.test(lines[index] ?? '')) {
      index += 1
      continue
    }
    const [row, span] = rowAt(lines, index, delimiter, patience)
    if (row.fault !== undefined || !isBlank(row)) yield row
    index += span
  }
}
