import { bare, type Columns, closestLayout, type Layout, unknownColumns } from '../../foundation/files/columns.ts'
import type { SheetRow } from '../../foundation/files/sheet.ts'

type OwnField = 'name' | 'publisher' | 'productTitle' | 'licenseCount' | 'startDate' | 'endDate' | 'details'

export type AgreementField = OwnField | 'edition' | 'version' | 'terminationDate' | 'purchaseOrder' | 'id'

interface AgreementLayout extends Layout<AgreementField> {
  /** The name of an agreement is made from its product and purchase order, and dates may be written MM/DD/YYYY. */
  isForeign: boolean
  /** Details are keys, of which each is another license. */
  hasKeys?: true
  /** Its rows name persons: none is shown, as a slipped one would show them. */
  hasPersons?: true
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

/** docs/files.md. Headings that are not in public samples are other spellings of those that are. */
export const layouts: readonly AgreementLayout[] = [
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
    hasPersons: true,
  },
]

export interface AgreementColumns
  extends Columns<AgreementField>,
    Pick<AgreementLayout, 'isForeign' | 'hasKeys' | 'hasPersons'> {
  shown: ReadonlySet<number>
  areAllShown: boolean
}

const describe = ({ name, required, headings }: AgreementLayout): string =>
  `${name} (at least ${required.map((field) => headings[field]?.[0]).join(', ')})`

/** What the first row of a file says of its columns. @throws WrongFile `unknown-columns` */
export const readHeadings = (row: SheetRow): AgreementColumns => {
  const namesItems = row.cells.some((cell = '') => bare(cell) === bare(itemName))
  const possible = layouts.filter(
    ({ headings, isForeign }) => !isForeign || namesItems === (headings.name?.[0] === itemName),
  )
  const closest = closestLayout(possible, row)
  if (!closest || closest.lacks.length > 0) {
    const known = `The first line must have the headings of ${layouts.map(describe).join(', or of ')}.`
    throw unknownColumns(known, row, closest)
  }
  // Only managers may read details.
  const shown = new Set([...closest.positions].flatMap(([field, index]) => (field === 'details' ? [] : [index])))
  return { ...closest, shown, areAllShown: row.cells.every((cell, index) => !cell || shown.has(index)) }
}
