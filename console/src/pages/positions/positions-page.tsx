import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { api, read } from '../../api/client.ts'
import { listOf, useList } from '../../api/queries.ts'
import { AsOf } from '../../ledger/as-of.tsx'
import { number } from '../../texts/format.ts'
import { Grid } from '../../ui/grid.tsx'
import { Page } from '../../ui/page.tsx'

const route = getRouteApi('/positions')

const familiesList = (sort: string | undefined) =>
  listOf(['/families', sort], (cursor, signal) =>
    read(api.GET('/families', { params: { query: { limit: 200, ...(cursor !== undefined && { cursor }) } }, signal })),
  )

export const PositionsPage = () => {
  const { sort } = route.useSearch()
  const navigate = useNavigate({ from: '/positions' })
  const { first, grid } = useList(familiesList(sort))
  return (
    <Page title="Positions" lead={<AsOf of={first} />}>
      <Grid
        label="Families"
        {...grid}
        count={first?.totals.count}
        keyOf={({ id }) => id}
        sort={sort}
        onSort={(next) => void navigate({ search: (before) => ({ ...before, sort: next }) })}
        columns={[
          {
            id: 'name',
            header: 'Name',
            width: 'minmax(12rem, 2fr)',
            sort: 'name',
            render: (row) => (
              <Link to="/families/$familyId" params={{ familyId: row.id }}>
                {row.name}
              </Link>
            ),
          },
          {
            id: 'required',
            header: 'Required',
            width: '7rem',
            align: 'end',
            sort: 'required',
            render: (row) => number(row.required),
          },
        ]}
      />
    </Page>
  )
}
