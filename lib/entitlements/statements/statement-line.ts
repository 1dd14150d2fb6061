import { numberFault } from '../../agreements/records/pair.ts'
import { bare, type CellReader, readRow } from '../../foundation/files/columns.ts'
import type { Fault, SheetRow } from '../../foundation/files/sheet.ts'
import type { StatementLayout } from '../rows/entitlement.ts'
import { licenseKey, type StatementRow } from '../rows/statement-rows.ts'
import type { StatementColumns, StatementField } from './statement-columns.ts'

const maximumQuantity = 1_000_000_000
const maximumText = 256
const maximumLicenseId = 16

/** `license` is whom a wrong line speaks for, by licenseKey; undefined when that cannot be told. */
export type ReadLine = { row: StatementRow } | { fault: Fault; license: string | undefined } | 'skipped'

/** Reads the cells of a line. @throws WrongCell */
const cellsOf = ({ textIn, wrong }: CellReader<StatementField>, layout: StatementLayout) => {
  /** The text of a cell in one line. */
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

  /** A whole number, perhaps with thousands separators. Blank is 0, but not for what counts in a license summary. */
  const quantity = (field: StatementField): number => {
    const text = lineIn(field)
    if (text === '' && (field !== 'effective' || layout === 'license-statement')) return 0
    if (text === '') throw wrong(field, 'missing-field', 'The effective quantity is missing.')
    if (!/^(\d+|\d{1,3}([, \u00a0\u202f]\d{3})+)(\.0+)?$/.test(text))
      throw wrong(field, 'invalid-count', `This is no quantity. Write a whole number from 0 to ${maximumQuantity}.`)
    const number = Number(text.replaceAll(/[, \u00a0\u202f]/g, ''))
    if (number > maximumQuantity) throw wrong(field, 'invalid-count', `The quantity is larger than ${maximumQuantity}.`)
    return number
  }

  return {
    lineIn,

    licenseId: (): string | undefined => {
      const text = lineIn('licenseId')
      if (text === '') return undefined
      if (numberFault(text) !== undefined)
        throw wrong('licenseId', 'invalid-number', 'This is no License ID. Use letters, digits, ".", "_" and "-".')
      if (text.length > maximumLicenseId)
        throw wrong('licenseId', 'invalid-number', `The License ID has more than ${maximumLicenseId} characters.`)
      return text
    },

    product: (): Omit<StatementRow, 'licenseId'> => {
      const productFamily = name('productFamily')
      if (productFamily === '') throw wrong('productFamily', 'missing-field', 'The product family is missing.')
      return {
        productPool: name('productPool'),
        productFamily,
        version: name('version'),
        type: name('type'),
        effectiveQuantity: quantity('effective'),
        activeSoftwareAssuranceQuantity: quantity('assurance'),
        ...(layout === 'license-statement' && {
          upgradeQuantity: quantity('upgrade') + quantity('maintainedUpgrade'),
        }),
      }
    },
  }
}

const totals = ['TOTAL', 'GRANDTOTAL']

/** Reads one row of a statement: spec "Entitlements (VLSC)". Totals and single countries are skipped. */
export const readStatementLine = (row: SheetRow, columns: StatementColumns): ReadLine => {
  let license: string | undefined
  const read = readRow(row, columns, (reader) => {
    const { lineIn, licenseId: readLicenseId, product } = cellsOf(reader, columns.layout)
    const first = row.cells.find((cell) => cell !== undefined && cell !== '') ?? ''
    if ([first, lineIn('productFamily')].some((text) => totals.includes(bare(text)))) return 'skipped'
    if (columns.positions.has('country') && bare(lineIn('country')) !== 'ALLCOUNTRIES') return 'skipped'
    const licenseId = readLicenseId()
    license = licenseKey(licenseId)
    return { row: { ...product(), licenseId } }
  })
  return read !== 'skipped' && 'fault' in read ? { ...read, license } : read
}
