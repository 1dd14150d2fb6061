import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useList } from '../../api/queries.ts'
import { addDays } from '../../ledger/add-days.ts'
import { causesOf } from '../../ledger/cause.ts'
import { DayPicker } from '../../ledger/day-picker.tsx'
import { trendQuery, useDays } from '../../ledger/days.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/positions.ts'
import { day as dayName, number } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { type Column, Grid } from '../../ui/grid.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Bar, Empty } from '../../ui/page.tsx'
import { ChangeDialog } from './change-dialog.tsx'
import { type Change, changesList } from './queries.ts'
import { usePositionSearch } from './search.ts'

const week = 7

/** What a figure was and is, where that differs. */
const moved = ({ before, after }: Change, name: 'shortfall' | 'surplus'): string => {
  const [from, to] = [before?.[name] ?? 0, after?.[name] ?? 0]
  return from === to ? number(to) : text.changed.from(number(from), number(to))
}

const reasonsOf = (change: Change): string =>
  [...causesOf(change), ...(change.newTitles ? [text.changed.newTitles(change.newTitles.length)] : [])].join(' · ')

const Name = ({ change: { familyId, name, before, after, newTitles } }: { change: Change }) => {
  const [first] = newTitles ?? []
  if (before !== null && after === null) return name
  return before === null && after === null && first ? (
    <Link to="/titles/$titleId" params={{ titleId: first.id }}>
      {name}
    </Link>
  ) : (
    <Link to="/families/$familyId" params={{ familyId }}>
      {name}
    </Link>
  )
}

const columnsOf = (show: (change: Change) => void): Column<Change>[] => [
  {
    id: 'family',
    header: text.columns.family,
    width: 'minmax(9rem, 1.5fr)',
    render: (change) => <Name change={change} />,
  },
  {
    id: 'publisher',
    header: text.columns.publisher,
    width: 'minmax(8rem, 1fr)',
    isMinor: true,
    render: ({ publisher }) => publisher,
  },
  {
    id: 'shortfall',
    header: text.columns.shortfall,
    width: '8rem',
    align: 'end',
    render: (change) => moved(change, 'shortfall'),
  },
  {
    id: 'surplus',
    header: text.columns.surplus,
    width: '8rem',
    align: 'end',
    isMinor: true,
    render: (change) => moved(change, 'surplus'),
  },
  {
    id: 'reasons',
    header: text.columns.reasons,
    width: 'minmax(12rem, 3fr)',
    isMinor: true,
    render: reasonsOf,
  },
  {
    id: 'details',
    header: text.changed.details,
    width: '6.5rem',
    render: (change) => (
      <Button look="quiet" aria-label={text.changed.openDetails(change.name)} onClick={() => show(change)}>
        {text.changed.details}
      </Button>
    ),
  },
]

/** @param from @param to days with whose ends is compared; without `to`, with now */
const Changes = ({ from, to }: { from: string; to: string | undefined }) => {
  const { first, grid, query } = useList(changesList({ from, to }))
  const [shown, setShown] = useState<Change>()
  const columns = useMemo(() => columnsOf(setShown), [])
  if (query.error) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
  const until = to === undefined ? text.changed.now : dayName(to)
  return (
    <>
      <p role="status">
        {first ? `${text.count.changes(first.count)}. ${text.changed.of(dayName(first.days.from), until)}` : ' '}
      </p>
      {first?.flags.includes('devices-not-kept') && <Notice means="plain">{text.changed.devicesNotKept}</Notice>}
      {first?.count === 0 ? (
        <Empty title={text.changed.none(dayName(first.days.from), until)} />
      ) : (
        <Grid
          label={text.changes}
          {...grid}
          count={first?.count}
          keyOf={({ familyId }) => familyId}
          columns={columns}
        />
      )}
      {shown && <ChangeDialog change={shown} onClose={() => setShown(undefined)} />}
    </>
  )
}

/** What changed between two days, and which facts made it change. */
export const ChangesTab = () => {
  const { search, ask } = usePositionSearch()
  const days = useDays()
  const weekAgo = days && addDays(search.day ?? days.today, -week)
  const from = days && (search.since ?? (weekAgo !== undefined && weekAgo > days.first ? weekAgo : days.first))
  const isOneDay = days !== undefined && from !== undefined && from >= (search.day ?? days.today)
  const { error, isPending, refetch } = useQuery(trendQuery)
  if (error && !days) return <ProblemNotice error={error} onRetry={() => void refetch()} />
  if (!days && !isPending) return <Empty title={text.changed.first} />
  return (
    <>
      <Bar>
        <DayPicker label={text.since} day={from} onChange={(since) => ask({ since })} />
        <DayPicker label={text.until} day={search.day} onChange={(day) => ask({ day })} />
      </Bar>
      {isOneDay ? <Empty title={text.changed.first} /> : from !== undefined && <Changes from={from} to={search.day} />}
    </>
  )
}
