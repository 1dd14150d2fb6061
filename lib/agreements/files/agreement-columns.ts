import { bare, type Columns, closestLayout, readLayouts, unknownColumns } from '../../foundation/files/columns.ts'
import type { SheetRow } from '../../foundation/files/sheet.ts'
import { byHeadings, likenessOf } from '../../work/imports/recognize.ts'

const fields = [
  ...(['name', 'publisher', 'productTitle', 'edition', 'version', 'licenseCount', 'startDate', 'endDate'] as const),
  ...(['terminationDate', 'details', 'restrictions', 'purchaseOrder', 'id'] as const),
]
export type AgreementField = (typeof fields)[number]

export const layouts = readLayouts(new URL('agreement-columns.tsv', import.meta.url), fields).map((layout) => {
  const traits = layout.textsOf('traits')
  const hasPersons = traits.includes('persons')
  return { ...layout, isForeign: traits.includes('foreign'), hasKeys: traits.includes('keys'), hasPersons }
})
type AgreementLayout = (typeof layouts)[number]

export interface AgreementColumns
  extends Columns<AgreementField>,
    Pick<AgreementLayout, 'isForeign' | 'hasKeys' | 'hasPersons'> {
  shown: ReadonlySet<number>
  areAllShown: boolean
}

const describe = ({ name, required, headings }: AgreementLayout): string =>
  `${name} (at least ${required.map((field) => headings[field]?.[0]).join(', ')})`

/** In a file that has it other names are those of persons. */
const itemName = 'Item name'

const closest = (row: SheetRow) => {
  const namesItems = row.cells.some((cell = '') => bare(cell) === bare(itemName))
  const possible = layouts.filter(
    ({ headings, isForeign }) => !isForeign || namesItems === (headings.name?.[0] === itemName),
  )
  return closestLayout(possible, row)
}

export const recognizeAgreements = byHeadings(1, (row) => {
  const likeness = likenessOf(closest(row))
  return likeness && { ...likeness, name: likeness.layout === 'own' ? 'a file of other agreements' : likeness.name }
})

/** What the first row of a file says of its columns. @throws WrongFile `unknown-columns` */
export const readHeadings = (row: SheetRow): AgreementColumns => {
  const found = closest(row)
  if (!found || found.lacks.length > 0) {
    const known = `The first line must have the headings of ${layouts.map(describe).join(', or of ')}.`
    throw unknownColumns(known, row, found)
  }
  // Only managers may read details.
  const shown = new Set([...found.positions].flatMap(([field, index]) => (field === 'details' ? [] : [index])))
  return { ...found, shown, areAllShown: row.cells.every((cell, index) => !cell || shown.has(index)) }
}
