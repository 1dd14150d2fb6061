import { readRow } from '../../foundation/files/columns.ts'
import { readDelimited } from '../../foundation/files/delimited.ts'
import { type Fault, type SheetRow, WrongFile } from '../../foundation/files/sheet.ts'
import { isZip } from '../../foundation/files/zip.ts'
import { nameFault, nameKey, tidyName } from '../../foundation/text/name.ts'
import { type ImportFile, readLines } from '../../work/imports/import-file.ts'
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

/** `1,234` or `1234.0`, as other tools write numbers. */
const countForm = /^(\d+|\d{1,3}([, \u00a0\u202f]\d{3})+)(\.0+)?$/

const countOf = (text: string): LicenseCount | undefined => {
  if (text.toLowerCase() === unlimited) return unlimited
  const number = countForm.test(text) ? Number(text.replaceAll(/[, \u00a0\u202f]/g, '')) : 0
  return number >= 1 && number <= maximumLicenses ? number : undefined
}

const earlier = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || other === undefined ? (one ?? other) : one < other ? one : other

const readLine = (row: SheetRow, columns: AgreementColumns): AgreementLine | { fault: Fault } =>
  readRow(row, columns, ({ textIn, wrong }) => {
    const { isForeign } = columns
    const refuse = (field: AgreementField, code: string, fault: string | undefined) => {
      if (fault !== undefined) throw wrong(field, code, fault)
    }
    const given = (field: AgreementField, what: string): string => {
      const text = textIn(field)
      refuse(field, 'missing-field', text === '' ? `The ${what} is missing.` : undefined)
      return text
    }
    const product = (field: AgreementField, what: string): string => {
      const text = given(field, what)
      const { length } = [...text]
      if (length <= maximumProductName) return text
      throw wrong(
        field,
        'invalid-field',
        `The ${what} has ${length} characters; at most ${maximumProductName} are allowed.`,
      )
    }
    const date = (field: AgreementField): string | undefined => {
      const text = textIn(field)
      const day = isForeign ? foreignDate(text) : text
      if (text === '' || (day !== undefined && isDate(day))) return day || undefined
      throw wrong(field, 'invalid-date', `This is no date. Write YYYY-MM-DD${isForeign ? ' or MM/DD/YYYY' : ''}.`)
    }

    // The name of an agreement of another tool is its product, and what tells two purchases of it apart.
    const first = given('name', 'name')
    const name = isForeign ? tidyName([first, textIn('purchaseOrder') || textIn('id')].join(' ')) : first
    refuse('name', 'invalid-name', nameFault(name))
    const publisher = product('publisher', 'publisher')
    const productTitle = product(isForeign ? 'name' : 'productTitle', 'product title')
    const licenseCount = countOf(given('licenseCount', 'license count'))
    const hint = `Write a whole number from 1 to ${maximumLicenses}, or ${unlimited}.`
    if (licenseCount === undefined) throw wrong('licenseCount', 'invalid-count', `This is no license count. ${hint}`)
    const startDate = date('startDate')
    // An agreement ends at whichever comes first.
    const endDate = earlier(date('endDate'), date('terminationDate'))
    refuse('endDate', 'invalid-date', termFault({ startDate, endDate }))
    const details = tidyDetails(textIn('details'))
    refuse('details', 'invalid-field', detailsFault(details))
    const term = { startDate, endDate, details: details || undefined }
    return { line: row.line, name, nameKey: nameKey(name), publisher, productTitle, licenseCount, ...term }
  })

/** A row as errors may show it: without details, and without unknown columns, which may hold license keys. */
const tellableText = (row: SheetRow, { shown, areAllShown, width }: AgreementColumns): string | undefined => {
  if (areAllShown) return row.text
  const isClear = row.fault === undefined && !row.cells.some((cell, index) => index >= width && cell)
  if (!isClear) return undefined
  if (row.cells.every((cell, index) => !cell || shown.has(index))) return row.text
  return row.cells.flatMap((cell, index) => (shown.has(index) ? [cell ?? ''] : [])).join(', ')
}

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
