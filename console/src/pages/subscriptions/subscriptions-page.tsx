import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useList } from '../../api/queries.ts'
import { AsOf } from '../../ledger/as-of.tsx'
import { DayPicker } from '../../ledger/day-picker.tsx'
import { Export } from '../../ledger/export.tsx'
import { useIsManager } from '../../ledger/me.ts'
import { PositionNotice } from '../../ledger/overview.tsx'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import sample from '../../ledger/samples/subscriptions.csv?raw'
import { text } from '../../texts/en/subscriptions.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { download } from '../../ui/download.ts'
import { Filter } from '../../ui/filter.tsx'
import { Grid } from '../../ui/grid.tsx'
import { Bar, Empty, Page } from '../../ui/page.tsx'
import { SearchInput } from '../../ui/search-input.tsx'
import { columnsOf } from './columns.tsx'
import { allSubscriptions, type Search, subscriptionsList } from './queries.ts'

const route = getRouteApi('/subscriptions')

/** As many rows are shown at their full height. */
const fits = 40

const noFilters: Search = { q: undefined, has: undefined }

const None = () => {
  const isManager = useIsManager()
  return (
    <Empty
      title={text.none.title}
      actions={
        <>
          {isManager && (
            <Link to="/imports" className={buttonLook('main')}>
              {text.none.toImports}
            </Link>
          )}
          <Link to="/connectors/graph" className={buttonLook()}>
            {text.none.toConnector}
          </Link>
          <Button look="quiet" onClick={() => download('sample-subscriptions.csv', sample, 'text/csv')}>
            {text.none.sample}
          </Button>
        </>
      }
    >
      <p>{text.none.hint}</p>
    </Empty>
  )
}

/** Plans of Microsoft 365: what is bought, who has it, and when it ends. */
export const SubscriptionsPage = () => {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/subscriptions' })
  const ask = (change: Search, replace = false): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace })
  const { query, first, grid } = useList(subscriptionsList(search))
  const columns = useMemo(() => columnsOf(first?.totals), [first])
  const fileColumns = useMemo(() => columns.flatMap(({ header, cell }) => (cell ? [{ header, cell }] : [])), [columns])
  const isFiltered = search.q !== undefined || search.has !== undefined
  return (
    <Page title={text.title} lead={text.lead} actions={<Link to="/connectors/graph">{text.toConnector}</Link>}>
      <Bar>
        <SearchInput
          label={text.find}
          hidesLabel
          placeholder={text.find}
          value={search.q}
          onSearch={(q) => ask({ q: q || undefined }, true)}
        />
        <Filter
          label={text.has}
          options={Object.entries(text.hasWords).map(([value, label]) => ({
            ...{ value, label },
            count: first?.facets.has?.[value] ?? 0,
          }))}
          chosen={search.has?.split('|') ?? []}
          onChange={(values) => ask({ has: values.length > 0 ? values.join('|') : undefined })}
        />
        {isFiltered && (
          <Button look="quiet" onClick={() => ask(noFilters)}>
            {text.clear}
          </Button>
        )}
        <DayPicker day={search.day} onChange={(day) => ask({ day })} />
        <Export
          name={`subscriptions-${search.day ?? first?.asOf?.slice(0, 10) ?? ''}`}
          count={first?.totals.count ?? 0}
          columns={fileColumns}
          pages={(signal) => allSubscriptions(search, signal)}
        />
      </Bar>
      <AsOf of={first} />
      {query.error ? (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : first?.totals.count === 0 ? (
        isFiltered ? (
          <Empty title={text.none.filtered} actions={<Button onClick={() => ask(noFilters)}>{text.clear}</Button>} />
        ) : (
          <None />
        )
      ) : (
        <Grid
          label={text.grid}
          {...grid}
          isLoading={query.isPending || query.isPlaceholderData}
          count={first?.totals.count}
          fits={(first?.totals.count ?? 0) <= fits}
          columns={columns}
          keyOf={({ id }) => id}
          sort={search.sort ?? 'product'}
          onSort={(sort) => ask({ sort })}
        />
      )}
      <PositionNotice />
    </Page>
  )
}
