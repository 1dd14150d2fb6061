import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { FamilyStatus, TitleStatus } from '../../ledger/family-status.tsx'
import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/positions.ts'
import { words } from '../../texts/en/words.ts'
import { difference, number } from '../../texts/format.ts'
import type { Column } from '../../ui/grid.tsx'
import styles from './columns.module.css'
import type { Family, Title } from './queries.ts'

const names = text.columns

/** A column on the page and in a file. */
export interface PositionColumn<Row> extends Column<Row> {
  cell: (row: Row) => string | number | undefined
}

/** Nothing is easy to pass over; what lacks is not. */
const Amount = ({ value, isShort = false }: { value: number; isShort?: boolean }) => (
  <span className={value === 0 ? styles.nothing : isShort ? styles.short : undefined}>{number(value)}</span>
)

type Totals = Record<string, { [name in Figure]: number } & { count: number }>
type Figure = 'owned' | 'required' | 'covered' | 'shortfall' | 'surplus'

/** One line for each metric, as what is counted by different ones is never added up. */
const Lines = ({ of, show }: { of: Totals; show: (metric: string) => ReactNode }) =>
  Object.keys(of).map((metric) => <div key={metric}>{show(metric)}</div>)

const isMetric = (name: string): name is Family['metric'] => name in words.metric

const figure = (name: Figure, totals: Totals | undefined): PositionColumn<Family> => ({
  id: name,
  header: names[name],
  width: '6.5rem',
  align: 'end',
  sort: name,
  isMinor: name !== 'shortfall',
  render: (row) =>
    name === 'owned' && row.unlimited ? text.unlimited : <Amount value={row[name]} isShort={name === 'shortfall'} />,
  cell: (row) => row[name],
  total: totals && (
    <Lines
      of={totals}
      show={(metric) => (
        <>
          {name === 'shortfall' && isMetric(metric) && <span className={styles.unit}>{words.metric[metric]} </span>}
          {number(totals[metric]?.[name] ?? 0)}
        </>
      )}
    />
  ),
})

type InstallFigure =
  | 'freeOrComponent'
  | 'sameMachine'
  | 'coveredBySubscription'
  | 'withoutPlan'
  | 'exempt'
  | 'needsData'

interface FamilyTotals extends Record<InstallFigure | 'count' | 'installs' | 'requiredInstalls', number> {
  byMetric: Totals
}

const installFigure = (name: InstallFigure, totals: FamilyTotals | undefined): PositionColumn<Family> => ({
  id: name,
  header: names[name],
  width: '7rem',
  align: 'end',
  sort: name,
  isMinor: true,
  render: ({ installs }) => <Amount value={installs[name]} />,
  cell: ({ installs }) => installs[name],
  total: totals && number(totals[name]),
})

const publisherColumn: PositionColumn<{ publisher: string }> = {
  id: 'publisher',
  header: names.publisher,
  width: 'minmax(8rem, 1fr)',
  sort: 'publisher',
  isMinor: true,
  render: ({ publisher }) => publisher,
  cell: ({ publisher }) => publisher,
}

