import { type DateOrder, dateFault, isDate, orderOf, readDate } from '../../foundation/calendar/written-date.ts'
import { readRow } from '../../foundation/files/columns.ts'
import { type Fault, type SheetRow, WrongFile } from '../../foundation/files/sheet.ts'
import { nameFault, nameKey, tidyName } from '../../foundation/text/name.ts'
import { type ImportFile, readLines } from '../../work/imports/import-file.ts'
import {
  detailsFault,
  maximumLicenses,
  maximumProductName,
  termFault,
  tidyDetails,
  unlimited,
} from '../records/other-agreement.ts'
import { Restriction, Restrictions, restrictionsOf } from '../records/restrictions.ts'
import { type AgreementColumns, type AgreementField, readHeadings } from './agreement-columns.ts'
import { type AgreementLine, type AgreementRow, joinRows, marketingYear, withTitles } from './agreement-lines.ts'

export const maximumAgreements = 5_000

/** Details of 4,000 characters may have as many lines. */
const longestRow = 4_001

export type Says = Record<'startDate' | 'endDate' | 'details' | 'restrictions', boolean>

export interface AgreementFile extends ImportFile {
  lines: readonly AgreementLine[]
  says: Says
}

const dateFields: readonly AgreementField[] = ['startDate', 'endDate', 'terminationDate']

/** The order of each column of dates: what its cells tell or, if they tell nothing, what the others do. */
const ordersOf = (rows: readonly SheetRow[], { positions }: AgreementColumns) => {
  const textsOf = (field: AgreementField) => rows.map(({ cells }) => cells[positions.get(field) ?? -1] ?? '')
  const ofFile = orderOf(dateFields.flatMap(textsOf))
  return new Map(dateFields.map((field) => [field, orderOf(textsOf(field)) ?? ofFile]))
}

interface FileColumns extends AgreementColumns {
  orders: ReadonlyMap<AgreementField, DateOrder>
}

const earlier = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || other === undefined ? (one ?? other) : one < other ? one : other

const readLine = (row: SheetRow, columns: FileColumns): AgreementRow | { fault: Fault } =>
  readRow(row, columns, ({ textIn, countIn, wrong }) => {
    const { isForeign, hasKeys, orders } = columns
    const refuse = (field: AgreementField, code: string, fault: string | undefined) => {
      if (fault !== undefined) throw wrong(field, code, fault)
    }
    const given = (field: AgreementField, what: string): string => {
      const text = textIn(field)
      refuse(field, 'missing-field', text === '' ? `The ${what} is missing.` : undefined)
      return text
    }
    const short = (field: AgreementField, what: string, text = given(field, what)): string => {
      const { length } = [...text]
      if (length <= maximumProductName) return text
      throw wrong(
        field,
        'invalid-field',
        `The ${what} has ${length} characters; at most ${maximumProductName} are allowed.`,
      )
    }
    // One row is written by one hand: columns that tell different orders leave both readings to each of its dates.
    const orderOfRow = orderOf(dateFields.map((field) => textIn(field)))
    const date = (field: AgreementField): string | undefined => {
      const text = textIn(field)
      if (text === '') return undefined
      const order = orderOfRow === 'both' ? orderOfRow : orders.get(field)
      const day = isForeign ? readDate(text, order) : text
      if (day !== undefined && isDate(day)) return day
      const where = orderOfRow === 'both' ? 'row' : 'file'
      throw wrong(field, 'invalid-date', dateFault(isForeign && day === 'unclear' ? day : undefined, order, where))
    }

    // The name of an agreement of another tool is its product, and what tells two purchases of it apart.
    const first = given('name', 'name')
    const name = isForeign ? tidyName([first, textIn('purchaseOrder') || textIn('id')].join(' ')) : first
    refuse('name', 'invalid-name', nameFault(name))
    const publisher = short('publisher', 'publisher')
    const productTitle = short(isForeign ? 'name' : 'productTitle', 'product title')
    const kind = (field: 'edition' | 'version') => short(field, field, textIn(field))
    const said = [kind('edition'), kind('version')].join(' ').trim()
    const variant = productTitle.includes(marketingYear.exec(said)?.[0] ?? '\n') ? '' : said
    const counted = `a whole number from 1 to ${maximumLicenses}, or ${unlimited}`
    const isUnlimited = given('licenseCount', 'license count').toLowerCase() === unlimited
    const licenseCount = isUnlimited ? unlimited : countIn('licenseCount', [1, maximumLicenses], counted)
    const startDate = date('startDate')
    // An agreement ends at whichever comes first.
    const endDate = earlier(date('endDate'), date('terminationDate'))
    refuse('endDate', 'invalid-date', termFault({ startDate, endDate }))
    const details = tidyDetails(textIn('details'))
    refuse('details', 'invalid-field', detailsFault(details))
    const rights =
      textIn('restrictions')
        .toLowerCase()
        .match(/[^\s,;|]+/g) ?? []
    const { data: restrictions } = Restrictions.safeParse(rights)
    if (!restrictions)
      throw wrong(
        'restrictions',
        'invalid-field',
        `Write some of ${Restriction.options.join(', ')}, with spaces between.`,
      )
    const term = { startDate, endDate, details: details || undefined, restrictions: restrictionsOf(restrictions) }
    const parts = [textIn('id'), hasKeys ? details : '']
    const identity = isForeign ? { identity: parts.some(Boolean) ? JSON.stringify(parts) : '' } : {}
    const product = { publisher, productTitle, variant }
    return { line: row.line, name, nameKey: nameKey(name), ...product, licenseCount, ...term, ...identity }
  })

/** A row as errors may show it: without details, and without unknown columns, which may hold license keys. */
const tellableText = (row: SheetRow, columns: AgreementColumns): string | undefined => {
  const { shown, areAllShown, hasPersons, widthFault } = columns
  if (hasPersons) return undefined
  if (areAllShown) return row.text
  if (row.fault ?? widthFault(row)) return undefined
  if (row.cells.every((cell, index) => !cell || shown.has(index))) return row.text
  return row.cells.flatMap((cell, index) => (shown.has(index) ? [cell ?? ''] : [])).join(', ')
}

/** How its rows are read: see `rowsOfFile`. */
export const agreementRows = {
  headings: readHeadings,
  maximumRows: maximumAgreements,
  text: { isHeaded: true, longestRow },
}

export const readAgreementFile = (rows: readonly SheetRow[]): AgreementFile => {
  const { columns, ...file } = readLines(rows, {
    headings: (row) => {
      const columns = readHeadings(row)
      return { ...columns, orders: ordersOf(rows, columns) }
    },
    maximumRows: maximumAgreements,
    tooManyRows: new WrongFile('too-many-rows', `The file has more than ${maximumAgreements} agreements. Split it.`),
    read: readLine,
    textOf: tellableText,
    keyOf: ({ identity, nameKey, line }) => (identity === undefined ? nameKey : `${line}`),
    repeats: (_, { line }) => ({
      code: 'duplicate-line',
      message: `Line ${line} has an agreement of this name already.`,
    }),
  })
  const has = (field: AgreementField): boolean => columns.positions.has(field)
  const endDate = has('endDate') || has('terminationDate')
  const says = { startDate: has('startDate'), endDate, details: has('details'), restrictions: has('restrictions') }
  const { lines, errors: unjoined } = joinRows(withTitles(file.lines))
  const errors = [...file.errors, ...unjoined]
  return { ...file, lines, rejected: errors.length, errors, says }
}
