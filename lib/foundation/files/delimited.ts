import { isBlank, type SheetRow } from './sheet.ts'
import {
  cellsFault,
  type Delimiter,
  delimiters,
  lengthFault,
  maximumCells,
  quoteFault,
  type Split,
  splitLine,
} from './split-line.ts'
import { decodeText, type LineBlock, linesOf, longestLine } from './text.ts'

interface Reading {
  delimiter: Delimiter
  longestRow: number
  first?: number
  /** Columns that have headings. If given, unclear quotes are read in whichever way gives a row that many cells. */
  width?: number
}

type Read = Pick<SheetRow, 'cells' | 'fault'> & { span: number }

/** The lines from one on, to the end of a row whose quote is open before them. */
interface Rest {
  /** Index of the last line; the quote is still `open` at the end of the block. */
  last: number
  end: 'closed' | 'wrong' | 'open'
  /** Cells that end in these lines, and characters of the lines. */
  cells: number
  length: number
  /** The last cell has no text in these lines. */
  isBlank: boolean
}

const holdsNothing = /^[\s,;]*$/
const holdsQuotes = /^[\s,;"]*$/

const isEmpty = (cell = ''): boolean => cell.trim() === ''

/**
 * Makes rows of blocks of lines, the last one with `isEnd`. A row may span lines; one with wrong quotes spoils only its
 * first line. Cells are not trimmed.
 */
export const rowReader = ({ delimiter, longestRow, first = 1, width }: Reading) => {
  const blank = width === undefined ? holdsNothing : holdsQuotes
  let number = first
  let held: LineBlock = []

  /** A row has all columns and nothing to the right of them; a separator at its end does not count. */
  const fits = (cells: number, endsEmpty: boolean): boolean =>
    width === undefined || cells === width || (cells === width + 1 && endsEmpty)

  /**
   * Follows an open quote. How lines go on does not depend on where their row began, so that each is split once,
   * however many rows seem to begin in the lines before.
   */
  const follow = (lines: LineBlock, known: Rest[], from: number): Rest => {
    const parts: Pick<Rest, 'cells' | 'length' | 'isBlank'>[] = []
    let last = from
    let rest = known[last]
    while (!rest) {
      const line = lines[last]
      const split = line === undefined ? undefined : splitLine(line, delimiter, { before: { cells: [], open: '' } })
      const part = { cells: split?.cells.length ?? 0, length: line?.length ?? 0 }
      if (split?.open === undefined) {
        const end = split ? 'closed' : last < lines.length ? 'wrong' : 'open'
        rest = { ...part, last, end, isBlank: isEmpty(split?.cells.at(-1)) }
        known[last] = rest
      } else {
        parts.push({ ...part, isBlank: isEmpty(split.open) })
        last += 1
        rest = known[last]
      }
    }
    for (const { cells, length, isBlank } of parts.reverse()) {
      const endsBlank: boolean = rest.isBlank && (rest.cells > 1 || isBlank)
      rest = { ...rest, cells: rest.cells + cells, length: rest.length + length, isBlank: endsBlank }
      last -= 1
      known[last] = rest
    }
    return rest
  }

  /** @returns `more` when the next block decides */
  const readRow = (lines: LineBlock, known: Rest[], index: number, isEnd: boolean): Read | 'more' => {
    const text = lines[index]
    if (text === undefined) return { cells: [], fault: lengthFault(longestLine), span: 1 }
    const strict = splitLine(text, delimiter)
    if (strict && strict.open === undefined) return { cells: strict.cells, span: 1 }
    if (strict) {
      const { last, end, cells, length, isBlank } = follow(lines, known, index + 1)
      const span = last - index + 1
      const isLong = span > longestRow || text.length + length > longestLine
      if (!isLong && end === 'open' && !isEnd) return 'more'
      if (
        !isLong &&
        end === 'closed' &&
        fits(strict.cells.length + cells, isBlank && (cells > 1 || isEmpty(strict.open)))
      ) {
        const add = (row: Split, line = '') => splitLine(line, delimiter, { before: row }) ?? row
        return { cells: lines.slice(index + 1, last + 1).reduce<Split>(add, strict).cells, span }
      }
    }
    const lenient = width === undefined ? undefined : splitLine(text, delimiter, { isLenient: true })
    if (lenient && lenient.open === undefined && fits(lenient.cells.length, isEmpty(lenient.cells.at(-1))))
      return { cells: lenient.cells, span: 1 }
    return { cells: [], fault: quoteFault(strict), span: 1 }
  }

  return (block: LineBlock, isEnd = false): SheetRow[] => {
    const lines = held.length > 0 ? [...held, ...block] : block
    const known: Rest[] = []
    const rows: SheetRow[] = []
    held = []
    for (let index = 0; index < lines.length; ) {
      const line = lines[index]
      const isSkipped = line !== undefined && blank.test(line)
      const read = isSkipped ? { cells: [], span: 1 } : readRow(lines, known, index, isEnd)
      if (read === 'more') {
        held = lines.slice(index)
        break
      }
      const { span, fault = cellsFault(read.cells) } = read
      const row = fault ? { cells: [], fault } : { cells: read.cells }
      if (row.fault || !isBlank(row))
        rows.push({ line: number, text: lines.slice(index, index + span).join('\n'), ...row })
      index += span
      number += span
    }
    return rows
  }
}

const linesLookedAt = 50
/** The line before the headings with which spreadsheets are told the separator. */
const separatorLine = /^"?sep=([,;\t])"?[,;\s]*$/i
const blockLines = 1_000

/** The one that occurs most often in one line; quoted text does not count. */
const delimiterOf = (lines: LineBlock): Delimiter => {
  const unquoted = lines.map((line = '') => line.replaceAll(/"[^"]*"/g, ''))
  const cellsIn = (line: string, delimiter: Delimiter) => line.split(delimiter, maximumCells).length
  const most = (delimiter: Delimiter) => Math.max(...unquoted.map((line) => cellsIn(line, delimiter)))
  return delimiters.toSorted((one, other) => most(other) - most(one))[0] ?? ','
}

export interface TextOptions {
  isHeaded?: boolean
  longestRow?: number
  delimiter?: Delimiter
  isCut?: boolean
}

/**
 * The rows of a delimited text (comma, semicolon or tab; UTF-8 or UTF-16; RFC 4180) that are not blank; cells are
 * trimmed.
 * @param isHeaded the first line that is not blank tells the delimiter; otherwise the first fifty do
 * @param delimiter it is known @param isCut the text ends somewhere, and its last row is not read
 * @throws WrongFile `encoding`
 */
export function* readDelimited(
  bytes: Uint8Array,
  { isHeaded = false, longestRow = 20, delimiter: known, isCut = false }: TextOptions = {},
): Generator<SheetRow> {
  const lines = linesOf(decodeText(bytes, isCut).content)
  if (isCut) lines.pop()
  const findFilled = () => lines.findIndex((line) => line !== undefined && !holdsNothing.test(line))
  const first = findFilled()
  const [told, separator] = separatorLine.exec(lines[first] ?? '') ?? []
  if (told !== undefined) lines[first] = ''
  const filled = isHeaded ? findFilled() : -1
  const looked = filled < 0 ? lines.slice(0, linesLookedAt) : lines.slice(filled, filled + 1)
  const delimiter = known ?? delimiters.find((each) => each === separator) ?? delimiterOf(looked)
  const read = rowReader({ delimiter, longestRow })
  for (let from = 0; from < lines.length; from += blockLines)
    for (const row of read(lines.slice(from, from + blockLines), !isCut && from + blockLines >= lines.length))
      yield { ...row, cells: row.cells.map((cell) => cell?.trim()) }
}
