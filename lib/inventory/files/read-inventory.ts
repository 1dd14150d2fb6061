import type { ByteSource } from '../../foundation/files/byte-source.ts'
import { rowReader } from '../../foundation/files/delimited.ts'
import type { SheetRow } from '../../foundation/files/sheet.ts'
import { type LineBlock, readLines, readText } from '../../foundation/files/text.ts'
import { WrongFile } from '../../foundation/files/wrong-file.ts'
import type { ImportError } from '../../work/imports/import-file.ts'
import { findHeadings, type Headings, linesLookedAt } from './find-headings.ts'
import { commonHeadings, type InventorySource, readHeadings } from './inventory-columns.ts'
import { type InventoryRow, inventoryRowReader } from './inventory-row.ts'
import { openText } from './open-text.ts'

/** Some hundred rows of a file, in their order. */
export interface InventoryBatch {
  rows: InventoryRow[]
  faults: ImportError[]
  /** Rows that speak of something else than a Windows PC. */
  skipped: number
}

/** An inventory file whose headings are known. */
export interface InventoryFile {
  source: InventorySource
  /** Of its text, unpacked, in bytes. */
  size: number
  /**
   * Its rows; they can be read once.
   * @throws WrongFile `bad-archive`, `encoding`, `file-too-large`, `file-empty`
   */
  batches: AsyncIterable<InventoryBatch>
}

export interface InventoryOptions {
  /** The device of a file that has no column of devices. */
  deviceId?: string
  /** Reports of a later time are faults of code `future-report`. ISO 8601 UTC. */
  notAfter?: string
}

/** The heading row stands within so many characters. */
const charactersLookedAt = 1024 * 1024

/** As many lines as headings are looked for in, or all that there are. */
const firstLines = async (blocks: AsyncIterator<LineBlock>): Promise<{ lines: LineBlock; isEnd: boolean }> => {
  let lines: LineBlock = []
  let characters = 0
  while (lines.length < linesLookedAt && characters < charactersLookedAt) {
    const { done, value } = await blocks.next()
    if (done) return { lines, isEnd: true }
    lines = lines.concat(value)
    for (const line of value) characters += line?.length ?? 0
  }
  return { lines, isEnd: false }
}

/** Lines that one row may span. */
const longestRow = 100

async function* rowsBelow(
  lines: LineBlock,
  rest: AsyncIterable<LineBlock>,
  { delimiter, index, columns }: Headings,
): AsyncGenerator<SheetRow[]> {
  const take = rowReader({ delimiter, longestRow, first: index + 2, width: columns.width })
  yield take(lines.slice(index + 1))
  for await (const block of rest) yield take(block)
  yield take([], true)
}

/** Reads rows; files that were put together have headings in their middle, perhaps in another order. */
const batchReader = ({ columns: first, cells: headings }: Headings, { deviceId, notAfter }: InventoryOptions) => {
  let read = inventoryRowReader(first, notAfter)
  let [titleAt = 0] = first.positions.title
  const known = new Set([...commonHeadings, ...headings.map((heading) => heading.trim())])
  /** @returns true when the row is a heading row */
  const follow = ({ cells }: SheetRow): boolean => {
    if (!known.has(cells[titleAt]?.trim() ?? '')) return false
    const columns = readHeadings(cells, deviceId)
    if (!columns || 'lacksDevice' in columns) return false
    read = inventoryRowReader(columns, notAfter)
    titleAt = columns.positions.title[0] ?? 0
    return true
  }
  return (rows: readonly SheetRow[]): InventoryBatch => {
    const batch: InventoryBatch = { rows: [], faults: [], skipped: 0 }
    for (const row of rows) {
      if (follow(row)) continue
      const outcome = read(row)
      if (outcome === 'skipped') batch.skipped += 1
      else if ('fault' in outcome) batch.faults.push(outcome.fault)
      else batch.rows.push(outcome)
    }
    return batch
  }
}

async function* batchesOf(
  headings: Headings,
  rows: AsyncIterable<SheetRow[]>,
  options: InventoryOptions,
): AsyncGenerator<InventoryBatch> {
  const read = batchReader(headings, options)
  let isEmpty = true
  for await (const some of rows) {
    const batch = read(some)
    if (batch.rows.length + batch.faults.length + batch.skipped === 0) continue
    isEmpty = false
    yield batch
  }
  if (isEmpty) throw new WrongFile('file-empty', 'The file has headings and no rows below them.')
}

/**
 * Opens an inventory file of any source, as it is or in a zip archive, and reads as far as its headings. All of it is
 * read as its batches are asked for, in constant memory.
 * @throws WrongFile `bad-archive`, `encoding`, `file-name`, `file-empty`, `file-too-large`, `unknown-columns`,
 * `missing-option`
 */
export const readInventory = async (
  source: ByteSource,
  fileName: string,
  options: InventoryOptions = {},
): Promise<InventoryFile> => {
  const { size, bytes } = await openText(source, fileName)
  const blocks = readLines(readText(bytes))
  const { lines, isEnd } = await firstLines(blocks)
  const headings = findHeadings(lines, isEnd, options.deviceId)
  return {
    source: headings.columns.source,
    size,
    batches: batchesOf(headings, rowsBelow(lines, blocks, headings), options),
  }
}
