import { useMemo } from 'react'
import { day, number } from '../texts/format.ts'
import type { Meaning } from './status.tsx'
import styles from './trend.module.css'
import { layoutTrend, type Point } from './trend-layout.ts'

export interface TrendLine {
  name: string
  means: Extract<Meaning, 'short' | 'covered' | 'spare' | 'plain'>
  /** The earliest first. */
  points: readonly Point[]
}

interface TrendProps {
  /** What it shows; a table must stand beside it. */
  label: string
  lines: readonly TrendLine[]
}

/** Numbers day by day, as lines over a common ground. Each is named with its last value. */
export const Trend = ({ label, lines }: TrendProps) => {
  const { top, paths } = useMemo(() => layoutTrend(lines.map(({ points }) => points)), [lines])
  const dates = lines[0]?.points ?? []
  return (
    <figure className={styles.trend} aria-label={label}>
      <ul className={styles.names}>
        {lines.map(({ name, means, points }) => (
          <li key={name} className={styles[means]}>
            <svg viewBox="0 0 16 4" aria-hidden="true" className={styles.sample}>
              <path d="M0,2H16" />
            </svg>
            {name} <strong>{number(points.at(-1)?.value ?? 0)}</strong>
          </li>
        ))}
      </ul>
      <div className={styles.plot} aria-hidden="true">
        <span>{number(top)}</span>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          {lines.map(({ name, means }, index) => (
            <path key={name} d={paths[index]} className={styles[means]} />
          ))}
        </svg>
        <span>0</span>
      </div>
      <div className={styles.days} aria-hidden="true">
        <span>{dates[0] && day(dates[0].date)}</span>
        <span>{dates.length > 1 && day(dates.at(-1)?.date ?? '')}</span>
      </div>
    </figure>
  )
}
