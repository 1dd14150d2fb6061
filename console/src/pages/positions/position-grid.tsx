import { Link } from '@tanstack/react-router'
import type { useList } from '../../api/queries.ts'
import { useIsManager } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/positions.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { Grid } from '../../ui/grid.tsx'
import { Empty } from '../../ui/page.tsx'
import type { PositionColumn } from './columns.tsx'
import { hasFilters, usePositionSearch, withoutFilters } from './search.ts'

interface PositionGridProps<Row extends { id: string }> {
  label: string
  list: ReturnType<typeof useList<{ items: Row[]; cursor?: string | undefined; totals: { count: number } }>>
  columns: readonly PositionColumn<Row>[]
  /** The order unless another one is asked for. */
  order: string
}

/** The table of positions, or a hint about what to do when it is empty. */
export const PositionGrid = <Row extends { id: string }>({ label, list, columns, order }: PositionGridProps<Row>) => {
  const { search, ask } = usePositionSearch()
  const isManager = useIsManager()
  const { query, first, grid } = list
  if (query.error) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
  if (first?.totals.count === 0)
    return hasFilters(search) ? (
      <Empty
        title={text.none.filtered}
        actions={<Button onClick={() => ask(withoutFilters(search))}>{text.clear}</Button>}
      />
    ) : (
      <Empty
        title={text.none.families}
        actions={
          isManager && (
            <Link to="/imports" className={buttonLook('main')}>
              {text.none.toImports}
            </Link>
          )
        }
      >
        <p>{text.none.familiesHint}</p>
      </Empty>
    )
  return (
    <Grid
      label={label}
      {...grid}
      isLoading={query.isPending || query.isPlaceholderData}
      columns={columns}
      count={first?.totals.count}
      keyOf={({ id }) => id}
      sort={search.sort ?? order}
      onSort={(sort) => ask({ sort })}
    />
  )
}
