// biome-ignore-all lint/a11y/useSemanticElements: elements of tables cannot be positioned, as rows out of sight are not drawn
// biome-ignore-all lint/a11y/useFocusableInteractive: cellProps gives each cell its tabIndex
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { text } from '../texts/en/common.ts'
import { Check } from './field.tsx'
import styles from './grid.module.css'
import { useIsPrinting } from './use-is-printing.ts'
import { useIsSlow } from './use-is-slow.ts'

export interface Column<Row> {
  id: string
  header: string
  render: (row: Row) => ReactNode
  /** `end` for numbers. */
  align?: 'end'
  /** A track of a CSS grid: `minmax(12rem, 2fr)`. */
  width: string
  /** Name by which the API sorts, for a column that sorts. */
  sort?: string
  /** Its foot: the total of what is filtered. */
  total?: ReactNode
  /** Left out where the page is narrow. */
  isMinor?: boolean
}

interface Selection<Row> {
  keys: ReadonlySet<string>
  onChange: (keys: ReadonlySet<string>) => void
  /** What a row is called, for its check box. */
  nameOf: (row: Row) => string
}

export interface GridProps<Row> {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** How many rows there are in all, where that is known. */
  count?: number | undefined
  /** A field, or `-field` from the largest. */
  sort?: string | undefined
  onSort?: (sort: string) => void
  /** More rows are there: asked for when the last ones come into sight. */
  hasMore?: boolean
  onMore?: () => void
  isLoading?: boolean
  /** More rows are on their way. */
  isReadingOn?: boolean
  selection?: Selection<Row>
  /** A row to point out. */
  currentKey?: string | undefined
  /** Shows all rows, without a height of its own. For short lists. */
  fits?: boolean
}

/** Rows are some two lines of text high; the number follows the reader's size of text. */
const rowHeight = (): number => 2.125 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
const waitingRows = [0, 1, 2, 3, 4, 5, 6, 7]

interface Place {
  /** 0 for the heads. */
  row: number
  column: number
}

const steps: Record<string, (place: Place, page: number, last: Place) => Place> = {
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  PageDown: ({ row, column }, page) => ({ row: row + page, column }),
  PageUp: ({ row, column }, page) => ({ row: Math.max(1, row - page), column }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, _, { column }) => ({ row, column }),
}

const within = (value: number, last: number): number => Math.min(Math.max(value, 0), last)

/** A share of the sheet: on paper nothing is scrolled to. */
const onPaper = (width: string): string => `minmax(0, ${/[\d.]+/.exec(width)?.[0] ?? 1}fr)`

/** Whether the keys are for what is typed into, not for the grid. */
const isTyping = (target: EventTarget): boolean =>
  target instanceof HTMLSelectElement ||
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && target.type !== 'checkbox')

/**
 * A table of any length: only rows in sight are drawn, more are asked for at its end. One stop of the Tab key; arrows,
 * Home, End and Page keys move the focus between cells, and with Shift select the rows that they pass; Enter presses what is
 * in a cell, Space selects the row.
 */
