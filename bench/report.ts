/** A line of a section; all lines of a section have the same columns. */
export type Row = Record<string, string | number>

export interface Section {
  title: string
  rows: Row[]
}

/** One number, with the most that it may be where there is a limit. */
export const figure = (what: string, value: number, unit: string, atMost?: number): Row => ({
  what,
  value: Number(value.toPrecision(4)),
  unit,
  'at most': atMost ?? '',
  met: atMost === undefined ? '' : value <= atMost ? 'yes' : 'NO',
})

export const isMissed = ({ met }: Row): boolean => met === 'NO'

const shown = (cell: string | number | undefined): string =>
  typeof cell === 'number' ? cell.toLocaleString('en-US', { maximumFractionDigits: 4 }) : (cell ?? '')

/** The section as a table of text, numbers to the right. */
export const textTable = ({ title, rows }: Section): string => {
  const columns = Object.keys(rows[0] ?? {})
  const width = (column: string) => Math.max(column.length, ...rows.map((row) => shown(row[column]).length))
  const line = (cells: (column: string) => string | number | undefined) =>
    columns
      .map((column) => {
        const cell = cells(column)
        return typeof cell === 'number' ? shown(cell).padStart(width(column)) : shown(cell).padEnd(width(column))
      })
      .join('  ')
      .trimEnd()
  return [`\n${title}`, line((column) => column), ...rows.map((row) => line((column) => row[column]))].join('\n')
}

export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
