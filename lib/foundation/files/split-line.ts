import { type Fault, WrongFile } from './sheet.ts'

export const delimiters = [',', ';', '\t'] as const
export type Delimiter = (typeof delimiters)[number]

export interface Split {
  cells: string[]
  /** The text so far of a quoted cell that goes on with the next line. */
  open?: string
}

/** No file that is read has rows of more cells. */
export const maximumCells = 1_000

export const cellsFault = ({ length }: readonly unknown[]): Fault | undefined =>
  length > maximumCells
    ? { code: 'column-count', message: `The line has more than ${maximumCells} cells. Perhaps line ends are missing.` }
    : undefined

export const lengthFault = (maximum: number): Fault => ({
  code: 'unclosed-quote',
  message: `The line has more than ${maximum.toLocaleString('en')} characters. Perhaps a quote is not closed, or line ends are missing.`,
})

interface Splitting {
  /** Some writers do not double quotes in a quoted cell: only one before a delimiter or the line's end closes it. */
  isLenient?: boolean
  /** What the lines before left open; its cells are taken over. */
  before?: Split | undefined
  /** Receives the index at which each cell begins, after blanks; the last may be of a cell that cannot be read. */
  starts?: number[]
}

const isBlankAt = (text: string, at: number, delimiter: Delimiter): boolean =>
  text[at] === ' ' || (text[at] === '\t' && delimiter !== '\t')

const afterBlanks = (text: string, from: number, delimiter: Delimiter): number => {
  let at = from
  while (isBlankAt(text, at, delimiter)) at += 1
  return at
}

/** The end of the cell, if a quote before `from` closes it: only blanks follow up to a delimiter or the line's end. */
const endOfCell = (text: string, from: number, delimiter: Delimiter): number | undefined => {
  const end = afterBlanks(text, from, delimiter)
  return end >= text.length || text[end] === delimiter ? end : undefined
}

/** @returns without `end` when the line does not close the cell; undefined when text follows its closing quote */
const readQuoted = (text: string, from: number, delimiter: Delimiter, isLenient: boolean) => {
  let value = ''
  for (let at = from; ; ) {
    const found = text.indexOf('"', at)
    if (found < 0) return { value: `${value}${text.slice(at)}\n`, end: undefined }
    const isDoubled = text[found + 1] === '"'
    if (!isDoubled) {
      const end = endOfCell(text, found + 1, delimiter)
      if (end !== undefined) return { value: value + text.slice(at, found), end }
      if (!isLenient) return undefined
    }
    // If the writer did not double it, the second one closes the cell.
    const standsAlone = !isDoubled || (isLenient && endOfCell(text, found + 2, delimiter) !== undefined)
    value += text.slice(at, found + 1)
    at = found + (standsAlone ? 1 : 2)
  }
}

/**
 * By RFC 4180, quotes also after blanks. Stops after one cell more than {@link maximumCells}.
 * @returns undefined when text follows a closing quote and it is not lenient
 */
export const splitLine = (
  text: string,
  delimiter: Delimiter,
  { isLenient = false, before, starts }: Splitting = {},
): Split | undefined => {
  if (!before && !starts && !text.includes('"')) return { cells: text.split(delimiter, maximumCells + 1) }
  const cells = before?.cells ?? []
  let open = before?.open
  for (let at = 0; ; at += 1) {
    if (cells.length > maximumCells) return { cells }
    const start = open === undefined ? afterBlanks(text, at, delimiter) : at
    starts?.push(start)
    if (open === undefined && text[start] !== '"') {
      const end = text.indexOf(delimiter, at)
      cells.push(text.slice(at, end < 0 ? undefined : end))
      if (end < 0) return { cells }
      at = end
      continue
    }
    const cell = readQuoted(text, open === undefined ? start + 1 : at, delimiter, isLenient)
    if (!cell) return undefined
    const value = (open ?? '') + cell.value
    if (cell.end === undefined) return { cells, open: value }
    cells.push(value)
    if (cell.end >= text.length) return { cells }
    open = undefined
    at = cell.end
  }
}

const longestCell = 10_000
const wholeQuoted = /^\s*"([^"]*(?:""[^"]*)*)"[\s,;]*$/

/** Some tools quote a row as a whole, so that it has no columns. */
export const isOneQuotedCell = (line: string): boolean => {
  const cell = line.length > longestCell ? '' : (wholeQuoted.exec(line)?.[1] ?? '')
  return delimiters.some((delimiter) => cell.includes(delimiter))
}

export const rowsAreQuoted = (): WrongFile =>
  new WrongFile(
    'unknown-columns',
    'Each row is one quoted cell, so that the file has no columns. Save it again without quotes around whole rows.',
  )

export const quoteFault = (split: Split | undefined): Fault => ({
  code: 'unclosed-quote',
  message: split
    ? 'A quote is opened and not closed on this line.'
    : 'Text follows a closing quote. Inside a quoted field write a quote twice, and close the field before the separator.',
})

/** A cell and the column of its first character, from 1. */
export interface Cell {
  value: string
  column: number
}

const trimBlanks = (text: string): string => {
  let end = text.length
  while (isBlankAt(text, end - 1, ',')) end -= 1
  return text.slice(afterBlanks(text, 0, ','), end)
}

/** Characters of a line that is split by itself. */
const longestLine = 10_000

/** Splits a line at commas, by itself, so that a stray quote spoils one line only. Cells without quotes are trimmed. */
export const locateCells = (line: string): Cell[] | { fault: Fault } => {
  if (line.length > longestLine) return { fault: lengthFault(longestLine) }
  const starts: number[] = []
  const split = splitLine(line, ',', { starts })
  let column = 1
  const columns = starts.map((start, index) => {
    column += [...line.slice(starts[index - 1] ?? 0, start)].length
    return column
  })
  if (!split || split.open !== undefined) return { fault: { column, ...quoteFault(split) } }
  const fault = cellsFault(split.cells)
  if (fault) return { fault }
  return split.cells.map((cell, index) => ({
    value: line[starts[index] ?? 0] === '"' ? cell : trimBlanks(cell),
    column: columns[index] ?? 1,
  }))
}
