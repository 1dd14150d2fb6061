import { type Columns, closestLayout, unknownColumns } from '../../foundation/files/columns.ts'
import type { SheetRow } from '../../foundation/files/sheet.ts'
import { titleHeadings } from '../../recognition/titles/title-name.ts'
import { byHeadings, likenessOf } from '../../work/imports/recognize.ts'

export const headings = {
  ...titleHeadings,
  licensable: ['Licensable', 'Needs a license', 'License needed'],
} as const
export type CatalogField = keyof typeof headings

const layout = { id: 'catalog', name: 'a catalog file', headings, required: ['publisher', 'title'] as const }
const closest = (row: SheetRow) => closestLayout<CatalogField, object>([layout], row)

export const recognizeCatalog = byHeadings(1, (row) => likenessOf(closest(row)))

/** @throws WrongFile `unknown-columns` */
export const readHeadings = (row: SheetRow): Columns<CatalogField> => {
  const columns = closest(row)
  if (columns?.lacks.length === 0) return columns
  throw unknownColumns(
    'The first row must have the headings publisher, title and, if it is to be said, licensable.',
    row,
  )
}
