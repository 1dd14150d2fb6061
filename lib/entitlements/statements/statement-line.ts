import { numberFault } from '../../agreements/records/pair.ts'
import { bare, readRow } from '../../foundation/files/columns.ts'
import type { Fault, SheetRow } from '../../foundation/files/sheet.ts'
import { licenseKey, type StatementRow } from '../rows/statement-rows.ts'
import type { StatementColumns, StatementField } from './statement-columns.ts'

const maximumQuantity = 1_000_000_000
const maximumText = 256
const maximumLicenseId = 16
const totals = ['TOTAL', 'GRANDTOTAL']

/** `license` is whom a wrong line speaks for, by licenseKey; undefined when that cannot be told. */
type ReadLine = { row: StatementRow } | { fault: Fault; license: string | undefined } | 'skipped'

/** Reads one row of a statement: spec "Entitlements (VLSC)". Totals and single countries are skipped. */
export const readStatementLine = (row: SheetRow, columns: StatementColumns): ReadLine => {
  let license: string | undefined
  const hasUpgrades = columns.layout === 'license-statement'
  const read = readRow(row, columns, ({ textIn, wrong }) => {
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
      if (text === '' && (field !== 'effective' || hasUpgrades)) return 0
      if (text === '') throw wrong(field, 'missing-field', 'The effective quantity is missing.')
      if (!/^(\d+|\d{1,3}([, \u00a0\u202f]\d{3})+)(\.0+)?$/.test(text))
        throw wrong(field, 'invalid-count', `This is no quantity. Write a whole number from 0 to ${maximumQuantity}.`)
      const number = Number(text.replaceAll(/[, \u00a0\u202f]/g, ''))
      if (number <= maximumQuantity) return number
      throw wrong(field, 'invalid-count', `The quantity is larger than ${maximumQuantity}.`)
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
