import type { SheetRow } from '../../foundation/files/sheet.ts'
import type { StatementLayout } from '../rows/entitlement.ts'

const statementFields = [
  'productFamily',
  'version',
  'productPool',
  'type',
  'effective',
  'assurance',
  'upgrade',
  'maintainedUpgrade',
  'country',
  'licenseId',
] as const
/** What the columns of a statement mean. */
export type StatementField = (typeof statementFields)[number]

interface Layout {
  /** What the layout is called in messages. */
  name: string
  /** Headings of each field as files have them; they are compared without case, spaces and punctuation. */
  headings: Partial<Record<StatementField, readonly string[]>>
}

/** A row is a heading row of a layout when it has these. */
const required: readonly StatementField[] = ['productFamily', 'version', 'effective']

const licenseId = ['License ID', 'Licence ID', 'License number', 'License no']
const assurance = [
  'Active SA quantity',
  'Active SA qty',
  'Active Software Assurance quantity',
  'Active Software Assurance (SA) quantity',
]

const layouts: Record<StatementLayout, Layout> = {
  'license-summary': {
    name: 'license summary',
    headings: {
      productFamily: ['Product family', 'Product family name'],
      version: ['Version', 'Product version'],
      productPool: ['Product pool', 'Pool'],
      type: ['Type', 'License type', 'Licence type'],
      effective: ['Effective quantity', 'Effective qty'],
      assurance,
      licenseId,
    },
  },
  'license-statement': {
    name: 'Microsoft License Statement',
    headings: {
      productFamily: ['License Product Family', 'Licence Product Family'],
      version: ['License Version', 'Licence Version'],
      productPool: ['Product Pool', 'License Product Pool', 'Licence Product Pool'],
      type: ['License Type', 'Licence Type', 'Type'],
      effective: ['Effective License Quantity', 'Effective Licence Quantity'],
      assurance,
      upgrade: ['Upgrade License Quantity', 'Upgrade Licence Quantity'],
      maintainedUpgrade: [
        'Upgrade License Quantity (w/ Maintenance)',
        'Upgrade Licence Quantity (w/ Maintenance)',
        'Upgrade License Quantity with Maintenance',
      ],
      country: ['Country of Usage', 'Usage Country'],
      licenseId,
    },
  },
}

/** Text without case, spaces and punctuation. */
export const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')

const fieldsByHeading = ({ headings }: Layout): Map<string, StatementField> =>
  new Map(statementFields.flatMap((field) => (headings[field] ?? []).map((heading) => [bare(heading), field])))

/** Where the columns of a file are. */
export interface Columns {
  layout: StatementLayout
  /** Index in the cells of a row. */
  positions: ReadonlyMap<StatementField, number>
  /** How many columns have a heading, up to the last one that does. */
  width: number
}

/** The columns of a layout, if a row is its heading row; of two columns with one meaning the first counts. */
const columnsAs = (layout: StatementLayout, { cells }: SheetRow): Columns | undefined => {
  const fields = fieldsByHeading(layouts[layout])
  const positions = new Map<StatementField, number>()
  let width = 0
  for (const [index, cell] of cells.entries()) {
    if (cell === undefined || cell === '') continue
    width = index + 1
    const field = fields.get(bare(cell))
    if (field && !positions.has(field)) positions.set(field, index)
  }
  return required.every((field) => positions.has(field)) ? { layout, positions, width } : undefined
}

/** What a row says of the columns, when it is the heading row of one of the layouts. */
export const readHeadings = (row: SheetRow): Columns | undefined =>
  columnsAs('license-summary', row) ?? columnsAs('license-statement', row)

const firstHeadings = ({ headings }: Layout): string =>
  Object.values(headings)
    .flatMap(([first]) => first ?? [])
    .join(', ')

/** The columns that each layout has, for messages. */
export const expectedColumns = Object.values(layouts)
  .map((layout) => `a ${layout.name} (${firstHeadings(layout)})`)
  .join(' or ')
