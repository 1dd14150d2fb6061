import { bare, readCount } from '../../foundation/files/columns.ts'
import type { SheetRow } from '../../foundation/files/sheet.ts'
import { allCountries, type StatementField, totals } from './statement-columns.ts'

/** Columns of the tab Pivot Data in their order, and the row of their headings: they are the same in every language. */
const columns = [
  ...(['productPool', 'productFamily', 'version'] as const),
  ...(['effective', 'upgrade', 'maintainedUpgrade', 'assurance'] as const),
  'country',
] satisfies StatementField[]
const headingLine = 10
const quantities = [3, 4, 5, 6]
const country = 7

const maximumRows = 20_000

const cellOf = ({ cells }: SheetRow, index: number): string => cells[index]?.trim() ?? ''
const isNumber = (text: string): boolean => typeof readCount(text) === 'number'

const areHeadings = (row: SheetRow): boolean => {
  const texts = columns.map((_, index) => bare(cellOf(row, index)))
  return texts.every((text) => text !== '' && !isNumber(text)) && new Set(texts).size === texts.length
}

const isRow = (row: SheetRow): boolean =>
  cellOf(row, 1) !== '' &&
  cellOf(row, country) !== '' &&
  !isNumber(cellOf(row, country)) &&
  quantities.every((index) => cellOf(row, index) === '' || isNumber(cellOf(row, index)))

const effectiveOf = (row: SheetRow): number => Number(readCount(cellOf(row, 3)) ?? 0)

/**
 * The country of rows that are the sums of those of single countries, of each product one. Undefined when none is, and when
 * several may be: a product that is used in one country tells nothing.
 */
const sumsOf = (rows: readonly SheetRow[]): string | undefined => {
  const products = [...Map.groupBy(rows, (row) => JSON.stringify([0, 1, 2].map((at) => cellOf(row, at)))).values()]
  const isSum = (text: string, product: readonly SheetRow[]): boolean => {
    const { sums = [], parts = [] } = Object.groupBy(product, (row) =>
      cellOf(row, country) === text ? 'sums' : 'parts',
    )
    const [sum, ...more] = sums
    if (!sum || more.length > 0 || parts.length === 0) return false
    return effectiveOf(sum) === parts.reduce((total, row) => total + effectiveOf(row), 0)
  }
  const texts = new Set(rows.map((row) => cellOf(row, country)))
  const found = [...texts].filter((text) => products.every((product) => isSum(text, product)))
  return found.length === 1 ? found[0] : undefined
}

/** Finds the columns of a Microsoft License Statement by their places. Undefined when a row does not fit, or it is unsure. */
export const findByPlace = async (all: Iterable<SheetRow> | AsyncIterable<SheetRow>) => {
  let headings: SheetRow | undefined
  const rows: SheetRow[] = []
  for await (const row of all) {
    if (row.line < headingLine) continue
    if (row.line === headingLine) headings = row
    if (!headings || !areHeadings(headings) || rows.length > maximumRows) return undefined
    if (row.line === headingLine || totals.has(bare(cellOf(row, 0))) || totals.has(bare(cellOf(row, 1)))) continue
    if (!isRow(row)) return undefined
    rows.push(row)
  }
  if (!headings || rows.length === 0) return undefined
  const known = rows.map((row) => cellOf(row, country)).find((text) => allCountries.has(bare(text)))
  const everywhereText = known ?? sumsOf(rows)
  if (everywhereText === undefined) return undefined
  const positions = new Map(columns.map((field, index): [StatementField, number] => [field, index]))
  return { headings, positions, everywhere: bare(everywhereText), everywhereText }
}
