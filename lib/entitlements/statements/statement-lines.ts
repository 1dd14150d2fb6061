import type { Contract } from '../../agreements/records/contract.ts'
import { numberFault } from '../../agreements/records/pair.ts'
import { type DateOrder, dateFault, readDate } from '../../foundation/calendar/written-date.ts'
import { bare, type CellReader, readRow } from '../../foundation/files/columns.ts'
import type { Fault, SheetRow } from '../../foundation/files/sheet.ts'
import { licenseKey, type StatementRow } from '../rows/statement-rows.ts'
import { allCountries, type StatementColumns, type StatementField, statusTexts, totals } from './statement-columns.ts'

const maximumQuantity = 1_000_000_000
const maximumText = 256
const maximumLicenseId = 16

/** What the columns of a file say, and how its dates and countries are read. */
export interface FileColumns extends StatementColumns {
  order: DateOrder
  /** The country of the rows that count, in the form of `bare`; set when it is not one of the known texts. */
  everywhere?: string | undefined
}

/** `license` is whom a wrong line speaks for, by licenseKey; undefined when that cannot be told. */
type ReadLine<R> = { row: R } | { fault: Fault; license: string | undefined } | 'skipped'

const cellsOf = ({ textIn, countIn, wrong }: CellReader<StatementField>, { order }: FileColumns) => {
  const lineIn = (field: StatementField): string => textIn(field).replaceAll(/\s+/g, ' ')
  return {
    lineIn,
    wrong,

    name: (field: StatementField): string => {
      const text = lineIn(field)
      const { length } = [...text]
      if (length > maximumText)
        throw wrong(field, 'invalid-field', `The text has ${length} characters; at most ${maximumText} are allowed.`)
      if (/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text))
        throw wrong(field, 'invalid-field', 'The text has control characters. Type it again.')
      return text
    },

    /** @param missing what is wrong with a blank; without it that is 0 */
    quantity: (field: StatementField, missing?: string): number => {
      if (lineIn(field) !== '')
        return countIn(field, [0, maximumQuantity], `a whole number from 0 to ${maximumQuantity}`)
      if (missing !== undefined) throw wrong(field, 'missing-field', missing)
      return 0
    },

    licenseId: (): string | undefined => {
      const licenseId = lineIn('licenseId') || undefined
      if (licenseId !== undefined && numberFault(licenseId) !== undefined)
        throw wrong('licenseId', 'invalid-number', 'This is no License ID. Use letters, digits, ".", "_" and "-".')
      if (licenseId !== undefined && licenseId.length > maximumLicenseId)
        throw wrong('licenseId', 'invalid-number', `The License ID has more than ${maximumLicenseId} characters.`)
      return licenseId
    },

    endDate: (): string | undefined => {
      const text = lineIn('endDate')
      const day = text === '' ? undefined : readDate(text, order)
      if (day === 'unclear' || (text !== '' && day === undefined))
        throw wrong('endDate', 'invalid-date', dateFault(day, order, 'file'))
      return day
    },
  }
}

const isTotal = (text: string): boolean => totals.has(bare(text))

/** Reads one row of licenses: docs/files.md. Totals and single countries are skipped. */
export const readStatementLine = (row: SheetRow, columns: FileColumns): ReadLine<StatementRow> => {
  let license: string | undefined
  const { layout, positions, everywhere } = columns
  const isSummary = layout === 'license-summary'
  const counts = (country: string): boolean =>
    everywhere === undefined ? allCountries.has(country) : country === everywhere
  const read = readRow(row, columns, (reader): StatementRow | 'skipped' => {
    const { lineIn, name, quantity, licenseId, endDate, wrong } = cellsOf(reader, columns)
    const first = row.cells.find((cell) => cell !== undefined && cell !== '') ?? ''
    if ([first, lineIn('productFamily')].some(isTotal)) return 'skipped'
    if (positions.has('country') && !counts(bare(lineIn('country')))) return 'skipped'
    const id = licenseId()
    license = licenseKey(id)
    const productFamily = name('productFamily')
    if (productFamily === '') throw wrong('productFamily', 'missing-field', 'The product family is missing.')
    const isOfUsers = layout === 'subscriptions'
    const missing = isSummary || isOfUsers ? 'The quantity is missing.' : undefined
    return {
      productPool: name('productPool'),
      productFamily,
      version: name('version'),
      type: name('type'),
      effectiveQuantity: quantity('effective', missing),
      activeSoftwareAssuranceQuantity: quantity('assurance'),
      ...(layout === 'license-statement' && { upgradeQuantity: quantity('upgrade') + quantity('maintainedUpgrade') }),
      licenseId: id,
      ...(isOfUsers && { assignedQuantity: quantity('assigned'), endDate: endDate() }),
      ...(positions.has('expired') && { expiredQuantity: quantity('expired') }),
      ...(positions.has('inGrace') && { graceQuantity: quantity('inGrace') }),
      // A blank says that nobody knows.
      ...(positions.has('ofDisabled') && lineIn('ofDisabled') !== '' && { disabledQuantity: quantity('ofDisabled') }),
    }
  })
  if (read === 'skipped') return read
  return 'fault' in read ? { ...read, license } : { row: read }
}

/** Reads one row of contracts. Persons and their roles are not read. */
export const readContractLine = (row: SheetRow, columns: FileColumns): ReadLine<Contract> => {
  const read = readRow(row, columns, (reader): Contract => {
    const { lineIn, name, licenseId, endDate, wrong } = cellsOf(reader, columns)
    const id = licenseId()
    if (id === undefined) throw wrong('licenseId', 'missing-field', 'The License ID is missing.')
    const said = bare(lineIn('status'))
    const status = statusTexts.find(({ text }) => bare(text) === said)?.status
    const expected = `Write one of: ${statusTexts.map(({ text }) => text).join(', ')}.`
    if (said === '') throw wrong('status', 'missing-field', `The status is missing. ${expected}`)
    if (status === undefined) throw wrong('status', 'invalid-field', `This is no status of a contract. ${expected}`)
    const [program, organization] = [name('program'), name('organization')]
    return {
      licenseId: id,
      status,
      program: program || undefined,
      organization: organization || undefined,
      endDate: endDate(),
    }
  })
  return 'fault' in read ? { ...read, license: undefined } : { row: read }
}
