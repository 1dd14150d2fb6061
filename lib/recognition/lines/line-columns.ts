import { type Columns, closestLayout, unknownColumns } from '../../foundation/files/columns.ts'
import type { SheetRow } from '../../foundation/files/sheet.ts'
import { byHeadings, likenessOf } from '../../work/imports/recognize.ts'
import { titleHeadings } from '../titles/title-name.ts'

export const headings = {
  ...titleHeadings,
  kind: ['Kind'],
  family: ['Family', 'Product family'],
  edition: ['Edition', 'Product edition'],
  version: ['Version', 'Product version'],
  id: ['Line ID'],
} as const
export type LineField = keyof typeof headings

const required = ['publisher', 'title', 'kind'] as const
const layout = { id: 'recognition', name: 'a file of recognition lines', headings, required }
const closest = (row: SheetRow) => closestLayout<LineField, object>([layout], row)

export const recognizeLines = byHeadings(1, (row) => likenessOf(closest(row)))

/** @throws WrongFile `unknown-columns` */
export const readHeadings = (row: SheetRow): Columns<LineField> => {
  const columns = closest(row)
  if (columns?.lacks.length === 0) return columns
  throw unknownColumns(
    'The first row must have the headings publisher, title and kind, and may have family, edition, version and line ID.',
    row,
  )
}
