import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { causesOf } from '../../ledger/cause.ts'
import { useDays } from '../../ledger/days.ts'
import { Loaded, Waiting } from '../../ledger/loaded.tsx'
import { useMe } from '../../ledger/me.ts'
import { text } from '../../texts/en/overview.ts'
import { day as dayName, number } from '../../texts/format.ts'
import { Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { comparedWith } from './last-visit.ts'
import styles from './overview.module.css'
import { type Change, changesQuery } from './queries.ts'
import { useVisits } from './use-visits.ts'

const shortfallOf = ({ before, after }: Change): string => {
  const [from, to] = [before?.shortfall ?? 0, after?.shortfall ?? 0]
  return from === to ? number(to) : text.from(number(from), number(to))
}

const reasonsOf = (change: Change): string =>
  [...causesOf(change), ...(change.newTitles ? [text.newTitles(change.newTitles.length)] : [])].join(' · ')

/** @param from day with whose end is compared */
const Changes = ({ from }: { from: string }) => (
  <Loaded query={useQuery(changesQuery(from))}>
    {({ items, count }) =>
      items.length === 0 ? (
        <p>{text.sinceNone}</p>
      ) : (
        <>
          <Table
            label={text.since}
            rows={items}
            keyOf={({ familyId }) => familyId}
            columns={[
              {
                id: 'family',
                header: text.family,
                render: ({ familyId, name, before, after }) =>
                  after === null ? (
                    name
                  ) : (
                    <Link
                      to="/families/$familyId"
                      params={{ familyId }}
                      className={before === null ? styles.soft : undefined}
                    >
                      {name}
                    </Link>
                  ),
              },
              { id: 'shortfall', header: text.changed, align: 'end', render: shortfallOf },
              { id: 'because', header: text.because, isMinor: true, render: reasonsOf },
            ]}
          />
          <p>
            <Link to="/positions" search={{ view: 'changes', since: from }}>
              {text.more(count)}
            </Link>
          </p>
        </>
      )
    }
  </Loaded>
)

const Since = ({ days }: { days: { first: string; today: string } }) => {
  const visits = useVisits(useMe().id, days.today)
  const from = comparedWith(visits, days)
  if (from !== undefined && visits.before !== undefined)
    return (
      <>
        <p className={styles.soft}>{text.sinceDay(dayName(visits.before), dayName(from))}</p>
        <Changes from={from} />
      </>
    )
  return days.first >= days.today ? (
    <p>{text.sinceFirstDay}</p>
  ) : (
    <>
      <p>{text.sinceFirst}</p>
      <Link to="/positions" search={{ view: 'changes' }}>
        {text.lastWeek}
      </Link>
    </>
  )
}

/** What changed since the person looked last, by the ends of days that the ledger keeps. */
export const SinceLastVisit = () => {
  const days = useDays()
  return (
    <Section title={text.since}>
      <div className={styles.part}>{days ? <Since days={days} /> : <Waiting rows={4} />}</div>
    </Section>
  )
}
