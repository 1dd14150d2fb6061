import { type Delimiter, delimiters, splitLine } from '../../foundation/files/split-line.ts'
import type { LineBlock } from '../../foundation/files/text.ts'
import { WrongFile } from '../../foundation/files/wrong-file.ts'
import { expectedColumns, type InventoryColumns, readHeadings, sourceName } from './inventory-columns.ts'

/** The heading row is one of the first lines of a file. */
export const linesLookedAt = 50

const maximumColumns = 1_000
const columnsShown = 12
const charactersShown = 40

export interface Headings {
  columns: InventoryColumns
  delimiter: Delimiter
  /** The heading row as it stands there. */
  cells: readonly string[]
  /** Index of the heading row in the lines looked at. */
  index: number
}

const cellsOf = (line: string, delimiter: Delimiter): string[] =>
  (splitLine(line, delimiter) ?? splitLine(line, delimiter, { isLenient: true }))?.cells ?? []

const holdsNothing = /^[\s,;"]*$/

/** The line that looks most like headings, as a message shows it; what may be an address or a number is masked. */
const foundHeadings = (lines: readonly string[]): string => {
  const rows = lines.flatMap((line) => delimiters.map((delimiter) => cellsOf(line, delimiter)))
  const filled = rows.map((cells) => cells.filter((cell) => !holdsNothing.test(cell)))
  const [fullest = []] = filled.toSorted((one, other) => other.length - one.length)
  return fullest
    .slice(0, columnsShown)
    .map((cell) => (/@|\d{4}/.test(cell) ? '…' : cell.trim().slice(0, charactersShown).toWellFormed()))
    .join(', ')
}

const lacksDevice = (source: string): WrongFile =>
  new WrongFile(
    'missing-option',
    `The file (${source}) has no column of devices. Name its device by the object metadata device-id, or by the option deviceId of the API.`,
  )

const refuse = (lines: readonly string[], isEnd: boolean): WrongFile => {
  if (isEnd && lines.every((line) => holdsNothing.test(line)))
    return new WrongFile('file-empty', 'The file holds no rows.')
  return new WrongFile(
    'unknown-columns',
    `None of the first ${linesLookedAt} lines has the headings of an inventory file. Found: ${foundHeadings(lines)}. Expected, in any order, those of one of: ${expectedColumns}.`,
  )
}

/**
 * Finds the heading row, and with it the delimiter: the one by which it is one.
 * @param first the lines looked at, or more; all that there are when `isEnd`
 * @param deviceId the option: the device of a file that has no column of devices
 * @throws WrongFile `unknown-columns`, `missing-option`, `file-empty`
 */
export const findHeadings = (first: LineBlock, isEnd: boolean, deviceId: string | undefined): Headings => {
  const lines = first.slice(0, linesLookedAt).map((line) => line ?? '')
  for (const [index, line] of lines.entries())
    for (const delimiter of delimiters) {
      const cells = cellsOf(line, delimiter)
      if (cells.length > maximumColumns)
        throw new WrongFile('unknown-columns', `Line ${index + 1} has more than ${maximumColumns} columns.`)
      const columns = readHeadings(cells, deviceId)
      if (columns && 'lacksDevice' in columns) throw lacksDevice(sourceName(columns.lacksDevice))
      if (columns) return { columns, delimiter, cells, index }
    }
  throw refuse(lines, isEnd)
}
