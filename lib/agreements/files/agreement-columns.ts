import { type Columns, findColumns, type Headings, showHeadings } from '../../foundation/files/columns.ts'
import type { SheetRow } from '../../foundation/files/sheet.ts'
import { WrongFile } from '../../foundation/files/wrong-file.ts'

/** What the columns of a file of other agreements mean. */
export type AgreementField =
  | 'name'
  | 'publisher'
  | 'productTitle'
  | 'licenseCount'
  | 'startDate'
  | 'endDate'
  | 'terminationDate'
  | 'details'
  | 'purchaseOrder'
  | 'id'

/** What only managers may read: it is not told in errors. */
const secret: readonly AgreementField[] = ['details']

interface Layout {
  /** What the layout is called in messages. */
  name: string
  /** A row is its heading row when it has these. */
  required: readonly AgreementField[]
  headings: Headings<AgreementField>
  /** The name of an agreement is made from its product and purchase order, and dates may be written MM/DD/YYYY. */
  isForeign: boolean
}

/** Spec "Agreements and catalog". Headings that are not in public samples are other spellings of those that are. */
export const layouts: readonly Layout[] = [
  {
    name: 'columns of this ledger',
    required: ['name', 'publisher', 'productTitle', 'licenseCount'],
    headings: {
      name: ['name', 'agreementName', 'agreement'],
      publisher: ['publisher', 'manufacturer', 'vendor'],
      productTitle: ['productTitle', 'product', 'productName', 'title', 'softwareTitle', 'software'],
      licenseCount: ['licenseCount', 'licenceCount', 'licenses', 'licences', 'quantity', 'count', 'seats'],
      startDate: ['startDate', 'start', 'validFrom', 'from'],
      endDate: ['endDate', 'end', 'validTo', 'expirationDate', 'expiryDate', 'expires'],
      details: ['details', 'notes', 'comments', 'remarks'],
    },
    isForeign: false,
  },
  {
    name: 'a general license statement of Configuration Manager',
    required: ['name', 'publisher', 'licenseCount'],
    headings: {
      name: ['Name', 'Software Title'],
      publisher: ['Publisher', 'Software Publisher'],
      licenseCount: ['EffectiveQuantity', 'Effective Qty'],
      startDate: ['DateOfPurchase', 'Purchase Date'],
      endDate: ['SupportExpirationDate', 'Support Expiration'],
      details: ['Comments', 'Comment'],
      purchaseOrder: ['PONumber', 'PO', 'Purchase Order Number', 'Purchase Number'],
      id: ['id'],
    },
    isForeign: true,
  },
  {
    name: 'a license export of Snipe-IT',
    required: ['name', 'publisher', 'licenseCount'],
    headings: {
      name: ['Name', 'License Name', 'Software Name', 'License'],
      publisher: ['Manufacturer', 'Manufacturer Name'],
      licenseCount: ['Seats', 'Total Seats', 'Total'],
      startDate: ['Purchase Date', 'Purchased'],
      endDate: ['Expiration Date', 'Expires', 'Expiration'],
      terminationDate: ['Termination Date', 'Terminates'],
      details: ['Serial Number', 'Serial', 'Product Key', 'License Key'],
      purchaseOrder: ['Purchase Order Number', 'Purchase Order', 'PO Number'],
      id: ['id', 'License ID'],
    },
    isForeign: true,
  },
]

/** Where the columns of a file are, and what may be told of them. */
export interface AgreementColumns extends Columns<AgreementField> {
  isForeign: boolean
  /** Columns that errors may tell. */
  shown: ReadonlySet<number>
  /** Every column may be told. */
  areAllShown: boolean
}

const describe = ({ name, required, headings }: Layout): string =>
  `${name} (at least ${required.map((field) => headings[field]?.[0]).join(', ')})`

const unknownColumns = (row: SheetRow, missing: readonly string[]): WrongFile => {
  return new WrongFile(
    'unknown-columns',
    `The first line must have the headings of ${layouts.map(describe).join(', or of ')}. ${
      missing.length > 0 ? `It lacks ${missing.join(', ')}. ` : ''
    }Found: ${showHeadings(row)}.`,
  )
}

/** What the first row of a file says of its columns. @throws WrongFile `unknown-columns` */
export const readHeadings = (row: SheetRow): AgreementColumns => {
  const read = layouts.map((layout) => ({ layout, ...findColumns(layout.headings, row) }))
  const lacking = ({ layout, positions }: (typeof read)[number]): string[] =>
    layout.required.flatMap((field) => (positions.has(field) ? [] : (layout.headings[field]?.[0] ?? [])))
  const found = read.find((each) => lacking(each).length === 0)
  if (!found) {
    const [nearest] = read
      .filter(({ positions }) => positions.size > 1)
      .toSorted((one, other) => lacking(one).length - lacking(other).length)
    throw unknownColumns(row, nearest ? lacking(nearest) : [])
  }
  const { layout, positions, width } = found
  const shown = new Set([...positions].flatMap(([field, index]) => (secret.includes(field) ? [] : [index])))
  return {
    isForeign: layout.isForeign,
    positions,
    shown,
    areAllShown: row.cells.every((cell, index) => !cell || shown.has(index)),
    width,
  }
}
