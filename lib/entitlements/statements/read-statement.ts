import { numberFault } from '../../agreements/records/pair.ts'
import { bare, readRow, unknownColumns } from '../../foundation/files/columns.ts'
import { readDelimited } from '../../foundation/files/delimited.ts'
import { type Fault, type SheetRow, WrongFile } from '../../foundation/files/sheet.ts'
import { openWorkbook, type WorkbookSheet } from '../../foundation/files/workbook.ts'
import { badArchive, isZip } from '../../foundation/files/zip.ts'
import type { FileType, ImportError, ImportFile } from '../../work/imports/import-file.ts'
import {
  haveSameQuantities,
  licenseKey,
  type StatementLayout,
  type StatementRow,
  statementRowKey,
} from '../rows/statement-rows.ts'
import { expectedColumns, readHeadings, type StatementColumns, type StatementField } from './statement-columns.ts'

const maximumRows = 20_000
const rowsLookedAt = 50

/** A good row, and the lines that repeat it. */
interface StatementLine {
  line: number
  row: StatementRow
  repeats: number[]
}

export interface StatementFile extends ImportFile {
  layout: StatementLayout
  lines: StatementLine[]
  /** Rows that are totals, or of single countries. */
  skipped: number
  /** Whether some wrong line may speak for this License ID (upper case; '' for the whole organization). */
  isUnclear: (licenseKey: string) => boolean
}

type Rows = Iterable<SheetRow> | AsyncIterable<SheetRow>

const filledCells = (row: SheetRow | undefined): number => row?.cells.filter((cell) => cell).length ?? -1

/** Finds the heading row in the first sheet that has one. A message shows the row that looks most like one. */
const findHeadings = async (sheets: readonly { rows: () => Rows }[]) => {
  let best: { row: SheetRow; columns: StatementColumns | undefined } | undefined
  const found = () => best?.columns?.positions.size ?? 0
  for (const { rows } of sheets)
    for await (const row of rows()) {
      if (row.line > rowsLookedAt) break
      const columns = readHeadings(row)
      if (columns?.lacks.length === 0) return { columns, headingLine: row.line, rows: rows() }
      const more = (columns?.positions.size ?? 0) - found() || filledCells(row) - filledCells(best?.row)
      if (more > 0) best = { row, columns }
    }
  if (!best) throw new WrongFile('file-empty', 'The file holds no rows.')
  const expected = `None of the first ${rowsLookedAt} rows has the headings of ${expectedColumns}.`
  throw unknownColumns(expected, best.row, best.columns)
}

/** The container of old workbooks (.xls), and of those with a password. */
const isCompoundFile = (bytes: Uint8Array): boolean => bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11

const sheetsOf = async (bytes: Uint8Array, type: FileType): Promise<{ rows: () => Rows }[]> => {
  if (isCompoundFile(bytes))
    throw badArchive('The workbook is in the old format (.xls) or has a password. Save it as .xlsx without one.')
  if (type === 'csv') {
    if (isZip(bytes))
      throw new WrongFile(
        'file-name',
        'The file is a workbook or an archive, and its name ends in .csv. Name a workbook .xlsx.',
      )
    return [{ rows: () => readDelimited(bytes) }]
  }
  if (!isZip(bytes)) throw badArchive('The file is no XLSX workbook. Save it as one, or name it .csv if it is text.')
  const sheets = await openWorkbook(bytes)
  const isPivot = ({ name }: WorkbookSheet): boolean => bare(name) === 'PIVOTDATA'
  return [...sheets.filter(isPivot), ...sheets.filter((sheet) => !isPivot(sheet))]
}

const maximumQuantity = 1_000_000_000
const maximumText = 256
const maximumLicenseId = 16
const totals = ['TOTAL', 'GRANDTOTAL']

/** `license` is whom a wrong line speaks for, by licenseKey; undefined when that cannot be told. */
type ReadLine = { row: StatementRow } | { fault: Fault; license: string | undefined } | 'skipped'

