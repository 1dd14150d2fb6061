import type { ReactNode } from 'react'
import styles from './stack.module.css'
import type { Meaning } from './status.tsx'

interface Part {
  key: string
  means: Meaning
  value: number
}

interface StackProps {
  parts: readonly Part[]
  /** `small` for a cell of a table. */
  size?: 'small' | 'large'
}

/** Parts of a whole, side by side. It is for the eye only: a table or list beside it says the same. */
export const Stack = ({ parts, size = 'large' }: StackProps) => {
  const shown = parts.filter(({ value }) => value > 0)
  const total = shown.reduce((sum, { value }) => sum + value, 0)
  const starts = shown.map((_, at) => shown.slice(0, at).reduce((sum, { value }) => sum + value, 0))
  return (
    <svg
      viewBox="0 0 100 1"
      preserveAspectRatio="none"
      aria-hidden="true"
      className={`${styles.stack} ${styles[size]}`}
    >
      {shown.map(({ key, means, value }, at) => (
        <rect
          key={key}
          x={((starts[at] ?? 0) / total) * 100}
          width={(value / total) * 100}
          height="1"
          className={styles[means]}
        />
      ))}
    </svg>
  )
}

interface LegendProps {
  label: string
  parts: readonly (Part & { name: ReactNode })[]
}

/** Parts of a whole with the list of what they are. */
export const StackWithLegend = ({ label, parts }: LegendProps) => (
  <figure aria-label={label} className={styles.figure}>
    <Stack parts={parts} />
    <ul className={styles.legend}>
      {parts.map(({ key, name }) => (
        <li key={key}>{name}</li>
      ))}
    </ul>
  </figure>
)
