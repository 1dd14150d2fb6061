import { type Columns, closestLayout, unknownColumns } from '../../foundation/files/columns.ts'
import type { SheetRow } from '../../foundation/files/sheet.ts'
import { byHeadings, likenessOf } from '../../work/imports/recognize.ts'

export const headings = {
  deviceId: ['deviceId', 'Device ID', 'Device'],
  product: ['Product', 'Product name', 'Title'],
  edition: ['Edition', 'Product edition'],
  publisher: ['Publisher', 'Manufacturer', 'Vendor'],
  cores: ['Cores', 'Core count', 'NumberOfCores', '# Cores'],
  processors: ['Processors', 'Processor count', 'Sockets', 'CPUs', '# CPU'],
  virtual: ['Virtual', 'Is virtual', 'Virtual machine', 'Is_Virtual_Machine0'],
} as const
export type FactsField = keyof typeof headings

/** What a row says of its device: a file has one of these at least. */
const says = ['product', 'cores', 'processors', 'virtual'] as const
const layouts = says.map((field) => ({
  id: 'device-facts',
  name: 'a file of device facts',
  headings,
  required: ['deviceId', field] as const,
}))
const closest = (row: SheetRow) => closestLayout<FactsField, object>(layouts, row)

export const recognizeFacts = byHeadings(1, (row) => likenessOf(closest(row)))

/** @throws WrongFile `unknown-columns` */
export const readHeadings = (row: SheetRow): Columns<FactsField> => {
  const columns = closest(row)
  if (columns?.lacks.length === 0) return columns
  throw unknownColumns(
    'The first row must have the heading deviceId, and one of product, cores, processors and virtual; it may have edition and publisher.',
    row,
  )
}
