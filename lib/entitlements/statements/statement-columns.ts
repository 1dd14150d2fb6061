import { type Columns, findColumns, type Headings, usualHeadings } from '../../foundation/files/columns.ts'
import type { SheetRow } from '../../foundation/files/sheet.ts'
import type { StatementLayout } from '../rows/entitlement.ts'

/** What the columns of a statement mean. */
export type StatementField =
  | 'productFamily'
  | 'version'
  | 'productPool'
  | 'type'
  | 'effective'
  | 'assurance'
  | 'upgrade'
  | 'maintainedUpgrade'
  | 'country'
  | 'licenseId'

interface Layout {
  /** What the layout is called in messages. */
  name: string
  headings: Headings<StatementField>
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

/** Where the columns of a file are, and which layout it has. */
export interface StatementColumns extends Columns<StatementField> {
  layout: StatementLayout
}

/** The columns of the first layout of which a row is the heading row. */
export const readHeadings = (row: SheetRow): StatementColumns | undefined => {
  for (const layout of ['license-summary', 'license-statement'] as const) {
    const columns = findColumns(layouts[layout].headings, row)
    if (required.every((field) => columns.positions.has(field))) return { layout, ...columns }
  }
  return undefined
}

/** The columns that each layout has, for messages. */
export const expectedColumns = Object.values(layouts)
  .map((layout) => `a ${layout.name} (${usualHeadings(layout.headings)})`)
  .join(' or ')
