import { closestLayout, type Headings, usualHeadings } from '../../foundation/files/columns.ts'
import type { SheetRow } from '../../foundation/files/sheet.ts'
import { StatementLayout } from '../rows/statement-rows.ts'

const licenseId = ['License ID', 'Licence ID', 'License number', 'License no']
const assurance = [
  'Active SA quantity',
  'Active SA qty',
  'Active Software Assurance quantity',
  'Active Software Assurance (SA) quantity',
]

export const layouts = {
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
} satisfies Record<StatementLayout, { name: string; headings: Record<string, readonly string[]> }>

export type StatementField = keyof (typeof layouts)['license-statement']['headings']

const required: readonly StatementField[] = ['productFamily', 'version', 'effective']

const known = StatementLayout.options.map((layout) => {
  const { name, headings } = layouts[layout]
  return { layout, name: `a ${name}`, headings: headings as Headings<StatementField>, required }
})

/** The layout that a row comes closest to; it is a heading row when it lacks nothing. */
export const readHeadings = (row: SheetRow) => closestLayout(known, row)
export type StatementColumns = NonNullable<ReturnType<typeof readHeadings>>

export const expectedColumns = Object.values(layouts)
  .map((layout) => `a ${layout.name} (${usualHeadings(layout.headings)})`)
  .join(' or ')
