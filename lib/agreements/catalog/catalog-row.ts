import { bare } from '../../entitlements/statements/statement-columns.ts'
import { unguardCell } from '../../foundation/files/cells.ts'
import type { SheetRow } from '../../foundation/files/sheet.ts'
import type { ImportError } from '../../work/imports/import-run.ts'
import { catalogNameFault } from './catalog-name.ts'

/** Headings of catalog files; they are compared without case, spaces and punctuation. */
const headings = {
  publisher: ['Publisher', 'Manufacturer', 'Vendor', 'Publisher name'],
  title: ['Title', 'Product', 'Name', 'Product title', 'Product name', 'Software title'],
  licensable: ['Licensable', 'Needs a license', 'License needed'],
} as const
type CatalogField = keyof typeof headings

const fieldOf = new Map(
  (Object.keys(headings) as CatalogField[]).flatMap((field) =>
    headings[field].map((heading) => [bare(heading), field] as const),
  ),
)

export const expectedCatalogColumns = 'publisher, title and, if it is to be said, licensable'

/** Where the columns of a file are. */
export interface CatalogColumns {
  positions: ReadonlyMap<CatalogField, number>
  /** How many columns have a heading, up to the last one that does. */
  width: number
}

/** @returns undefined when publisher or title have no heading */
export const readCatalogHeadings = ({ cells }: SheetRow): CatalogColumns | undefined => {
  const positions = new Map<CatalogField, number>()
  let width = 0
  for (const [index, cell] of cells.entries()) {
    if (!cell) continue
    width = index + 1
    const field = fieldOf.get(bare(cell))
    if (field && !positions.has(field)) positions.set(field, index)
  }
  return positions.has('publisher') && positions.has('title') ? { positions, width } : undefined
}

type Fault = Omit<ImportError, 'line' | 'text'>

export type CatalogRowRead = { publisher: string; title: string; licensable: boolean | undefined } | { fault: Fault }

const truths = new Map([
  ['', undefined],
  ...['YES', 'TRUE', '1', 'Y'].map((text) => [text, true] as const),
  ...['NO', 'FALSE', '0', 'N'].map((text) => [text, false] as const),
])

/** Reads one row of a catalog file: spec "Agreements and catalog" of the formats. */
export const readCatalogRow = ({ cells, fault }: SheetRow, { positions, width }: CatalogColumns): CatalogRowRead => {
  if (fault !== undefined) return { fault: { code: 'unclosed-quote', message: fault } }
  const tooFar = cells.findIndex((cell, index) => index >= width && cell)
  if (tooFar >= 0) {
    const message = `The row has a cell in column ${tooFar + 1}, and there are headings for ${width}. Quote cells that hold the separator.`
    return { fault: { column: tooFar + 1, code: 'column-count', message } }
  }
  const cellOf = (field: CatalogField): string => {
    const cell = cells[positions.get(field) ?? -1]
    return unguardCell(cell ?? '')
      .trim()
      .replaceAll(/\s+/g, ' ')
  }
  const wrong = (field: CatalogField, code: string, message: string): { fault: Fault } => {
    const position = positions.get(field)
    return { fault: { ...(position !== undefined && { column: position + 1 }), code, message } }
  }
  for (const field of ['publisher', 'title'] as const) {
    const text = cellOf(field)
    if (text === '') return wrong(field, 'missing-field', `The ${field} is missing.`)
    const nameFault = catalogNameFault(text)
    if (nameFault !== undefined) return wrong(field, 'invalid-field', nameFault)
  }
  const said = cellOf('licensable').toUpperCase()
  if (!truths.has(said)) return wrong('licensable', 'invalid-field', 'This is neither yes nor no. Write yes or no.')
  return { publisher: cellOf('publisher'), title: cellOf('title'), licensable: truths.get(said) }
}
