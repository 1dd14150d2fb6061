import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Loaded } from '../../ledger/loaded.tsx'
import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/title.ts'
import { day, difference, number } from '../../texts/format.ts'
import { Table } from '../../ui/table.tsx'
import { Trend, type TrendLine } from '../../ui/trend.tsx'
import { historyQuery } from './queries.ts'
import styles from './title-page.module.css'

const said = text.trend

interface HistoryDay {
  date: string
  installedCount: number
  entitledCount: number
  unlimited: boolean
  difference: number | null
}

const Days = ({ days }: { days: readonly HistoryDay[] }) => {
  const [isTable, setTable] = useState(false)
  const lines = useMemo((): TrendLine[] => {
    const upward = [...days].reverse()
    return [
      {
        name: said.entitled,
        means: 'plain',
        points: upward.map(({ date, entitledCount }) => ({ date, value: entitledCount })),
      },
      {
        name: said.installed,
        means: 'covered',
        points: upward.map(({ date, installedCount }) => ({ date, value: installedCount })),
      },
    ]
  }, [days])
  return (
    <>
      <Trend label={said.label} lines={lines} />
      {days.length < 2 && <p className={styles.soft}>{said.hint}</p>}
      <details className={styles.more} onToggle={({ currentTarget }) => setTable(currentTarget.open)}>
        <summary>{said.table}</summary>
        {isTable && (
          <Table
            label={said.label}
            rows={days}
            keyOf={({ date }) => date}
            columns={[
              { id: 'day', header: said.day, render: ({ date }) => day(date) },
              {
                id: 'entitled',
                header: said.entitled,
                align: 'end',
                render: ({ entitledCount, unlimited }) => (unlimited ? common.unlimited : number(entitledCount)),
              },
              {
                id: 'installed',
                header: said.installed,
                align: 'end',
                render: ({ installedCount }) => number(installedCount),
              },
              {
                id: 'difference',
                header: said.difference,
                align: 'end',
                render: (row) => (row.difference === null ? common.none : difference(row.difference)),
              },
            ]}
          />
        )}
      </details>
    </>
  )
}

/** Installs and licenses of a title, day by day. */
export const TrendTab = ({ titleId }: { titleId: string }) => {
  const query = useQuery(historyQuery(titleId))
  return (
    <Loaded query={query} rows={8}>
      {(days) => (days.length > 0 ? <Days days={days} /> : <p className={styles.soft}>{said.hint}</p>)}
    </Loaded>
  )
}