/** Reads one row of a statement: docs/files.md. Totals and single countries are skipped. */
const readStatementLine = (row: SheetRow, columns: StatementColumns): ReadLine => {
  let license: string | undefined
  const hasUpgrades = columns.layout === 'license-statement'
  const read = readRow(row, columns, ({ textIn, countIn, wrong }) => {
    const lineIn = (field: StatementField): string => textIn(field).replaceAll(/\s+/g, ' ')

    const name = (field: StatementField): string => {
      const text = lineIn(field)
      const { length } = [...text]
      if (length > maximumText)
        throw wrong(field, 'invalid-field', `The text has ${length} characters; at most ${maximumText} are allowed.`)
      if (/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text))
        throw wrong(field, 'invalid-field', 'The text has control characters. Type it again.')
      return text
    }

    /** Blank is 0, but not for what counts in a license summary. */
    const quantity = (field: StatementField): number => {
      const text = lineIn(field)
      if (text === '' && (field !== 'effective' || hasUpgrades)) return 0
      if (text === '') throw wrong(field, 'missing-field', 'The effective quantity is missing.')
      return countIn(field, [0, maximumQuantity], `a whole number from 0 to ${maximumQuantity}`)
    }

    const first = row.cells.find((cell) => cell !== undefined && cell !== '') ?? ''
    if ([first, lineIn('productFamily')].some((text) => totals.includes(bare(text)))) return 'skipped'
    if (columns.positions.has('country') && bare(lineIn('country')) !== 'ALLCOUNTRIES') return 'skipped'
    const licenseId = lineIn('licenseId') || undefined
    if (licenseId !== undefined && numberFault(licenseId) !== undefined)
      throw wrong('licenseId', 'invalid-number', 'This is no License ID. Use letters, digits, ".", "_" and "-".')
    if (licenseId !== undefined && licenseId.length > maximumLicenseId)
      throw wrong('licenseId', 'invalid-number', `The License ID has more than ${maximumLicenseId} characters.`)
    license = licenseKey(licenseId)
    const productFamily = name('productFamily')
    if (productFamily === '') throw wrong('productFamily', 'missing-field', 'The product family is missing.')
    return {
      row: {
        productPool: name('productPool'),
        productFamily,
        version: name('version'),
        type: name('type'),
        effectiveQuantity: quantity('effective'),
        activeSoftwareAssuranceQuantity: quantity('assurance'),
        ...(hasUpgrades && { upgradeQuantity: quantity('upgrade') + quantity('maintainedUpgrade') }),
        licenseId,
      },
    }
  })
  return read !== 'skipped' && 'fault' in read ? { ...read, license } : read
}

/** @throws WrongFile `file-empty`, `file-name`, `file-too-large`, `bad-archive`, `encoding`, `unknown-columns` */
export const readStatement = async (bytes: Uint8Array, type: FileType): Promise<StatementFile> => {
  const { columns, headingLine, rows } = await findHeadings(await sheetsOf(bytes, type))
  const { layout } = columns
  /** By the places of their rows. Of two lines for one place the first counts. */
  const lines = new Map<string, StatementLine>()
  const errors: ImportError[] = []
  const unclear = new Set<string | undefined>()
  let count = 0
  let skipped = 0
  for await (const sheetRow of rows) {
    const { line, text } = sheetRow
    if (line <= headingLine) continue
    count += 1
    if (count > maximumRows)
      throw new WrongFile(
        'file-too-large',
        `The file has more than ${maximumRows} rows of data. Split it by License ID.`,
      )
    const refuse = (fault: Fault, license: string | undefined): void => {
      errors.push({ line, ...fault, text })
      unclear.add(license)
    }
    const read = readStatementLine(sheetRow, columns)
    if (read === 'skipped') skipped += 1
    else if ('fault' in read) refuse(read.fault, read.license)
    else {
      const place = statementRowKey(layout, read.row).sk
      const earlier = lines.get(place)
      if (!earlier) lines.set(place, { line, row: read.row, repeats: [] })
      else if (haveSameQuantities(earlier.row, read.row)) earlier.repeats.push(line)
      else {
        const message = `Line ${earlier.line} has other quantities for the same product, version, pool, type and License ID. Leave one of them.`
        refuse({ code: 'duplicate-line', message }, licenseKey(read.row.licenseId))
      }
    }
  }
  if (count === 0) throw new WrongFile('file-empty', 'The file has headings and no rows below them.')
  const isUnclear = (license: string): boolean => unclear.has(undefined) || unclear.has(license)
  return { layout, rows: count, lines: [...lines.values()], skipped, rejected: errors.length, errors, isUnclear }
}
