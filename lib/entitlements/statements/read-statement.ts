import type { Contract } from '../../agreements/records/contract.ts'
import { bare } from '../../foundation/files/columns.ts'
import { type Fault, type SheetRow, WrongFile } from '../../foundation/files/sheet.ts'
import { openSheets, type Sheet } from '../../foundation/files/sheets.ts'
import type { FileType, ImportError, ImportFile } from '../../work/imports/import-file.ts'
import {
  type FileLayout,
  haveSameQuantities,
  licenseKey,
  type StatementLayout,
  type StatementRow,
  statementRowKey,
} from '../rows/statement-rows.ts'
import { findFileColumns, maximumRows } from './find-columns.ts'
import { type FileColumns, readContractLine, readStatementLine } from './statement-lines.ts'

/** A good row, and the lines that repeat it. */
interface FileLine<R> {
  line: number
  row: R
  repeats: number[]
}

interface Lines extends ImportFile {
  /** Rows that are totals, or of single countries. */
  skipped: number
  /** Whether some wrong line may speak for this License ID (upper case; '' for the whole organization). */
  isUnclear: (licenseKey: string) => boolean
  warnings: ImportError[] | undefined
}

export type StatementFile = Lines &
  ({ layout: StatementLayout; lines: FileLine<StatementRow>[] } | { layout: 'contracts'; lines: FileLine<Contract>[] })

/** The tab Pivot Data first, as a statement has more tabs with the same headings. */
const sheetsOf = async (bytes: Uint8Array, type: FileType): Promise<Sheet[]> => {
  const sheets = await openSheets(bytes, type === 'xlsx')
  const isPivot = ({ name = '' }: Sheet): boolean => bare(name) === 'PIVOTDATA'
  return [...sheets.filter(isPivot), ...sheets.filter((sheet) => !isPivot(sheet))]
}

/** How the rows of a layout are read and compared. */
interface Reading<R> {
  read: (row: SheetRow, columns: FileColumns) => { row: R } | { fault: Fault; license: string | undefined } | 'skipped'
  placeOf: (row: R) => string
  areEqual: (one: R, other: R) => boolean
}

const statements = (layout: StatementLayout): Reading<StatementRow> => ({
  read: readStatementLine,
  placeOf: (row) => statementRowKey(layout, row).sk,
  areEqual: haveSameQuantities,
})

export const saysTheSame = (one: Contract, other: Contract): boolean =>
  one.status === other.status &&
  one.program === other.program &&
  one.organization === other.organization &&
  one.endDate === other.endDate

const contracts: Reading<Contract> = {
  read: readContractLine,
  placeOf: ({ licenseId }) => licenseKey(licenseId),
  areEqual: saysTheSame,
}

/** A row as errors may show it: a file of contracts has columns of persons. */
const tellableText = (row: SheetRow, { layout, positions, widthFault }: FileColumns): string | undefined => {
  if (layout !== 'contracts') return row.text
  if (row.fault ?? widthFault(row)) return undefined
  return [...positions.values()].map((index) => row.cells[index] ?? '').join(', ')
}

type Found = Awaited<ReturnType<typeof findFileColumns>>

const readLines = async <R extends { licenseId?: string | undefined }>(
  { columns, headingLine, rows, warning }: Found,
  { read, placeOf, areEqual }: Reading<R>,
): Promise<Lines & { lines: FileLine<R>[] }> => {
  /** By the places of their rows. Of two lines for one place the first counts. */
  const lines = new Map<string, FileLine<R>>()
  const errors: ImportError[] = []
  const unclear = new Set<string | undefined>()
  let count = 0
  let skipped = 0
  for await (const sheetRow of rows) {
    const { line } = sheetRow
    if (line <= headingLine) continue
    count += 1
    if (count > maximumRows)
      throw new WrongFile(
        'file-too-large',
        `The file has more than ${maximumRows} rows of data. Split it by License ID.`,
      )
    const refuse = (fault: Fault, license: string | undefined): void => {
      const text = tellableText(sheetRow, columns)
      errors.push({ line, ...fault, ...(text !== undefined && { text }) })
      unclear.add(license)
    }
    const one = read(sheetRow, columns)
    if (one === 'skipped') skipped += 1
    else if ('fault' in one) refuse(one.fault, one.license)
    else {
      const place = placeOf(one.row)
      const earlier = lines.get(place)
      if (!earlier) lines.set(place, { line, row: one.row, repeats: [] })
      else if (areEqual(earlier.row, one.row)) earlier.repeats.push(line)
      else {
        const message = `Line ${earlier.line} says something else of the same License ID and product. Leave one of them.`
        refuse({ code: 'duplicate-line', message }, licenseKey(one.row.licenseId))
      }
    }
  }
  if (count === 0) throw new WrongFile('file-empty', 'The file has headings and no rows below them.')
  const isUnclear = (license: string): boolean => unclear.has(undefined) || unclear.has(license)
  const warnings =
    warning === undefined ? undefined : [{ line: headingLine, code: 'unknown-language', message: warning }]
  return { rows: count, lines: [...lines.values()], skipped, rejected: errors.length, errors, isUnclear, warnings }
}

/** @throws WrongFile `file-empty`, `file-name`, `file-too-large`, `bad-archive`, `encoding`, `unknown-columns` */
export const readStatement = async (bytes: Uint8Array, type: FileType): Promise<StatementFile> => {
  const found = await findFileColumns(await sheetsOf(bytes, type), type === 'xlsx')
  const layout: FileLayout = found.columns.layout
  return layout === 'contracts'
    ? { layout, ...(await readLines(found, contracts)) }
    : { layout, ...(await readLines(found, statements(layout))) }
}
