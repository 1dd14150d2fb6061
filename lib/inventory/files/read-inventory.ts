import { type ByteSource, readBytes } from '../../foundation/files/byte-source.ts'
import { showHeadings } from '../../foundation/files/columns.ts'
import { rowReader } from '../../foundation/files/delimited.ts'
import { type SheetRow, WrongFile } from '../../foundation/files/sheet.ts'
import { openSheets, type Sheet } from '../../foundation/files/sheets.ts'
import {
  type Delimiter,
  delimiters,
  isOneQuotedCell,
  maximumCells,
  rowsAreQuoted,
  splitLine,
} from '../../foundation/files/split-line.ts'
import { type LineBlock, readLines, readText } from '../../foundation/files/text.ts'
import { fileTypeOf, type ImportError } from '../../work/imports/import-file.ts'
import {
  commonHeadings,
  countsDevices,
  expectedColumns,
  headingsWithin,
  type InventoryColumns,
  lacksDevice,
  namesNone,
  readHeadings,
} from './inventory-columns.ts'
import { type InventoryRow, inventoryRowReader } from './inventory-row.ts'
import { openText } from './open-text.ts'
import type { DateOrder } from './report-time.ts'

export interface InventoryBatch {
  rows: InventoryRow[]
  faults: ImportError[]
  /** Rows of devices that are not Windows PCs. */
  skipped: number
}

export interface InventoryOptions {
  /** The device of a file that has no column of devices. */
  deviceId?: string
  /** Reports of a later time are faults of code `future-report`. ISO 8601 UTC. */
  notAfter?: string
}

/** The heading row is one of the first lines of a file, within so many characters. */
const charactersLookedAt = 1024 * 1024
const longestRow = 100

const firstLines = async (blocks: AsyncIterator<LineBlock>): Promise<{ lines: LineBlock; isEnd: boolean }> => {
  let lines: LineBlock = []
  let characters = 0
  while (lines.length < headingsWithin && characters < charactersLookedAt) {
    const { done, value } = await blocks.next()
    if (done) return { lines, isEnd: true }
    lines = lines.concat(value)
    for (const line of value) characters += line?.length ?? 0
  }
  return { lines, isEnd: false }
}

