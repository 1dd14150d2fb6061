import { bare, type Columns, findColumns, type Headings, showHeadings } from '../../foundation/files/columns.ts'
import { type SheetRow, WrongFile } from '../../foundation/files/sheet.ts'

type OwnField = 'name' | 'publisher' | 'productTitle' | 'licenseCount' | 'startDate' | 'endDate' | 'details'

export type AgreementField = OwnField | 'edition' | 'version' | 'terminationDate' | 'purchaseOrder' | 'id'

interface Layout {
  name: string
  /** A row is its heading row when it has these. */
  required: readonly AgreementField[]
  headings: Headings<AgreementField>
  /** The name of an agreement is made from its product and purchase order, and dates may be written MM/DD/YYYY. */
  isForeign: boolean
  /** Details are keys, of which each is another license. */
  hasKeys?: true
}

/** They tell products of one name apart. */
const kinds = { edition: ['Edition', 'Product edition'], version: ['Version', 'Product version'] }

const snipe = {
  name: ['License Name', 'Software Name', 'Name', 'License'],
  publisher: ['Manufacturer', 'Manufacturer Name'],
  ...kinds,
  licenseCount: ['Seats', 'Total Seats', 'Total'],
  startDate: ['Purchase Date', 'Purchased'],
  endDate: ['Expiration Date', 'Expires', 'Expiration'],
  terminationDate: ['Termination Date', 'Terminates'],
  details: ['Serial Number', 'Serial', 'Product Key', 'License Key'],
  purchaseOrder: ['Purchase Order Number', 'Purchase Order', 'PO Number'],
  id: ['id', 'License ID'],
}

/** In a file that has it other names are those of persons. */
const itemName = 'Item name'

/** Spec "Agreements and catalog". Headings that are not in public samples are other spellings of those that are. */
export const layouts: readonly Layout[] = [
  {
    name: 'columns of this ledger',
    required: ['name', 'publisher', 'productTitle', 'licenseCount'],
    headings: {
      name: ['name', 'agreementName', 'agreement'],
      publisher: ['publisher', 'manufacturer', 'vendor'],
      productTitle: ['productTitle', 'product', 'productName', 'title', 'softwareTitle', 'software'],
      ...kinds,
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
      name: ['Software Title', 'Name'],
      publisher: ['Publisher', 'Software Publisher'],
      ...kinds,
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
    headings: snipe,
    isForeign: true,
    hasKeys: true,
  },
  {
    name: 'a license file for the importer of Snipe-IT',
    required: ['name', 'publisher', 'licenseCount'],
    headings: { ...snipe, name: [itemName] },
    isForeign: true,
    hasKeys: true,
  },
]

export interface AgreementColumns extends Columns<AgreementField>, Pick<Layout, 'isForeign' | 'hasKeys'> {
  shown: ReadonlySet<number>
  areAllShown: boolean
}

const describe = ({ name, required, headings }: Layout): string =>
  `${name} (at least ${required.map((field) => headings[field]?.[0]).join(', ')})`

/** What the first row of a file says of its columns. @throws WrongFile `unknown-columns` */
export const readHeadings = (row: SheetRow): AgreementColumns => {
  const namesItems = row.cells.some((cell = '') => bare(cell) === bare(itemName))
  const possible = layouts.filter(
    ({ headings, isForeign }) => !isForeign || namesItems === (headings.name?.[0] === itemName),
  )
  const read = possible.map(({ headings, required, ...layout }) => {
    const columns = findColumns(headings, row)
    const missing = required.filter((field) => !columns.positions.has(field))
    return { ...layout, ...columns, lacks: missing.flatMap((field) => headings[field]?.[0] ?? []) }
  })
  const [nearest] = read.toSorted(
    (one, other) => one.lacks.length - other.lacks.length || other.positions.size - one.positions.size,
  )
  if (!nearest || nearest.lacks.length > 0) {
    const isAny = nearest && nearest.positions.size > 0
    const lacks = isAny ? `The closest is ${nearest.name}. It lacks ${nearest.lacks.join(', ')}. ` : ''
    const known = `The first line must have the headings of ${layouts.map(describe).join(', or of ')}.`
    throw new WrongFile('unknown-columns', `${known} ${lacks}Found: ${showHeadings(row)}.`)
  }
  // Only managers may read details.
  const shown = new Set([...nearest.positions].flatMap(([field, index]) => (field === 'details' ? [] : [index])))
  return { ...nearest, shown, areAllShown: row.cells.every((cell, index) => !cell || shown.has(index)) }
}
