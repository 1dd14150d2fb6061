import { type CellReader, readRow } from '../../foundation/files/columns.ts'
import { readDelimited } from '../../foundation/files/delimited.ts'
import { type Fault, type SheetRow, WrongFile } from '../../foundation/files/sheet.ts'
import { isZip } from '../../foundation/files/zip.ts'
import { nameFault, nameKey, tidyName } from '../../foundation/text/name.ts'
import type { ImportFile } from '../../work/imports/import-file.ts'
import { readLines } from '../../work/imports/read-lines.ts'
import {
  detailsFault,
  isDate,
  type LicenseCount,
  maximumLicenses,
  maximumProductName,
  termFault,
  tidyDetails,
  unlimited,
} from '../records/other-agreement.ts'
import { type AgreementColumns, type AgreementField, readHeadings } from './agreement-columns.ts'

export const maximumAgreements = 5_000

/** Details of 4,000 characters may have as many lines. */
const longestRow = 4_001

/** What a right line says. Optional cells that are empty are undefined. */
export interface AgreementLine {
  line: number
  name: string
  nameKey: string
  publisher: string
  productTitle: string
  licenseCount: LicenseCount
  startDate: string | undefined
  endDate: string | undefined
  details: string | undefined
}

/** Which optional columns a file has. Fields without a column stay as they are. */
export type Says = Record<'startDate' | 'endDate' | 'details', boolean>

export interface AgreementFile extends ImportFile {
  lines: AgreementLine[]
  says: Says
}

/** `YYYY-MM-DD` of a date as other tools write it, perhaps with a time; undefined when it is no date. */
const foreignDate = (text: string): string | undefined => {
  const [day = ''] = text.split(/[ T]/)
  const [, month = '', date = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(day) ?? []
  const iso = year === '' ? day : `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  return isDate(iso) ? iso : undefined
}

/** How the cells of each kind are read. They throw WrongCell. */
const cellReader = ({ textIn, wrong }: CellReader<AgreementField>, isForeign: boolean) => {
  const given = (field: AgreementField, what: string): string => {
    const text = textIn(field)
    if (text === '') throw wrong(field, 'missing-field', `The ${what} is missing.`)
    return text
  }
  return {
    /** The name of an agreement of another tool: its product, and what tells two purchases of it apart. */
    name: (): string => {
      const name = given('name', 'name')
      const full = isForeign ? tidyName([name, textIn('purchaseOrder') || textIn('id')].join(' ')) : name
      const fault = nameFault(full)
      if (fault !== undefined) throw wrong('name', 'invalid-name', fault)
      return full
    },

    product: (field: AgreementField, what: string): string => {
      const text = given(field, what)
      const { length } = [...text]
      const fault = `The ${what} has ${length} characters; at most ${maximumProductName} are allowed.`
      if (length > maximumProductName) throw wrong(field, 'invalid-field', fault)
      return text
    },

    count: (field: AgreementField): LicenseCount => {
      const text = given(field, 'license count')
      if (text.toLowerCase() === unlimited) return unlimited
      const isNumber = /^(\d+|\d{1,3}([, \u00a0\u202f]\d{3})+)(\.0+)?$/.test(text)
      const number = isNumber ? Number(text.replaceAll(/[, \u00a0\u202f]/g, '')) : 0
      if (number >= 1 && number <= maximumLicenses) return number
      const hint = `Write a whole number from 1 to ${maximumLicenses}, or ${unlimited}.`
      throw wrong(field, 'invalid-count', `This is no license count. ${hint}`)
    },

    date: (field: AgreementField): string | undefined => {
      const text = textIn(field)
      if (text === '') return undefined
      const date = isForeign ? foreignDate(text) : text
      if (date !== undefined && isDate(date)) return date
      throw wrong(field, 'invalid-date', `This is no date. Write YYYY-MM-DD${isForeign ? ' or MM/DD/YYYY' : ''}.`)
    },

    details: (): string | undefined => {
      const text = tidyDetails(textIn('details'))
      const fault = detailsFault(text)
      if (fault !== undefined) throw wrong('details', 'invalid-field', fault)
      return text || undefined
    },
  }
}

const earlier = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || other === undefined ? (one ?? other) : one < other ? one : other

const readLine = (row: SheetRow, columns: AgreementColumns): AgreementLine | { fault: Fault } =>
  readRow(row, columns, (cells) => {
    const { isForeign } = columns
    const read = cellReader(cells, isForeign)
    const name = read.name()
    const publisher = read.product('publisher', 'publisher')
    const productTitle = read.product(isForeign ? 'name' : 'productTitle', 'product title')
    const licenseCount = read.count('licenseCount')
    const startDate = read.date('startDate')
    // An agreement ends at whichever comes first.
    const endDate = earlier(read.date('endDate'), read.date('terminationDate'))
    const fault = termFault({ startDate, endDate })
    if (fault !== undefined) throw cells.wrong('endDate', 'invalid-date', fault)
    const product = { publisher, productTitle, licenseCount }
    return { line: row.line, name, nameKey: nameKey(name), ...product, startDate, endDate, details: read.details() }
  })

/** A row as errors may show it: without details, and without unknown columns, which may hold license keys. */
const tellableText = (row: SheetRow, { shown, areAllShown, width }: AgreementColumns): string | undefined => {
  if (areAllShown) return row.text
  const isClear = row.fault === undefined && !row.cells.some((cell, index) => index >= width && cell)
  if (!isClear) return undefined
  if (row.cells.every((cell, index) => !cell || shown.has(index))) return row.text
  return row.cells.flatMap((cell, index) => (shown.has(index) ? [cell ?? ''] : [])).join(', ')
}

/**
 * Reads a file of other agreements: our columns, a statement of Configuration Manager or an export of Snipe-IT.
 * @throws WrongFile `file-empty`, `file-name`, `encoding`, `unknown-columns`, `too-many-rows`
 */
export const readAgreementFile = (bytes: Uint8Array): AgreementFile => {
  if (isZip(bytes))
    throw new WrongFile('file-name', 'The file is a workbook or an archive, and its name ends in .csv. Save it as CSV.')
  const { columns, ...file } = readLines(readDelimited(bytes, { isHeaded: true, longestRow }), {
    headings: readHeadings,
    maximumRows: maximumAgreements,
    tooManyRows: new WrongFile('too-many-rows', `The file has more than ${maximumAgreements} agreements. Split it.`),
    read: readLine,
    textOf: tellableText,
    keyOf: (line) => line.nameKey,
    repeats: (_, { line, name }) => ({
      code: 'duplicate-line',
      message: `Line ${line} has an agreement of the name ${name} already.`,
    }),
  })
  const has = (field: AgreementField): boolean => columns.positions.has(field)
  const endDate = has('endDate') || has('terminationDate')
  return { ...file, says: { startDate: has('startDate'), endDate, details: has('details') } }
}
