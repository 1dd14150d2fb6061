import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { components } from '../../api/schema.d.ts'
import { trendQuery } from '../../ledger/days.ts'
import { Loaded } from '../../ledger/loaded.tsx'
import { text } from '../../texts/en/overview.ts'
import { words } from '../../texts/en/words.ts'
import { day as dayName, number } from '../../texts/format.ts'
import { Field, Select } from '../../ui/field.tsx'
import { Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { Trend } from '../../ui/trend.tsx'
import styles from './overview.module.css'

type Day = components['schemas']['TrendDay']
type Sums = Day['byMetric'][string]
type Metric = keyof typeof words.metric

const metrics = Object.keys(words.metric) as Metric[]
const figures = ['owned', 'required', 'shortfall', 'surplus'] as const

const nothing: Sums = { owned: 0, required: 0, covered: 0, shortfall: 0, surplus: 0 }

const lines = [
  { name: text.owned, figure: 'owned', means: 'spare' },
  { name: text.required, figure: 'required', means: 'plain' },
  { name: text.shortfall, figure: 'shortfall', means: 'short' },
] as const

/** Days that differ from the day before. @param items newest first */
const changesOf = (items: readonly Day[], metric: Metric): (Sums & { date: string })[] =>
  items
    .map(({ date, byMetric }) => ({ ...(byMetric[metric] ?? nothing), date }))
    .filter((one, at, all) => {
      const before = all[at + 1]
      return before === undefined || figures.some((figure) => one[figure] !== before[figure])
    })

const TrendOf = ({ items }: { items: readonly Day[] }) => {
  const known = metrics.filter((metric) => items.some(({ byMetric }) => (byMetric[metric]?.required ?? 0) > 0))
  const [chosen, setChosen] = useState<Metric>()
  const metric = chosen ?? known[0] ?? 'device'
  const drawn = useMemo(
    () =>
      lines.map(({ name, figure, means }) => ({
        ...{ name, means },
        points: items.map(({ date, byMetric }) => ({ date, value: byMetric[metric]?.[figure] ?? 0 })).toReversed(),
      })),
    [items, metric],
  )
  if (items.length < 2) return <p>{text.trendFirst}</p>
  return (
    <>
      {known.length > 1 && (
        <Field label={text.trendMetric} name="metric">
          <Select
            value={metric}
            onChange={(value) => setChosen(metrics.find((one) => one === value))}
            options={known.map((value) => ({ value, label: words.metric[value] }))}
          />
        </Field>
      )}
      <Trend label={text.trendOf(words.metric[metric])} lines={drawn} />
      <details>
        <summary>{text.trendTable}</summary>
        <Table
          label={text.trendOf(words.metric[metric])}
          rows={changesOf(items, metric)}
          keyOf={({ date }) => date}
          columns={[
            { id: 'day', header: text.day, render: ({ date }) => dayName(date) },
            ...figures.map((figure) => ({
              ...{ id: figure, header: text[figure], align: 'end' as const },
              render: (row: Sums) => number(row[figure]),
            })),
          ]}
        />
      </details>
    </>
  )
}

/** Licenses and requirements of all families, day by day, each metric for itself. */
export const LedgerTrend = () => (
  <Section title={text.trend}>
    <div className={styles.trend}>
      <Loaded query={useQuery(trendQuery)}>{({ items }) => <TrendOf items={items} />}</Loaded>
    </div>
  </Section>
)
