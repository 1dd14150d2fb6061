import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useList } from '../../api/queries.ts'
import { AsOf } from '../../ledger/as-of.tsx'
import { DayPicker } from '../../ledger/day-picker.tsx'
import { useIsManager } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/entitlements.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { Filter } from '../../ui/filter.tsx'
import { Grid } from '../../ui/grid.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Bar, Empty, Page } from '../../ui/page.tsx'
import { SearchInput } from '../../ui/search-input.tsx'
import { columnsOf } from './columns.tsx'
import { entitlementsList, type Search } from './queries.ts'

const route = getRouteApi('/entitlements')

const optionsOf = (counts: Record<string, number> | undefined, names: Record<string, string>) =>
  Object.entries(counts ?? {}).map(([value, count]) => ({ value, count, label: names[value] ?? value }))

const noFilters: Search = {
  ...{ q: undefined, matched: undefined, source: undefined },
  ...{ agreement: undefined, product: undefined, forTitle: undefined },
}

/** What a link led here for: one agreement, product or title. */
const scopeOf = ({ agreement, product, forTitle }: Search): string | undefined =>
  agreement !== undefined
    ? text.ofAgreement
    : product !== undefined
      ? text.ofProduct
      : forTitle !== undefined
        ? text.ofTitle
        : undefined

export const EntitlementsPage = () => {
  const search = route.useSearch()
  const isManager = useIsManager()
  const navigate = useNavigate({ from: '/entitlements' })
  const ask = (change: Search, replace = false): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace })
  const { query, first, grid } = useList(entitlementsList(search))
  const columns = useMemo(() => columnsOf(first?.totals), [first])
  const { day: _, sort: __, ...filters } = search
  const isFiltered = Object.values(filters).some((value) => value !== undefined)
  const scope = scopeOf(search)
  return (
    <Page title={text.title} lead={text.lead}>
      <Bar>
        <SearchInput
          label={text.find}
          placeholder={text.find}
          hidesLabel
          value={search.q}
          onSearch={(q) => ask({ q: q || undefined }, true)}
        />
        <Filter
          label={text.matched}
          options={optionsOf(first?.facets.matched, text.matchedWords)}
          chosen={search.matched === undefined ? [] : [search.matched]}
          onChange={(values) => ask({ matched: values.at(-1) })}
        />
        <Filter
          label={text.source}
          options={optionsOf(first?.facets.source, text.sources)}
          chosen={search.source?.split('|') ?? []}
          onChange={(values) => ask({ source: values.length > 0 ? values.join('|') : undefined })}
        />
        {isFiltered && (
          <Button look="quiet" onClick={() => ask(noFilters)}>
            {text.clear}
          </Button>
        )}
        <DayPicker day={search.day} onChange={(day) => ask({ day })} />
      </Bar>
      {scope !== undefined && (
        <Notice means="plain" actions={<Button onClick={() => ask(noFilters)}>{text.showAll}</Button>}>
          {scope}
        </Notice>
      )}
      <AsOf of={first} />
      {query.error ? (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : first?.totals.count === 0 ? (
        isFiltered ? (
          <Empty title={text.none.filtered} actions={<Button onClick={() => ask(noFilters)}>{text.clear}</Button>} />
        ) : (
          <Empty
            title={text.none.title}
            actions={
              isManager && (
                <Link to="/imports" className={buttonLook('main')}>
                  {text.none.toImports}
                </Link>
              )
            }
          >
            <p>{text.none.hint}</p>
          </Empty>
        )
      ) : (
        <Grid
          label={text.grid}
          {...grid}
          isLoading={query.isPending || query.isPlaceholderData}
          count={first?.totals.count}
          columns={columns}
          keyOf={({ id }) => id}
          sort={search.sort}
          onSort={(sort) => ask({ sort })}
        />
      )}
    </Page>
  )
}
