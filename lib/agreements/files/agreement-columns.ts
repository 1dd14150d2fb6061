import type { SheetRow } from '../../foundation/files/sheet.ts'
import { WrongFile } from '../../work/imports/wrong-file.ts'

const fields = [
  'name',
  'publisher',
  'productTitle',
  'licenseCount',
  'startDate',
  'endDate',
  'terminationDate',
  'details',
  'purchaseOrder',
  'id',
] as const
/** What the columns of a file of other agreements mean. */
export type AgreementField = (typeof fields)[number]

/** What only managers may read: it is not told in errors. */
const secret: readonly AgreementField[] = ['details']

interface Layout {
  /** What the layout is called in messages. */
  name: string
  /** A row is its heading row when it has these. */
  required: readonly AgreementField[]
  /** Headings of each field as files have them; they are compared without case, spaces and punctuation. */
  headings: Partial<Record<AgreementField, readonly string[]>>
  /** The name of an agreement is made from its product and purchase order, and dates may be written MM/DD/YYYY. */
  isForeign: boolean
}

/** Spec "Agreements and catalog". Headings that are not in public samples are other spellings of those that are. */
const layouts: readonly Layout[] = [
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

/** Text without case, spaces and punctuation. */
const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')

/** Where the columns of a file are. */
export interface Columns {
  isForeign: boolean
  /** Index in the cells of a row. */
  positions: ReadonlyMap<AgreementField, number>
  /** Columns that errors may tell. */
  shown: ReadonlySet<number>
  /** Every column may be told. */
  areAllShown: boolean
  /** How many columns have a heading, up to the last one that does. */
  width: number
}

/** The columns of a layout in a heading row; of two columns with one meaning the first counts. */
const positionsIn = ({ headings }: Layout, { cells }: SheetRow): Map<AgreementField, number> => {
  const known = new Map(fields.flatMap((field) => (headings[field] ?? []).map((heading) => [bare(heading), field])))
  const positions = new Map<AgreementField, number>()
  for (const [index, cell] of cells.entries()) {
    const field = known.get(bare(cell ?? ''))
    if (field && !positions.has(field)) positions.set(field, index)
  }
  return positions
}

const charactersShown = 40
const columnsShown = 12

const describe = ({ name, required, headings }: Layout): string =>
  `${name} (at least ${required.map((field) => headings[field]?.[0]).join(', ')})`

const unknownColumns = (row: SheetRow, missing: readonly string[]): WrongFile => {
  const found = row.cells.flatMap((cell) => (cell ? [cell.slice(0, charactersShown)] : [])).slice(0, columnsShown)
  return new WrongFile(
    'unknown-columns',
    `The first line must have the headings of ${layouts.map(describe).join(', or of ')}. ${
      missing.length > 0 ? `It lacks ${missing.join(', ')}. ` : ''
    }Found: ${found.join(', ')}.`,
  )
}

/** What the first row of a file says of its columns. @throws WrongFile `unknown-columns` */
export const readHeadings = (row: SheetRow): Columns => {
  const read = layouts.map((layout) => ({ layout, positions: positionsIn(layout, row) }))
  const lacking = ({ layout, positions }: (typeof read)[number]): string[] =>
    layout.required.flatMap((field) => (positions.has(field) ? [] : (layout.headings[field]?.[0] ?? [])))
  const found = read.find((each) => lacking(each).length === 0)
  if (!found) {
    const [nearest] = read
      .filter(({ positions }) => positions.size > 1)
      .toSorted((one, other) => lacking(one).length - lacking(other).length)
    throw unknownColumns(row, nearest ? lacking(nearest) : [])
  }
  const { layout, positions } = found
  const shown = new Set([...positions].flatMap(([field, index]) => (secret.includes(field) ? [] : [index])))
  const headed = row.cells.flatMap((cell, index) => (cell ? [index] : []))
  return {
    isForeign: layout.isForeign,
    positions,
    shown,
    areAllShown: headed.every((index) => shown.has(index)),
    width: (headed.at(-1) ?? 0) + 1,
  }
}
