import { bare, closestLayout, readLayouts, usualHeadings } from '../../foundation/files/columns.ts'
import type { SheetRow } from '../../foundation/files/sheet.ts'
import { FileLayout } from '../rows/statement-rows.ts'

const fields = [
  ...(['productFamily', 'version', 'productPool', 'type', 'effective', 'assurance'] as const),
  ...(['upgrade', 'maintainedUpgrade', 'country', 'licenseId'] as const),
  ...(['assigned', 'expired', 'inGrace', 'ofDisabled', 'organization', 'program', 'endDate', 'status'] as const),
]
export type StatementField = (typeof fields)[number]

export const layouts = readLayouts(new URL('statement-columns.tsv', import.meta.url), fields)

const known = layouts.map((layout) => ({
  ...layout,
  layout: FileLayout.parse(layout.id),
  name: `a ${layout.name}`,
}))

/** What some texts of the reviewed file say, as `bare` compares them. */
const meaning = (what: string): ReadonlySet<string> =>
  new Set(layouts.flatMap(({ textsOf }) => textsOf(what)).map(bare))

export const totals = meaning('totals')
export const allCountries = meaning('allCountries')

/** What the texts of a contract's status mean. */
export const statusTexts = layouts.flatMap(({ textsOf }) => [
  ...textsOf('meansValid').map((text) => ({ status: 'valid' as const, text })),
  ...textsOf('meansExpired').map((text) => ({ status: 'expired' as const, text })),
])

/** The first rows of a file, of which one has the headings. */
export const headingsWithin = 50

/** The layout that a row comes closest to; it is a heading row when it lacks nothing. */
export const readHeadings = (row: SheetRow) => closestLayout(known, row)
export type StatementColumns = NonNullable<ReturnType<typeof readHeadings>>

export const licenseStatement = known.find(({ layout }) => layout === 'license-statement')

export const expectedColumns = known.map(({ name, headings }) => `${name} (${usualHeadings(headings)})`).join(' or ')
