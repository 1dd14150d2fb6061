import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useList } from '../../api/queries.ts'
import { useIsManager } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/devices.ts'
import { words } from '../../texts/en/words.ts'
import { number, time } from '../../texts/format.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { type Column, Grid } from '../../ui/grid.tsx'
import { Bar, Empty, Page } from '../../ui/page.tsx'
import { SearchInput } from '../../ui/search-input.tsx'
import { DeviceStatus } from './device-status.tsx'
import { type DeviceListItem, deviceStates, devicesList } from './queries.ts'

const route = getRouteApi('/devices')
const heads = text.columns

const columns: readonly Column<DeviceListItem>[] = [
  {
    id: 'name',
    header: heads.name,
    width: 'minmax(10rem, 2fr)',
    render: ({ id, name }) => (
      <Link to="/devices/$deviceId" params={{ deviceId: id }}>
        {name}
      </Link>
    ),
  },
  { id: 'state', header: heads.state, width: '9rem', render: (device) => <DeviceStatus of={device} /> },
  {
    id: 'software',
    header: heads.software,
    width: '6.5rem',
    align: 'end',
    isMinor: true,
    render: ({ softwareCount }) => number(softwareCount),
  },
  { id: 'seen', header: heads.seen, width: '12rem', isMinor: true, render: ({ reportedAt }) => time(reportedAt) },
  {
    id: 'source',
    header: heads.source,
    width: 'minmax(9rem, 1fr)',
    isMinor: true,
    render: ({ source }) => words.inventorySource[source] ?? source,
  },
  { id: 'id', header: heads.id, width: 'minmax(10rem, 1.5fr)', isMinor: true, render: ({ id }) => <code>{id}</code> },
]

const states = [
  { value: '', label: text.states[''] },
  ...deviceStates.map((state) => ({ value: state, label: text.states[state] })),
]

export const DevicesPage = () => {
  const { q, state } = route.useSearch()
  const navigate = useNavigate({ from: '/devices' })
  const isManager = useIsManager()
  const { query, rows, grid } = useList(
    devicesList(
      q,
      deviceStates.find((one) => one === state),
    ),
  )
  const filter = (changed: { q?: string; state?: string }): void => {
    const set = Object.entries(changed).map(([name, value]) => [name, value || undefined])
    void navigate({ search: (before) => ({ ...before, ...Object.fromEntries(set) }), replace: true })
  }
  const isFiltered = q !== undefined || state !== undefined
  const isEmpty = query.isSuccess && rows.length === 0 && !query.hasNextPage
  return (
    <Page title={text.title} lead={text.lead}>
      {isEmpty && !isFiltered ? (
        <Empty
          title={text.empty.title}
          actions={
            <Link to="/imports" className={buttonLook('plain')}>
              {text.empty.imports}
            </Link>
          }
        >
          <p>{isManager ? text.empty.manager : text.empty.reader}</p>
        </Empty>
      ) : (
        <>
          <Bar>
            <SearchInput
              label={text.find}
              placeholder={text.findHint}
              value={q}
              onSearch={(typed) => filter({ q: typed })}
            />
            <Field label={text.filterState} name="state">
              <Select value={state ?? ''} onChange={(next) => filter({ state: next })} options={states} />
            </Field>
          </Bar>
          {query.error && <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />}
          {isEmpty ? (
            <Empty
              title={text.noneFound}
              actions={<Button onClick={() => filter({ q: '', state: '' })}>{text.clear}</Button>}
            />
          ) : (
            <Grid label={text.list} {...grid} keyOf={({ id }) => id} columns={columns} />
          )}
        </>
      )}
    </Page>
  )
}
