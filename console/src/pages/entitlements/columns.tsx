import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/entitlements.ts'
import { day as dayName, number } from '../../texts/format.ts'
import type { Column } from '../../ui/grid.tsx'
import { Status } from '../../ui/status.tsx'
import type { Entitlement } from './queries.ts'

const names = text.columns

const Titles = ({ row: { matched, matchedTitles, unmatched } }: { row: Entitlement }): ReactNode => {
  if (matched)
    return matchedTitles.map(({ id, title }, at) => (
      <span key={id}>
        {at > 0 && ', '}
        <Link to="/titles/$titleId" params={{ titleId: id }}>
          {title}
        </Link>
      </span>
    ))
  if (unmatched === undefined) return common.none
  const needsDecision = unmatched === 'no-title' || unmatched === 'several-titles'
  return needsDecision ? (
    <>
      <Link to="/decisions" search={{ kind: 'product-without-title' }}>
        {text.decide}
      </Link>
      {': '}
      {text.unmatched[unmatched]}
    </>
  ) : (
    text.unmatched[unmatched]
  )
}

const Numbers = ({ row: { pair, licenseId, agreementId } }: { row: Entitlement }): ReactNode => {
  const shown = pair ? `${pair.agreementNumber} / ${pair.licenseNumber}` : (licenseId ?? common.none)
  return (
    <>
      {agreementId === undefined ? (
        shown
      ) : (
        <Link to="/agreements/$agreementId" params={{ agreementId }}>
          {shown}
        </Link>
      )}{' '}
      {pair?.status === 'expired' && <Status means="ends">{text.expired}</Status>}
    </>
  )
}

interface Totals {
  count: number
  quantity: number
  activeSoftwareAssuranceQuantity: number
  assignedQuantity: number
  surplus: number
}

/** @param totals of what is filtered */
export const columnsOf = (totals: Totals | undefined): Column<Entitlement>[] => [
  {
    id: 'product',
    header: names.product,
    width: 'minmax(min(13rem, 45vw), 2fr)',
    sort: 'product',
    render: ({ product }) => product,
    total: totals && text.count(totals.count),
  },
  {
    id: 'version',
    header: names.version,
    width: '6.5rem',
    sort: 'version',
    isMinor: true,
    render: ({ version }) => version,
  },
  {
    id: 'quantity',
    header: names.quantity,
    width: '6rem',
    align: 'end',
    sort: 'quantity',
    render: ({ quantity }) => number(quantity),
    total: totals && number(totals.quantity),
  },
  {
    id: 'assurance',
    header: names.assurance,
    width: '6rem',
    align: 'end',
    sort: 'activeSoftwareAssuranceQuantity',
    isMinor: true,
    render: ({ activeSoftwareAssuranceQuantity }) => number(activeSoftwareAssuranceQuantity),
    total: totals && number(totals.activeSoftwareAssuranceQuantity),
  },
  {
    id: 'assigned',
    header: names.assigned,
    width: '6rem',
    align: 'end',
    sort: 'assignedQuantity',
    isMinor: true,
    render: ({ assignedQuantity }) => (assignedQuantity === undefined ? common.none : number(assignedQuantity)),
    total: totals && number(totals.assignedQuantity),
  },
  {
    id: 'surplus',
    header: names.surplus,
    width: '6rem',
    align: 'end',
    isMinor: true,
    render: ({ surplus }) => (surplus === undefined ? common.none : number(surplus)),
    total: totals && number(totals.surplus),
  },
  {
    id: 'titles',
    header: names.titles,
    width: 'minmax(17rem, 3fr)',
    isMinor: true,
    render: (row) => <Titles row={row} />,
  },
  {
    id: 'counts',
    header: names.counts,
    width: 'minmax(7.5rem, 1.5fr)',
    render: ({ notCounted }) =>
      notCounted === undefined ? <Status means="covered">{text.counts}</Status> : text.notCounted[notCounted],
  },
  {
    id: 'number',
    header: names.number,
    width: 'minmax(11rem, 1.5fr)',
    sort: 'licenseId',
    isMinor: true,
    render: (row) => <Numbers row={row} />,
  },
  {
    id: 'source',
    header: names.source,
    width: '9rem',
    sort: 'source',
    isMinor: true,
    render: ({ source }) => text.sources[source] ?? source,
  },
  {
    id: 'end',
    header: names.end,
    width: '7.5rem',
    sort: 'endDate',
    isMinor: true,
    render: ({ endDate }) => (endDate === undefined ? common.none : dayName(endDate)),
  },
  {
    id: 'reported',
    header: names.reported,
    width: '7.5rem',
    sort: 'reportedAt',
    isMinor: true,
    render: ({ reportedAt }) => dayName(reportedAt.slice(0, 10)),
  },
]
