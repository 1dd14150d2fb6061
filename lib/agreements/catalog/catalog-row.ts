import { type Columns, findColumns, readRow } from '../../foundation/files/columns.ts'
import type { Fault, SheetRow } from '../../foundation/files/sheet.ts'
import { catalogNameFault } from './catalog-name.ts'

/** Headings of catalog files. */
export const headings = {
  publisher: ['Publisher', 'Manufacturer', 'Vendor', 'Publisher name'],
  title: ['Title', 'Product', 'Name', 'Product title', 'Product name', 'Software title'],
  licensable: ['Licensable', 'Needs a license', 'License needed'],
} as const
type CatalogField = keyof typeof headings

export const expectedCatalogColumns = 'publisher, title and, if it is to be said, licensable'

export type CatalogColumns = Columns<CatalogField>

/** @returns undefined when publisher or title have no heading */
export const readCatalogHeadings = (row: SheetRow): CatalogColumns | undefined => {
  const columns = findColumns<CatalogField>(headings, row)
  return columns.positions.has('publisher') && columns.positions.has('title') ? columns : undefined
}

export type CatalogRowRead = { publisher: string; title: string; licensable: boolean | undefined } | { fault: Fault }

const truths = new Map([
  ['', undefined],
  ...['YES', 'TRUE', '1', 'Y'].map((text) => [text, true] as const),
  ...['NO', 'FALSE', '0', 'N'].map((text) => [text, false] as const),
])

/** Reads one row of a catalog file: spec "Agreements and catalog" of the formats. */
export const readCatalogRow = (row: SheetRow, columns: CatalogColumns): CatalogRowRead =>
  readRow(row, columns, ({ textIn, wrong }) => {
    const lineIn = (field: CatalogField): string => textIn(field).replaceAll(/\s+/g, ' ')
    const nameIn = (field: 'publisher' | 'title'): string => {
      const name = lineIn(field)
      if (name === '') throw wrong(field, 'missing-field', `The ${field} is missing.`)
      const fault = catalogNameFault(name)
      if (fault !== undefined) throw wrong(field, 'invalid-field', fault)
      return name
    }
    const names = { publisher: nameIn('publisher'), title: nameIn('title') }
    const said = lineIn('licensable').toUpperCase()
    if (!truths.has(said)) throw wrong('licensable', 'invalid-field', 'This is neither yes nor no. Write yes or no.')
    return { ...names, licensable: truths.get(said) }
  })
