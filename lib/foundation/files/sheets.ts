import { readDelimited, type TextOptions } from './delimited.ts'
import { type SheetRow, WrongFile } from './sheet.ts'
import { openWorkbook } from './workbook.ts'
import { badArchive, isZip } from './zip.ts'

export interface Sheet {
  /** Absent in a delimited text. */
  name?: string
  rows: () => Iterable<SheetRow> | AsyncIterable<SheetRow>
}

/** The container of old workbooks (.xls), and of those with a password. */
const isCompoundFile = (bytes: Uint8Array): boolean => bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11

/** @throws WrongFile `bad-archive`, `file-name` when the bytes are not of the type that the file name says */
const expectType = (bytes: Uint8Array, isWorkbook: boolean): void => {
  if (isCompoundFile(bytes))
    throw badArchive('The workbook is in the old format (.xls) or has a password. Save it as .xlsx without one.')
  if (isWorkbook && !isZip(bytes))
    throw badArchive('The file is no XLSX workbook. Save it as one, or name it .csv if it is text.')
  if (!isWorkbook && isZip(bytes))
    throw new WrongFile(
      'file-name',
      'The file is a workbook or an archive, and its name ends in .csv. Name a workbook .xlsx.',
    )
}

/** The sheets of a workbook, or a delimited text as the only one. @throws WrongFile `bad-archive`, `file-name`, `file-too-large` */
export const openSheets = async (bytes: Uint8Array, isWorkbook: boolean, text?: TextOptions): Promise<Sheet[]> => {
  expectType(bytes, isWorkbook)
  return isWorkbook ? openWorkbook(bytes) : [{ rows: () => readDelimited(bytes, text) }]
}

interface Wanted {
  /** Whether a row is the heading row of such a file. */
  isHeading: (row: SheetRow) => boolean
  /** More rows are not read. */
  most: number
  text?: TextOptions
}

const firstRow = async ({ rows }: Sheet): Promise<SheetRow | undefined> => {
  for await (const row of rows()) return row
  return undefined
}

/**
 * The rows of a file: of a workbook those of the first sheet that begins with the headings, else of the first that has a
 * row. @throws WrongFile as {@link openSheets} does
 */
export const readSheet = async (
  bytes: Uint8Array,
  isWorkbook: boolean,
  { isHeading, most, text }: Wanted,
): Promise<SheetRow[]> => {
  const sheets = await openSheets(bytes, isWorkbook, text)
  let chosen: Sheet | undefined
  for (const sheet of sheets.length > 1 ? sheets : []) {
    const row = await firstRow(sheet)
    if (row) chosen ??= sheet
    if (!row || !isHeading(row)) continue
    chosen = sheet
    break
  }
  const found: SheetRow[] = []
  for await (const row of (chosen ?? sheets[0])?.rows() ?? []) {
    if (found.push(row) >= most) break
  }
  return found
}
