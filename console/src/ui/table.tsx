import { Fragment, type ReactNode } from 'react'
import { text } from '../texts/en/common.ts'
import styles from './table.module.css'

export interface TableColumn<Row> {
  id: string
  header: string
  /** The header is for screen readers only: what is below says what it is. */
  hidesHeader?: boolean
  render: (row: Row) => ReactNode
  /** `end` for numbers. */
  align?: 'end'
  /** Its foot: the sum of what is above. */
  total?: ReactNode
  /** Left out where the page is narrow. */
  isMinor?: boolean
}

interface Unfold<Row> {
  open: ReadonlySet<string>
  onToggle: (key: string) => void
  /** What a row is called, for its button. */
  nameOf: (row: Row) => string
  /** What is below the row while it is open. */
  render: (row: Row) => ReactNode
}

interface TableProps<Row> {
  label: string
  columns: readonly TableColumn<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  unfold?: Unfold<Row>
  /** The caption is for screen readers only unless this is set. */
  showsLabel?: boolean
}

const classOf = <Row,>({ align, isMinor }: TableColumn<Row>): string =>
  [align === 'end' && styles.end, isMinor && styles.minor].filter(Boolean).join(' ')

/** A short table, drawn whole, whose cells may wrap and whose rows may unfold. For long lists: Grid. */
export const Table = <Row,>({ label, columns, rows, keyOf, unfold, showsLabel = false }: TableProps<Row>) => (
  <table className={styles.table}>
    <caption className={showsLabel ? styles.caption : styles.hidden}>{label}</caption>
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column.id} scope="col" className={classOf(column)}>
            {column.hidesHeader ? <span className={styles.hidden}>{column.header}</span> : column.header}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => {
        const key = keyOf(row)
        const isOpen = unfold?.open.has(key) ?? false
        return (
          <Fragment key={key}>
            <tr data-key={key}>
              {columns.map((column, place) =>
                place === 0 ? (
                  <th key={column.id} scope="row" className={classOf(column)}>
                    <div className={styles.first}>
                      {unfold && (
                        <button
                          type="button"
                          className={styles.fold}
                          aria-expanded={isOpen}
                          aria-label={text.unfold(unfold.nameOf(row))}
                          onClick={() => unfold.onToggle(key)}
                        >
                          <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span>
                        </button>
                      )}
                      <div>{column.render(row)}</div>
                    </div>
                  </th>
                ) : (
                  <td key={column.id} className={classOf(column)}>
                    {column.render(row)}
                  </td>
                ),
              )}
            </tr>
            {isOpen && (
              <tr>
                <td colSpan={columns.length} className={styles.inside}>
                  {unfold?.render(row)}
                </td>
              </tr>
            )}
          </Fragment>
        )
      })}
    </tbody>
    {columns.some(({ total }) => total !== undefined) && (
      <tfoot>
        <tr>
          {columns.map((column, place) =>
            place === 0 && column.total !== undefined ? (
              <th key={column.id} scope="row" className={classOf(column)}>
                {column.total}
              </th>
            ) : (
              <td key={column.id} className={classOf(column)}>
                {column.total}
              </td>
            ),
          )}
        </tr>
      </tfoot>
    )}
  </table>
)

/** The keys with one more, or without it. */
export const toggled = (keys: ReadonlySet<string>, key: string): ReadonlySet<string> => {
  const next = new Set(keys)
  if (!next.delete(key)) next.add(key)
  return next
}
