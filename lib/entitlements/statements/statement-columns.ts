import { closestLayout, readLayouts, usualHeadings } from '../../foundation/files/columns.ts'
import type { SheetRow } from '../../foundation/files/sheet.ts'
import { StatementLayout } from '../rows/statement-rows.ts'

const fields = [
  ...(['productFamily', 'version', 'productPool', 'type', 'effective', 'assurance'] as const),
  ...(['upgrade', 'maintainedUpgrade', 'country', 'licenseId'] as const),
]
export type StatementField = (typeof fields)[number]

export const layouts = readLayouts(new URL('statement-columns.tsv', import.meta.url), fields)

const known = layouts.map((layout) => ({
  ...layout,
  layout: StatementLayout.parse(layout.id),
  name: `a ${layout.name}`,
}))

/** The layout that a row comes closest to; it is a heading row when it lacks nothing. */
export const readHeadings = (row: SheetRow) => closestLayout(known, row)
export type StatementColumns = NonNullable<ReturnType<typeof readHeadings>>

export const expectedColumns = known.map(({ name, headings }) => `${name} (${usualHeadings(headings)})`).join(' or ')
