import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useRef } from 'react'
import styles from './pick-list.module.css'

interface PickListProps<Row> {
  label: string
  rows: readonly Row[]
  keyOf: (row: Row) => string
  currentKey: string | undefined
  onChange: (key: string) => void
  /** Two lines at most. */
  render: (row: Row) => ReactNode
  /** Keys that the list does not use itself. */
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void
  /** Takes the list itself, to give it the focus. */
  listRef?: RefObject<HTMLDivElement | null>
  /** How many there are in all, where that is known. */
  count?: number | undefined
  hasMore?: boolean
  onMore?: () => void
  isLoading?: boolean
}

const rowHeight = (): number => 3.25 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
const waitingRows = [0, 1, 2, 3, 4, 5]

/** Where a key leads from a place; undefined for a key of another use. */
const steps: Record<string, (place: number, last: number) => number> = {
  ArrowDown: (place) => place + 1,
  j: (place) => place + 1,
  ArrowUp: (place) => place - 1,
  k: (place) => place - 1,
  Home: () => 0,
  End: (_, last) => last,
}

/** A list of any length of which one row is current. It holds the focus itself, so a row that goes takes none with it. */
export const PickList = <Row,>(props: PickListProps<Row>) => {
  const { label, rows, keyOf, currentKey, onChange, render, onKeyDown, count, isLoading = false } = props
  const { hasMore = false, onMore } = props
  const own = useRef<HTMLDivElement>(null)
  const scroller = props.listRef ?? own
  const id = useId()
  const current = rows.findIndex((row) => keyOf(row) === currentKey)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: rowHeight,
    overscan: 8,
    // The current row stays drawn, as the list names it to screen readers.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range)
      return current < 0 || shown.includes(current) ? shown : [...shown, current].sort((one, other) => one - other)
    },
  })
  const drawn = virtual.getVirtualItems()
  const lastInSight = drawn.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && !isLoading && lastInSight >= rows.length - 10) onMore?.()
  }, [hasMore, isLoading, lastInSight, rows.length, onMore])
  useEffect(() => {
    if (current >= 0) virtual.scrollToIndex(current)
  }, [current, virtual])

  const press = (event: KeyboardEvent<HTMLDivElement>): void => {
    const { key, ctrlKey, metaKey, altKey } = event
    if (ctrlKey || metaKey || altKey) return
    const to = steps[key]?.(current, rows.length - 1)
    if (to === undefined) {
      onKeyDown?.(event)
      return
    }
    event.preventDefault()
    const row = rows[Math.min(Math.max(to, 0), rows.length - 1)]
    if (row !== undefined) onChange(keyOf(row))
  }

  return (
    <div
      ref={scroller}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-busy={isLoading}
      aria-activedescendant={current < 0 ? undefined : `${id}-${current}`}
      className={styles.list}
      onKeyDown={press}
    >
      {rows.length === 0 && isLoading
        ? waitingRows.map((row) => <div key={row} className={styles.waiting} />)
        : rows.length > 0 && (
            <div role="presentation" className={styles.body} style={{ height: virtual.getTotalSize() }}>
              {drawn.map(({ index, start, size }) => {
                const row = rows[index]
                if (row === undefined) return null
                const key = keyOf(row)
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus and takes the keys
                  // biome-ignore lint/a11y/useFocusableInteractive: the list names the current option
                  <div
                    key={key}
                    id={`${id}-${index}`}
                    role="option"
                    aria-selected={index === current}
                    aria-posinset={index + 1}
                    aria-setsize={count ?? -1}
                    className={styles.option}
                    style={{ height: size, transform: `translateY(${start}px)` }}
                    onClick={() => onChange(key)}
                  >
                    {render(row)}
                  </div>
                )
              })}
            </div>
          )}
    </div>
  )
}