export const Grid = <Row,>(props: GridProps<Row>) => {
  const { label, columns, rows, keyOf, count, sort, onSort, hasMore = false, onMore, isLoading = false } = props
  const { selection, currentKey, fits = false, isReadingOn = false } = props
  const scroller = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 })
  const wantsFocus = useRef(false)
  const isPrinting = useIsPrinting()
  /** Where rows began to be selected by Shift, and what was selected before. */
  const anchor = useRef<{ row: number; keys: ReadonlySet<string> }>(undefined)

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: rowHeight,
    overscan: fits || isPrinting ? rows.length : 12,
    // The row that has the focus stays drawn, or the focus would be lost.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range)
      const focused = place.row - 1
      return focused < 0 || focused >= rows.length || shown.includes(focused)
        ? shown
        : [...shown, focused].sort((one, other) => one - other)
    },
  })
  const drawn = virtual.getVirtualItems()
  const isSlow = useIsSlow(isLoading && rows.length === 0)
  // What was read so far may hold nothing that matches a filter.
  const isLookingOn = hasMore || isReadingOn

  const lastInSight = drawn.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && !isLoading && lastInSight >= rows.length - 15) onMore?.()
  }, [hasMore, isLoading, lastInSight, rows.length, onMore])

  useLayoutEffect(() => {
    const grid = scroller.current
    if (!grid) return
    // One stop of the Tab key: what is inside of cells is reached by arrows.
    for (const inner of grid.querySelectorAll<HTMLElement>('[role=gridcell] :is(a, button, input, select)'))
      inner.tabIndex = -1
    if (!wantsFocus.current) return
    const cell = grid.querySelector<HTMLElement>(`[data-place="${place.row}:${place.column}"]`)
    if (!cell) return
    wantsFocus.current = false
    cell.focus({ preventScroll: place.row > 0 })
  })

  const cells = [...(selection ? ['select'] : []), ...columns.map(({ id }) => id)]
  const last = { row: rows.length, column: cells.length - 1 }

  const press = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (isTyping(event.target) || event.altKey || event.metaKey) return
    const { key, ctrlKey } = event
    const isInCell = event.target instanceof HTMLElement && event.target.dataset.place !== undefined
    if (key === 'Enter' && isInCell) {
      event.currentTarget.querySelector<HTMLElement>(':focus :is(a, button, input)')?.click()
      return
    }
    const row = rows[place.row - 1]
    if (key === ' ' && isInCell && selection && row !== undefined) {
      event.preventDefault()
      toggle(keyOf(row))
      return
    }
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight()) - 2)
    const ends = { Home: { ...place, row: 1 }, End: { ...place, row: last.row } }
    const to = ctrlKey && (key === 'Home' || key === 'End') ? ends[key] : steps[key]?.(place, page, last)
    if (!to) return
    event.preventDefault()
    const next = { row: within(to.row, last.row), column: within(to.column, last.column) }
    if (next.row > 0) virtual.scrollToIndex(next.row - 1)
    wantsFocus.current = true
    setPlace(next)
    if (event.shiftKey && next.row !== place.row) selectTo(next.row)
    else anchor.current = undefined
  }

  const selectTo = (row: number): void => {
    if (!selection) return
    anchor.current ??= { row: place.row, keys: selection.keys }
    const [first, end] = [Math.min(anchor.current.row, row), Math.max(anchor.current.row, row)]
    const swept = rows.slice(Math.max(first - 1, 0), end).map(keyOf)
    selection.onChange(new Set([...anchor.current.keys, ...swept]))
  }

  const toggle = (key: string): void => {
    if (!selection) return
    const keys = new Set(selection.keys)
    if (!keys.delete(key)) keys.add(key)
    selection.onChange(keys)
  }

  const cellProps = (row: number, id: string) => {
    const column = cells.indexOf(id)
    const isPlace =
      (row === place.row && column === place.column) || (row === 0 && column === 0 && place.row > last.row)
    return {
      'data-place': `${row}:${column}`,
      'aria-colindex': column + 1,
      tabIndex: isPlace ? 0 : -1,
      onFocus: () => (row === place.row && column === place.column ? undefined : setPlace({ row, column })),
    }
  }

  const isAllSelected =
    selection !== undefined && rows.length > 0 && rows.every((row) => selection.keys.has(keyOf(row)))
  const widthOf = ({ width }: Column<Row>): string => (isPrinting ? onPaper(width) : width)
  const template = [...(selection ? ['2.25rem'] : []), ...columns.map(widthOf)].join(' ')
  const minor = [...(selection ? ['2.25rem'] : []), ...columns.filter((column) => !column.isMinor).map((c) => c.width)]
  const style: CSSProperties & Record<`--${string}`, string> = {
    '--columns': template,
    '--major': minor.join(' '),
    '--zoom': String(Math.min(0.8, 8 / cells.length)),
  }
  const classOf = ({ align, isMinor }: Column<Row>): string =>
    [styles.cell, align === 'end' && styles.end, isMinor && styles.minor].filter(Boolean).join(' ')

  return (
    <div
      role="grid"
      aria-label={label}
      aria-rowcount={count === undefined ? -1 : count + 1}
      aria-colcount={cells.length}
      aria-busy={isLoading || isReadingOn}
      ref={scroller}
      className={`${styles.grid} ${fits ? styles.fits : ''}`}
      style={style}
      onKeyDown={press}
      tabIndex={-1}
    >
      <div role="rowgroup" className={styles.head}>
        <div role="row" aria-rowindex={1} className={styles.row} tabIndex={-1}>
          {selection && (
            <div role="columnheader" className={`${styles.cell} ${styles.select}`} {...cellProps(0, 'select')}>
              <Check
                label={text.selectAll}
                hidesLabel
                checked={isAllSelected}
                onChange={(checked) => selection.onChange(new Set(checked ? rows.map(keyOf) : []))}
              />
            </div>
          )}
          {columns.map((column) => (
            <Head
              key={column.id}
              column={column}
              sort={sort}
              onSort={
                onSort &&
                ((next) => {
                  scroller.current?.scrollTo({ top: 0 })
                  onSort(next)
                })
              }
              className={classOf(column)}
              cell={cellProps(0, column.id)}
            />
          ))}
        </div>
      </div>
      {rows.length === 0 && (isLoading || isLookingOn) ? (
        <>
          {isSlow && <Remark>{text.slow}</Remark>}
          {!isLoading && <Remark>{text.lookingOn}</Remark>}
          <div role="rowgroup" aria-hidden="true">
            {waitingRows.map((row) => (
              <div key={row} className={styles.waiting} />
            ))}
          </div>
        </>
      ) : (
        <div role="rowgroup" className={styles.body} style={isPrinting ? {} : { height: virtual.getTotalSize() }}>
          {drawn.map(({ index, start, size }) => {
            const row = rows[index]
            if (row === undefined) return null
            const key = keyOf(row)
            return (
              <div
                key={key}
                role="row"
                tabIndex={-1}
                aria-rowindex={index + 2}
                aria-selected={selection ? selection.keys.has(key) : undefined}
                aria-current={key === currentKey || undefined}
                className={`${styles.row} ${styles.data}`}
                style={isPrinting ? {} : { height: size, transform: `translateY(${start}px)` }}
              >
                {selection && (
                  <div
                    role="gridcell"
                    className={`${styles.cell} ${styles.select}`}
                    {...cellProps(index + 1, 'select')}
                  >
                    <Check
                      label={selection.nameOf(row)}
                      hidesLabel
                      checked={selection.keys.has(key)}
                      onChange={() => toggle(key)}
                    />
                  </div>
                )}
                {columns.map((column) => (
                  <div key={column.id} role="gridcell" className={classOf(column)} {...cellProps(index + 1, column.id)}>
                    {column.render(row)}
                  </div>
                ))}
              </div>
            )
          })}
        </div>
      )}
      {rows.length > 0 && isReadingOn && lastInSight === rows.length - 1 && <Remark>{text.readingOn}</Remark>}
      {isPrinting && isLookingOn && <Remark>{text.notPrinted}</Remark>}
      {columns.some(({ total }) => total !== undefined) && (
        <div role="rowgroup" className={styles.foot}>
          <div role="row" className={styles.row} tabIndex={-1}>
            {selection && <div role="gridcell" className={styles.cell} />}
            {columns.map((column) => (
              <div key={column.id} role="gridcell" className={classOf(column)}>
                {column.total}
              </div>
            ))}
          </div>
        </div>
      )}
    </div>
  )
}

