import { Link } from '@tanstack/react-router'
import { Until } from '../../ledger/until.tsx'
import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/subscriptions.ts'
import { number } from '../../texts/format.ts'
import type { Column } from '../../ui/grid.tsx'
import { Status } from '../../ui/status.tsx'
import type { Subscription, Totals } from './queries.ts'

const names = text.columns

/** Zero is a dash, so that other numbers stand out; what nobody knows is a dash as well. */
const shown = (value: number | undefined): string => (value ? number(value) : common.none)

const State = ({ row: { quantity, assignedQuantity = 0 } }: { row: Subscription }) => {
  const free = quantity - assignedQuantity
  if (free < 0) return <Status means="short">{text.over(-free)}</Status>
  if (quantity === 0) return common.none
  return free === 0 ? <Status means="covered">{text.even}</Status> : <Status means="spare">{text.free(free)}</Status>
}

type NumberName = 'expiredQuantity' | 'graceQuantity' | 'disabledQuantity'

/** @param totals of what is filtered */
export const columnsOf = (totals: Totals | undefined): (Column<Subscription> & FileColumn)[] => {
  const numbers = (id: string, header: string, name: NumberName, width: string): Column<Subscription> & FileColumn => ({
    id,
    header,
    width,
    align: 'end',
    sort: name,
    isMinor: true,
    render: (row) => shown(row[name]),
    total: totals && number(totals[name] ?? 0),
    cell: (row) => row[name],
  })
  return [
    {
      id: 'plan',
      header: names.plan,
      width: 'minmax(min(11rem, 38vw), 3fr)',
      sort: 'product',
      render: ({ product }) => product,
      total: totals && text.count(totals.count),
      cell: ({ product }) => product,
    },
    {
      id: 'bought',
      header: names.bought,
      width: '5.75rem',
      align: 'end',
      sort: 'quantity',
      render: ({ quantity }) => number(quantity),
      total: totals && number(totals.quantity ?? 0),
      cell: ({ quantity }) => quantity,
    },
    {
      id: 'assigned',
      header: names.assigned,
      width: '6.5rem',
      align: 'end',
      sort: 'assignedQuantity',
      render: ({ assignedQuantity }) => number(assignedQuantity ?? 0),
      total: totals && number(totals.assignedQuantity ?? 0),
      cell: ({ assignedQuantity }) => assignedQuantity,
    },
    { id: 'state', header: names.state, width: '8rem', isMinor: true, render: (row) => <State row={row} /> },
    numbers('disabled', names.disabled, 'disabledQuantity', '6.25rem'),
    numbers('grace', names.grace, 'graceQuantity', '5.25rem'),
    numbers('suspended', names.suspended, 'expiredQuantity', '7.5rem'),
    {
      id: 'end',
      header: names.end,
      width: '13.75rem',
      sort: 'endDate',
      isMinor: true,
      render: ({ endDate }) => (endDate === undefined ? common.none : <Until date={endDate} />),
      cell: ({ endDate }) => endDate,
    },
    {
      id: 'family',
      header: names.family,
      width: 'minmax(7.5rem, 1fr)',
      isMinor: true,
      render: ({ family }) =>
        family === undefined ? (
          common.none
        ) : (
          <Link to="/families/$familyId" params={{ familyId: family.id }}>
            {family.name}
          </Link>
        ),
      cell: ({ family }) => family?.name,
    },
  ]
}

interface FileColumn {
  /** In an export; a column without it is not in it. */
  cell?: (row: Subscription) => string | number | undefined
}