/** @param totals of what is filtered @param day that is shown, which a link keeps */
export const familyColumns = (totals: FamilyTotals | undefined, day: string | undefined): PositionColumn<Family>[] => [
  {
    id: 'name',
    header: names.family,
    width: 'minmax(min(13rem, 24vw), 2fr)',
    sort: 'name',
    render: ({ id, name }) => (
      <Link to="/families/$familyId" params={{ familyId: id }} search={day === undefined ? {} : { day }}>
        {name}
      </Link>
    ),
    cell: ({ name }) => name,
    total: totals && text.count.families(totals.count),
  },
  publisherColumn,
  {
    id: 'status',
    header: names.status,
    width: 'min(10rem, 40vw)',
    sort: 'status',
    render: ({ status }) => <FamilyStatus status={status} />,
    cell: ({ status }) => words.familyStatus[status],
  },
  {
    id: 'metric',
    header: names.metric,
    width: '6.5rem',
    sort: 'metric',
    isMinor: true,
    render: ({ metric }) => words.metric[metric],
    cell: ({ metric }) => words.metric[metric],
    total: totals && (
      <Lines of={totals.byMetric} show={(metric) => (isMetric(metric) ? words.metric[metric] : metric)} />
    ),
  },
  figure('owned', totals?.byMetric),
  figure('required', totals?.byMetric),
  figure('covered', totals?.byMetric),
  figure('shortfall', totals?.byMetric),
  figure('surplus', totals?.byMetric),
  {
    id: 'installs',
    header: names.installs,
    width: '6rem',
    align: 'end',
    sort: 'installs',
    isMinor: true,
    render: ({ installs }) => number(installs.total),
    cell: ({ installs }) => installs.total,
    total: totals && number(totals.installs),
  },
  installFigure('freeOrComponent', totals),
  installFigure('sameMachine', totals),
  installFigure('coveredBySubscription', totals),
  installFigure('withoutPlan', totals),
  installFigure('exempt', totals),
  installFigure('needsData', totals),
  {
    id: 'requiredInstalls',
    header: names.requiredInstalls,
    width: '8rem',
    align: 'end',
    sort: 'requiredInstalls',
    isMinor: true,
    render: ({ installs }) => number(installs.required),
    cell: ({ installs }) => installs.required,
    total: totals && number(totals.requiredInstalls),
  },
]

interface TitleTotals extends Record<'count' | 'installedCount' | 'entitledCount' | 'difference', number> {}

/** @param totals of what is filtered @param day that is shown, which a link keeps */
export const titleColumns = (totals: TitleTotals | undefined, day: string | undefined): PositionColumn<Title>[] => [
  {
    id: 'title',
    header: names.title,
    width: 'minmax(min(14rem, 24vw), 3fr)',
    sort: 'title',
    render: ({ id, title }) => (
      <Link to="/titles/$titleId" params={{ titleId: id }} search={day === undefined ? {} : { day }}>
        {title}
      </Link>
    ),
    cell: ({ title }) => title,
    total: totals && text.count.titles(totals.count),
  },
  publisherColumn,
  {
    id: 'status',
    header: names.status,
    width: 'min(10rem, 40vw)',
    sort: 'status',
    render: ({ status }) => <TitleStatus status={status} />,
    cell: ({ status }) => words.titleStatus[status],
  },
  {
    id: 'kind',
    header: names.kind,
    width: '7.5rem',
    sort: 'kind',
    isMinor: true,
    render: ({ kind }) => words.titleKind[kind],
    cell: ({ kind }) => words.titleKind[kind],
  },
  {
    id: 'family',
    header: names.family,
    width: 'minmax(8rem, 1.5fr)',
    sort: 'family',
    isMinor: true,
    render: ({ familyId, product, title }) =>
      familyId === undefined ? (
        (product?.family ?? common.none)
      ) : (
        <Link to="/families/$familyId" params={{ familyId }}>
          {product?.family ?? title}
        </Link>
      ),
    cell: ({ product }) => product?.family,
  },
  {
    id: 'installed',
    header: names.installed,
    width: '6rem',
    align: 'end',
    sort: 'installedCount',
    render: ({ installedCount }) => number(installedCount),
    cell: ({ installedCount }) => installedCount,
    total: totals && number(totals.installedCount),
  },
  {
    id: 'entitled',
    header: names.entitled,
    width: '6rem',
    align: 'end',
    sort: 'entitledCount',
    isMinor: true,
    render: ({ unlimited, entitledCount }) => (unlimited ? text.unlimited : number(entitledCount)),
    cell: ({ entitledCount }) => entitledCount,
    total: totals && number(totals.entitledCount),
  },
  {
    id: 'difference',
    header: names.difference,
    width: '6.5rem',
    align: 'end',
    sort: 'difference',
    isMinor: true,
    render: (row) => (row.difference === null ? common.none : difference(row.difference)),
    cell: (row) => row.difference ?? undefined,
    total: totals && difference(totals.difference),
  },
]