const Remark = ({ children }: { children: string }) => (
  <div role="rowgroup">
    <div role="row" className={styles.remark} tabIndex={-1}>
      <div role="gridcell">{children}</div>
    </div>
  </div>
)

interface HeadProps<Row> {
  column: Column<Row>
  sort: string | undefined
  onSort: ((sort: string) => void) | undefined
  className: string
  cell: object
}

const Head = <Row,>({ column, sort, onSort, className, cell }: HeadProps<Row>) => {
  const { header, align, sort: field } = column
  if (field === undefined || !onSort)
    return (
      <div role="columnheader" className={className} {...cell}>
        {header}
      </div>
    )
  const isUp = sort === field
  const isDown = sort === `-${field}`
  const first = align === 'end' ? `-${field}` : field
  const other = align === 'end' ? field : `-${field}`
  return (
    <div
      role="columnheader"
      aria-sort={isUp ? 'ascending' : isDown ? 'descending' : 'none'}
      className={className}
      {...cell}
    >
      <button
        type="button"
        tabIndex={-1}
        className={styles.sort}
        onClick={() => onSort(sort === first ? other : first)}
      >
        {header}
        <span aria-hidden="true" className={styles.arrow}>
          {isUp ? '▲' : isDown ? '▼' : ''}
        </span>
      </button>
    </div>
  )
}
