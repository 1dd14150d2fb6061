import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { paths } from '../../api/schema.d.ts'
import { DayPicker } from '../../ledger/day-picker.tsx'
import { Loaded } from '../../ledger/loaded.tsx'
import { text } from '../../texts/en/family.ts'
import { words } from '../../texts/en/words.ts'
import { day as dayName, difference, number } from '../../texts/format.ts'
import { Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { Trend, type TrendLine } from '../../ui/trend.tsx'
import type { Family } from './family-data.ts'
import styles from './family-page.module.css'
import { compareQuery, historyQuery } from './queries.ts'

const said = text.trend

type Json<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } }
}
  ? Body
  : never
type HistoryDay = Json<'/families/{familyId}/history'>['items'][number]
type Comparison = Json<'/families/{familyId}/compare'>
type Subject = Comparison['items'][number]['causes'][number]['subjects'][number]

/** With how many days before is compared, unless the address says otherwise. */
const usualDays = 30

const History = ({ days }: { days: readonly HistoryDay[] }) => {
  const [isTable, setTable] = useState(false)
  const lines = useMemo((): TrendLine[] => {
    const upward = [...days].reverse()
    const points = (field: 'owned' | 'required' | 'shortfall') =>
      upward.map((row) => ({ date: row.date, value: row[field] }))
    return [
      { name: said.owned, means: 'plain', points: points('owned') },
      { name: said.required, means: 'covered', points: points('required') },
      { name: said.shortfall, means: 'short', points: points('shortfall') },
    ]
  }, [days])
  return (
    <>
      <Trend label={said.title} lines={lines} />
      {days.length < 2 && <p className={styles.soft}>{said.hint}</p>}
      <details className={styles.bands} onToggle={({ currentTarget }) => setTable(currentTarget.open)}>
        <summary>{said.table}</summary>
        {isTable && (
          <Table
            label={said.title}
            rows={days}
            keyOf={({ date }) => date}
            columns={[
              { id: 'day', header: said.day, render: ({ date }) => dayName(date) },
              { id: 'owned', header: said.owned, align: 'end', render: ({ owned }) => number(owned) },
              { id: 'required', header: said.required, align: 'end', render: ({ required }) => number(required) },
              { id: 'shortfall', header: said.shortfall, align: 'end', render: ({ shortfall }) => number(shortfall) },
              { id: 'surplus', header: said.surplus, align: 'end', render: ({ surplus }) => number(surplus) },
            ]}
          />
        )}
      </details>
    </>
  )
}

const SubjectLink = ({ subject: { type, id, name } }: { subject: Subject }) => {
  if (id === undefined) return name
  if (type === 'device')
    return (
      <Link to="/devices/$deviceId" params={{ deviceId: id }}>
        {name}
      </Link>
    )
  if (type === 'title')
    return (
      <Link to="/titles/$titleId" params={{ titleId: id }}>
        {name}
      </Link>
    )
  if (type === 'agreement')
    return (
      <Link to="/agreements/$agreementId" params={{ agreementId: id }}>
        {name}
      </Link>
    )
  return name
}

const Changes = ({ comparison: { items, days, flags } }: { comparison: Comparison }) => {
  const [item] = items
  const from = dayName(days.from)
  const to = dayName(days.to)
  if (!item || (item.causes.length === 0 && !item.newTitles?.length)) return <p>{said.same(from, to)}</p>
  const { before, after, causes, newTitles = [] } = item
  const balance = (figures: typeof before): number => (figures ? figures.surplus - figures.shortfall : 0)
  return (
    <>
      <p>{said.balance(from, to, difference(balance(after) - balance(before)))}</p>
      {flags.includes('devices-not-kept') && <p className={styles.soft}>{said.notKept}</p>}
      {causes.length > 0 && (
        <Table
          label={said.changes}
          rows={causes}
          keyOf={({ kind }) => kind}
          columns={[
            { id: 'cause', header: said.cause, render: ({ kind }) => words.cause[kind] },
            {
              id: 'subjects',
              header: said.subjects,
              render: ({ subjects, subjectCount }) => (
                <>
                  {subjects.map((subject, index) => (
                    <span key={`${subject.type} ${subject.id ?? subject.name}`}>
                      {index > 0 && ', '}
                      <SubjectLink subject={subject} />
                    </span>
                  ))}
                  {subjectCount > subjects.length && ` ${said.more(subjectCount - subjects.length)}`}
                </>
              ),
            },
            {
              id: 'delta',
              header: said.delta,
              align: 'end',
              render: ({ delta }) => difference(delta),
              total: difference(causes.reduce((sum, { delta }) => sum + delta, 0)),
            },
          ]}
        />
      )}
      {newTitles.length > 0 && (
        <p>
          {said.newTitles}:{' '}
          {newTitles.map(({ id, title }, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <Link to="/titles/$titleId" params={{ titleId: id }}>
                {title}
              </Link>
            </span>
          ))}
        </p>
      )}
    </>
  )
}

const Compared = ({ familyId, from, to }: { familyId: string; from: string; to: string | undefined }) => {
  const query = useQuery(compareQuery(familyId, from, to))
  return (
    <Loaded query={query} rows={3}>
      {(comparison) => <Changes comparison={comparison} />}
    </Loaded>
  )
}

interface TrendTabProps {
  family: Family
  day: string | undefined
  since: string | undefined
  onSince: (since: string | undefined) => void
}

/** The position day by day, and what made it change since one of these days. */
export const TrendTab = ({ family, day, since, onSince }: TrendTabProps) => {
  const query = useQuery(historyQuery(family.id))
  return (
    <Loaded query={query} rows={8}>
      {(days) => {
        const from = since ?? days[Math.min(usualDays, days.length - 1)]?.date
        return (
          <>
            <Section title={said.title}>
              {days.length > 0 ? <History days={days} /> : <p className={styles.soft}>{said.hint}</p>}
            </Section>
            <Section
              title={said.changes}
              actions={<DayPicker label={said.since} day={from} onChange={onSince} isRequired />}
            >
              {from === undefined ? <p>{said.chooseDay}</p> : <Compared familyId={family.id} from={from} to={day} />}
            </Section>
          </>
        )
      }}
    </Loaded>
  )
}
