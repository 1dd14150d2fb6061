import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { components } from '../../api/schema.d.ts'
import { addDays } from '../../ledger/add-days.ts'
import { useDays } from '../../ledger/days.ts'
import { Loaded, Waiting } from '../../ledger/loaded.tsx'
import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/overview.ts'
import { words } from '../../texts/en/words.ts'
import { day as dayName, number } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import styles from './overview.module.css'
import { endsQuery, rowsShown } from './queries.ts'

type End = components['schemas']['CalendarItem']

/** Days ahead that are looked at. */
const ahead = 90

const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000

const What = ({ end: { name, agreementId, familyId } }: { end: End }) =>
  agreementId !== undefined ? (
    <Link to="/agreements/$agreementId" params={{ agreementId }}>
      {name}
    </Link>
  ) : familyId !== undefined ? (
    <Link to="/families/$familyId" params={{ familyId }}>
      {name}
    </Link>
  ) : (
    name
  )

const EndsFrom = ({ today }: { today: string }) => {
  const [showsAll, setShowsAll] = useState(false)
  return (
    <Loaded query={useQuery(endsQuery(addDays(today, ahead)))}>
      {({ items, totals }) =>
        items.length === 0 ? (
          <p>{text.endsNone}</p>
        ) : (
          <>
            <Table
              label={text.ends}
              rows={showsAll ? items : items.slice(0, rowsShown)}
              keyOf={({ kind, date, name, agreementId }) => `${kind} ${date} ${name} ${agreementId ?? ''}`}
              columns={[
                { id: 'what', header: text.what, render: (end) => <What end={end} /> },
                { id: 'kind', header: text.kind, isMinor: true, render: ({ kind }) => words.end[kind] },
                {
                  id: 'quantity',
                  header: text.quantity,
                  align: 'end',
                  isMinor: true,
                  render: ({ quantity }) =>
                    quantity === undefined ? common.none : quantity === 'unlimited' ? text.unlimited : number(quantity),
                },
                {
                  id: 'date',
                  header: text.endsOn,
                  render: ({ date }) => (
                    <>
                      {dayName(date)} <span className={styles.soft}>{text.inDays(daysBetween(today, date))}</span>
                    </>
                  ),
                },
              ]}
            />
            {items.length > rowsShown && (
              <Button look="quiet" onClick={() => setShowsAll(!showsAll)}>
                {showsAll ? text.fewerEnds : text.showEnds(totals.count)}
              </Button>
            )}
          </>
        )
      }
    </Loaded>
  )
}

/** What ends within 90 days, soonest first. */
export const Ends = () => {
  const days = useDays()
  return (
    <Section title={text.ends}>
      <div className={styles.part}>{days ? <EndsFrom today={days.today} /> : <Waiting />}</div>
    </Section>
  )
}