const holdsNothing = /^[\s,;"]*$/

const cellsOf = (line: string, delimiter: Delimiter): string[] =>
  (splitLine(line, delimiter) ?? splitLine(line, delimiter, { isLenient: true }))?.cells ?? []

/** The line that looks most like headings, for messages. */
const foundHeadings = (lines: readonly string[]): string => {
  const rows = lines.flatMap((line) => delimiters.map((delimiter) => cellsOf(line, delimiter)))
  const filled = rows.map((cells) => cells.filter((cell) => !holdsNothing.test(cell)))
  const [fullest = []] = filled.toSorted((one, other) => other.length - one.length)
  return showHeadings({ cells: fullest })
}

/** The columns of a row that is a heading row. @throws WrongFile when it is one of a file that is refused */
const columnsOf = (cells: readonly (string | undefined)[], line: number, { deviceId }: InventoryOptions) => {
  if (cells.length > maximumCells)
    throw new WrongFile('unknown-columns', `Line ${line} has more than ${maximumCells} columns.`)
  if (countsDevices(cells)) throw new WrongFile('unknown-columns', namesNone)
  const columns = readHeadings(cells, deviceId)
  if (columns?.lacksDevice) throw new WrongFile('missing-option', lacksDevice(columns.name))
  return columns
}

const noHeadings = (found: string): WrongFile =>
  new WrongFile(
    'unknown-columns',
    `None of the first ${headingsWithin} lines has the headings of an inventory file. Found: ${found}. Expected, in any order, those of one of: ${expectedColumns}.`,
  )

/** @param first the lines looked at, or more; all that there are when `isEnd` @throws WrongFile */
const findHeadings = (first: LineBlock, isEnd: boolean, options: InventoryOptions) => {
  const lines = first.slice(0, headingsWithin).map((line) => line ?? '')
  for (const [index, line] of lines.entries())
    for (const delimiter of delimiters) {
      const cells = cellsOf(line, delimiter)
      const columns = columnsOf(cells, index + 1, options)
      if (columns) return { columns, delimiter, cells, index }
    }
  if (isEnd && lines.every((line) => holdsNothing.test(line)))
    throw new WrongFile('file-empty', 'The file holds no rows.')
  if (lines.some(isOneQuotedCell) && lines.every((line) => holdsNothing.test(line) || isOneQuotedCell(line)))
    throw rowsAreQuoted()
  throw noHeadings(foundHeadings(lines))
}

interface Headings {
  columns: InventoryColumns
  cells: readonly (string | undefined)[]
}

async function* rowsBelow(
  lines: LineBlock,
  rest: AsyncIterable<LineBlock>,
  { delimiter, index, columns }: ReturnType<typeof findHeadings>,
) {
  const take = rowReader({ delimiter, longestRow, first: index + 2, width: columns.width })
  yield take(lines.slice(index + 1))
  for await (const block of rest) yield take(block)
  yield take([], true)
}

/** Reads rows. A file made of several has headings in its middle, perhaps in another order. */
async function* batchesOf(
  rows: AsyncIterable<SheetRow[]>,
  headings: Headings,
  { deviceId, notAfter }: InventoryOptions,
  orders: Map<DateOrder, number>,
) {
  let { columns } = headings
  let read = inventoryRowReader(columns, notAfter, orders)
  const known = new Set([...commonHeadings, ...headings.cells.map((heading = '') => heading.trim())])
  const follow = ({ cells }: SheetRow): boolean => {
    const [titleAt = 0] = columns.positions.get('title') ?? []
    const next = known.has(cells[titleAt]?.trim() ?? '') ? readHeadings(cells, deviceId) : undefined
    if (!next || next.lacksDevice) return false
    columns = next
    read = inventoryRowReader(columns, notAfter, orders)
    return true
  }
  let isEmpty = true
  for await (const some of rows) {
    const batch: InventoryBatch = { rows: [], faults: [], skipped: 0 }
    for (const row of some) {
      if (follow(row)) continue
      const outcome = read(row)
      if (outcome === 'skipped') batch.skipped += 1
      else if ('fault' in outcome) batch.faults.push(outcome.fault)
      else batch.rows.push(outcome)
    }
    if (batch.rows.length + batch.faults.length + batch.skipped === 0) continue
    isEmpty = false
    yield batch
  }
  if (isEmpty) throw new WrongFile('file-empty', 'The file has headings and no rows below them.')
}

/** @param orders with the first line of each @throws WrongFile `invalid-date` */
const isDayFirstIn = (orders: ReadonlyMap<DateOrder, number>): boolean => {
  const [unclear, isDay] = [orders.get('unclear'), orders.has('day-first')]
  if (unclear === undefined || isDay !== orders.has('month-first')) return isDay
  const why = isDay ? 'the file has dates of both orders' : 'no date of the file tells which'
  const message = `The date in line ${unclear} may have its day or its month first, and ${why}. Write dates as YYYY-MM-DD.`
  throw new WrongFile('invalid-date', message)
}

const rowsAtOnce = 1_000

async function* inBatches(rows: ReturnType<Sheet['rows']>, headingLine: number): AsyncGenerator<SheetRow[]> {
  let batch: SheetRow[] = []
  for await (const row of rows) {
    if (row.line > headingLine) batch.push(row)
    if (batch.length < rowsAtOnce) continue
    yield batch
    batch = []
  }
  yield batch
}

/** The first sheet of a workbook that has a heading row. @throws WrongFile */
const readWorkbook = async (source: ByteSource, options: InventoryOptions) => {
  let fullest: SheetRow | undefined
  const filled = (row: SheetRow | undefined): number => row?.cells.filter((cell) => cell).length ?? 0
  for (const sheet of await openSheets(await readBytes(source, 0, source.size), true))
    for await (const row of sheet.rows()) {
      if (row.line > headingsWithin) break
      const columns = columnsOf(row.cells, row.line, options)
      if (columns) return { headings: { columns, cells: row.cells }, rows: inBatches(sheet.rows(), row.line) }
      if (filled(row) > filled(fullest)) fullest = row
    }
  throw fullest ? noHeadings(showHeadings(fullest)) : new WrongFile('file-empty', 'The file holds no rows.')
}

/** Times that the text of a workbook is larger than its file, about. */
const workbookFold = 16

/**
 * Opens an inventory file of any source, plain, in a zip archive or a workbook, and reads its headings. Rows are read in
 * constant memory, those of a workbook in that of its texts. @throws WrongFile `bad-archive`, `encoding`, `file-name`,
 * `file-empty`, `file-too-large`, `unknown-columns`, `missing-option`
 */
export const readInventory = async (source: ByteSource, fileName: string, options: InventoryOptions = {}) => {
  const orders = new Map<DateOrder, number>()
  /** `size` is of its text, unpacked, in bytes; `batches` can be read once, before `isDayFirst` tells the order of dates. */
  const opened = (size: number, headings: Headings, rows: AsyncIterable<SheetRow[]>) => ({
    ...{ source: headings.columns.source, size },
    batches: batchesOf(rows, headings, options, orders),
    isDayFirst: () => isDayFirstIn(orders),
  })
  if (fileTypeOf(fileName) === 'xlsx') {
    const { headings, rows } = await readWorkbook(source, options)
    return opened(source.size * workbookFold, headings, rows)
  }
  const { size, bytes } = await openText(source, fileName)
  const blocks = readLines(readText(bytes))
  const { lines, isEnd } = await firstLines(blocks)
  const headings = findHeadings(lines, isEnd, options)
  return opened(size, headings, rowsBelow(lines, blocks, headings))
}
export type InventoryFile = Awaited<ReturnType<typeof readInventory>>
