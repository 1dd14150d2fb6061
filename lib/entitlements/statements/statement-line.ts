import { numberFault } from '../../agreements/records/pair.ts'
import { unguardCell } from '../../foundation/files/cells.ts'
import type { SheetRow } from '../../foundation/files/sheet.ts'
import type { ImportError } from '../../work/imports/import-run.ts'
import type { StatementRow } from '../rows/statement-rows.ts'
import { bare, type Columns, type StatementField } from './statement-columns.ts'

const maximumQuantity = 1_000_000_000
const maximumText = 256
const maximumLicenseId = 16

type Fault = Omit<ImportError, 'line' | 'text'>

/** Whom a wrong line speaks for, if that can be told. */
type Speaker = { said: string | undefined } | 'unclear'

export type ReadLine = { row: StatementRow } | { fault: Fault; licenseId: Speaker } | 'skipped'

/** One cell is wrong. */
class WrongCell extends Error {
  readonly fault: Fault

  constructor(fault: Fault) {
    super(fault.message)
    this.fault = fault
  }
}

const cellReader = ({ cells }: SheetRow, { layout, positions }: Columns) => {
  /** The text of a cell in one line, without the guard of spreadsheets; empty when there is none. */
  const textIn = (field: StatementField): string => {
    const position = positions.get(field)
    const cell = position === undefined ? undefined : cells[position]
    return unguardCell(cell ?? '')
      .trim()
      .replaceAll(/\s+/g, ' ')
  }
  const wrong = (field: StatementField, code: string, message: string): WrongCell => {
    const position = positions.get(field)
    return new WrongCell({ ...(position !== undefined && { column: position + 1 }), code, message })
  }
  return {
    textIn,
    wrong,

    name: (field: StatementField): string => {
      const text = textIn(field)
      const { length } = [...text]
      if (length > maximumText)
        throw wrong(field, 'invalid-field', `The text has ${length} characters; at most ${maximumText} are allowed.`)
      if (/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text))
        throw wrong(field, 'invalid-field', 'The text has control characters. Type it anew.')
      return text
    },

    /** A whole number, perhaps with thousands separators; nothing is none in a License Statement. */
    quantity: (field: StatementField): number => {
      const text = textIn(field)
      if (text === '' && (field !== 'effective' || layout === 'license-statement')) return 0
      if (text === '') throw wrong(field, 'missing-field', 'The effective quantity is missing.')
      if (!/^(\d+|\d{1,3}([, \u00a0\u202f]\d{3})+)(\.0+)?$/.test(text))
        throw wrong(field, 'invalid-count', `This is no quantity. Write a whole number from 0 to ${maximumQuantity}.`)
      const number = Number(text.replaceAll(/[, \u00a0\u202f]/g, ''))
      if (number > maximumQuantity)
        throw wrong(field, 'invalid-count', `The quantity is larger than ${maximumQuantity}.`)
      return number
    },
  }
}

type Reader = ReturnType<typeof cellReader>

/** @throws WrongCell */
const licenseIdOf = ({ textIn, wrong }: Reader): string | undefined => {
  const text = textIn('licenseId')
  if (text === '') return undefined
  if (numberFault(text) !== undefined)
    throw wrong('licenseId', 'invalid-number', 'This is no License ID. Use letters, digits, ".", "_" and "-".')
  if (text.length > maximumLicenseId)
    throw wrong('licenseId', 'invalid-number', `The License ID has more than ${maximumLicenseId} characters.`)
  return text
}

const totals = ['TOTAL', 'GRANDTOTAL']

const isSkipped = ({ cells }: SheetRow, { positions }: Columns, { textIn }: Reader): boolean => {
  const first = cells.find((cell) => cell !== undefined && cell !== '')
  if ([first ?? '', textIn('productFamily')].some((text) => totals.includes(bare(text)))) return true
  return positions.has('country') && bare(textIn('country')) !== 'ALLCOUNTRIES'
}

/** @throws WrongCell */
const rowOf = ({ name, quantity, wrong }: Reader, licenseId: string | undefined, { layout }: Columns): StatementRow => {
  const productFamily = name('productFamily')
  if (productFamily === '') throw wrong('productFamily', 'missing-field', 'The product family is missing.')
  return {
    productPool: name('productPool'),
    productFamily,
    version: name('version'),
    type: name('type'),
    effectiveQuantity: quantity('effective'),
    activeSoftwareAssuranceQuantity: quantity('assurance'),
    ...(layout === 'license-statement' && { upgradeQuantity: quantity('upgrade') + quantity('maintainedUpgrade') }),
    licenseId,
  }
}

/** Cells to the right of the last heading: the cells of such a row may stand in wrong columns. */
const widthFault = ({ cells }: SheetRow, { width }: Columns): Fault | undefined => {
  const index = cells.findIndex((cell, at) => at >= width && cell !== undefined && cell !== '')
  return index < 0
    ? undefined
    : {
        column: index + 1,
        code: 'column-count',
        message: `The row has a cell in column ${index + 1}, and there are headings for ${width}. Quote cells that hold the separator.`,
      }
}

/** Reads one row of a statement: spec "Entitlements (VLSC)". */
export const readStatementLine = (row: SheetRow, columns: Columns): ReadLine => {
  if (row.fault !== undefined) return { fault: { code: 'unclosed-quote', message: row.fault }, licenseId: 'unclear' }
  const tooWide = widthFault(row, columns)
  if (tooWide) return { fault: tooWide, licenseId: 'unclear' }
  const reader = cellReader(row, columns)
  if (isSkipped(row, columns, reader)) return 'skipped'
  let licenseId: Speaker = 'unclear'
  try {
    licenseId = { said: licenseIdOf(reader) }
    return { row: rowOf(reader, licenseId.said, columns) }
  } catch (error) {
    if (!(error instanceof WrongCell)) throw error
    return { fault: error.fault, licenseId }
  }
}
