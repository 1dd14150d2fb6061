import { count } from '../format.ts'

export const text = {
  exportList: 'Export',
  exportCsv: (value: number) => `This list as CSV (${count(value, { one: 'row', other: 'rows' })})`,
  exportReport: 'Effective License Position as a report…',
  exporting: 'Export as CSV',
  exportingHint: 'All rows that match the filters, with the columns of this list, in its order.',
  reading: 'Rows',
  exported: (name: string) => `${name} was saved.`,
} as const
