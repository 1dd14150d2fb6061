import type { Column } from './columns.ts'

/** A smaller table of a report, beside its rows. */
export interface Sheet {
  /** Its name in JSON, and for people. */
  key: string
  name: string
  columns: readonly Pick<Column<never>, 'heading' | 'kind' | 'width' | 'isDifference'>[]
  rows: readonly object[]
  /** Cells of each row, by columns. */
  cells: () => Iterable<readonly (string | number | undefined)[]>
}

export const sheetOf = <Row extends object>(
  key: string,
  name: string,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
): Sheet => ({
  key,
  name,
  columns,
  rows,
  *cells() {
    for (const row of rows) yield columns.map(({ of }) => of(row))
  },
})
