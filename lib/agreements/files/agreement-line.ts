import { type CellReader, readRow } from '../../foundation/files/columns.ts'
import type { Fault, SheetRow } from '../../foundation/files/sheet.ts'
import { nameFault, nameKey, tidyName } from '../../foundation/text/name.ts'
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
import type { AgreementColumns, AgreementField } from './agreement-columns.ts'

/** What a right line says: an agreement. What its optional cells do not say is undefined. */
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

/** `YYYY-MM-DD` of a date as other tools write it, perhaps with a time; undefined when it is none. */
const foreignDate = (text: string): string | undefined => {
  const [day = ''] = text.split(/[ T]/)
  const [, month = '', date = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(day) ?? []
  const iso = year === '' ? day : `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  return isDate(iso) ? iso : undefined
}

const cellReader = ({ textIn, wrong }: CellReader<AgreementField>, isForeign: boolean) => {
  const given = (field: AgreementField, what: string): string => {
    const text = textIn(field)
    if (text === '') throw wrong(field, 'missing-field', `The ${what} is missing.`)
    return text
  }
  return {
    textIn,
    wrong,
    given,

    product: (field: AgreementField, what: string): string => {
      const text = given(field, what)
      const { length } = [...text]
      if (length > maximumProductName)
        throw wrong(
          field,
          'invalid-field',
          `The ${what} has ${length} characters; at most ${maximumProductName} are allowed.`,
        )
      return text
    },

    count: (field: AgreementField): LicenseCount => {
      const text = given(field, 'license count')
      if (text.toLowerCase() === unlimited) return unlimited
      const number = /^(\d+|\d{1,3}([, \u00a0\u202f]\d{3})+)(\.0+)?$/.test(text)
        ? Number(text.replaceAll(/[, \u00a0\u202f]/g, ''))
        : 0
      if (number < 1 || number > maximumLicenses)
        throw wrong(
          field,
          'invalid-count',
          `This is no license count. Write a whole number from 1 to ${maximumLicenses}, or ${unlimited}.`,
        )
      return number
    },

    date: (field: AgreementField): string | undefined => {
      const text = textIn(field)
      if (text === '') return undefined
      const date = isForeign ? foreignDate(text) : text
      if (date === undefined || !isDate(date))
        throw wrong(field, 'invalid-date', `This is no date. Write YYYY-MM-DD${isForeign ? ' or MM/DD/YYYY' : ''}.`)
      return date
    },

    details: (): string | undefined => {
      const text = tidyDetails(textIn('details'))
      const fault = detailsFault(text)
      if (fault !== undefined) throw wrong('details', 'invalid-field', fault)
      return text === '' ? undefined : text
    },
  }
}

type Reader = ReturnType<typeof cellReader>

/** The name of an agreement of another tool: its product, and what tells two purchases of it apart. */
const foreignName = ({ textIn, given }: Reader): string =>
  tidyName([given('name', 'name'), textIn('purchaseOrder') || textIn('id')].join(' '))

const earlier = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || other === undefined ? (one ?? other) : one < other ? one : other

/** @throws WrongCell */
const lineOf = (line: number, reader: Reader, isForeign: boolean): AgreementLine => {
  const name = isForeign ? foreignName(reader) : reader.given('name', 'name')
  const fault = nameFault(name)
  if (fault !== undefined) throw reader.wrong('name', 'invalid-name', fault)
  const publisher = reader.product('publisher', 'publisher')
  const productTitle = reader.product(isForeign ? 'name' : 'productTitle', 'product title')
  const licenseCount = reader.count('licenseCount')
  const startDate = reader.date('startDate')
  // Whichever comes first ends it.
  const endDate = earlier(reader.date('endDate'), reader.date('terminationDate'))
  const term = termFault({ startDate, endDate })
  if (term !== undefined) throw reader.wrong('endDate', 'invalid-date', term)
  const details = reader.details()
  return { line, name, nameKey: nameKey(name), publisher, productTitle, licenseCount, startDate, endDate, details }
}

/** Reads one row of a file of other agreements. */
export const readAgreementLine = (
  row: SheetRow,
  columns: AgreementColumns,
): { read: AgreementLine } | { fault: Fault } =>
  readRow(row, columns, (cells) => ({
    read: lineOf(row.line, cellReader(cells, columns.isForeign), columns.isForeign),
  }))

/** A row as errors may tell it: without keys, and without columns that nobody knows and that may hold some. */
export const tellableText = (row: SheetRow, { shown, areAllShown, width }: AgreementColumns): string | undefined => {
  if (areAllShown) return row.text
  const isClear = row.fault === undefined && !row.cells.some((cell, index) => index >= width && cell)
  if (!isClear) return undefined
  const isHidden = (cell: string | undefined, index: number): boolean => Boolean(cell) && !shown.has(index)
  if (!row.cells.some(isHidden)) return row.text
  return row.cells.flatMap((cell, index) => (shown.has(index) ? [cell ?? ''] : [])).join(', ')
}
