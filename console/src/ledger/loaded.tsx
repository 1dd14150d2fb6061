import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { text } from '../texts/en/common.ts'
import { useIsSlow } from '../ui/use-is-slow.ts'
import styles from './loaded.module.css'
import { ProblemNotice } from './problem-notice.tsx'

export const Waiting = ({ rows = 6 }: { rows?: number }) => {
  const isSlow = useIsSlow(true)
  return (
    <div role="status" className={styles.waiting}>
      <span className={isSlow ? undefined : styles.hidden}>{isSlow ? text.slow : text.loading}</span>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div key={row} className={styles.line} />
      ))}
    </div>
  )
}

interface LoadedProps<Data> {
  query: UseQueryResult<Data, Error>
  /** Lines to hold the place of what comes. */
  rows?: number
  children: (data: Data) => ReactNode
}

/** What a query answered; until then its place is held, and a problem says how to go on. */
export const Loaded = <Data,>({ query, rows, children }: LoadedProps<Data>) => {
  const { data, error, refetch } = query
  return (
    <>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined ? !error && <Waiting {...(rows !== undefined && { rows })} /> : children(data)}
    </>
  )
}
