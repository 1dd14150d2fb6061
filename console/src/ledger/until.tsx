import { text } from '../texts/en/until.ts'
import { away, day } from '../texts/format.ts'
import { Status } from '../ui/status.tsx'
import { useToday } from './today.ts'
import styles from './until.module.css'

/** Days before an end from which on it is pointed out. */
const soon = 90

/** @param from, to `2026-11-30` */
const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000

/** The last day of something, and how far away it is. Without one it never ends. */
export const Until = ({ date }: { date: string | undefined }) => {
  const today = useToday()
  if (date === undefined) return <span className={styles.soft}>{text.open}</span>
  const days = daysBetween(today, date)
  return (
    <span className={styles.until}>
      <span>{day(date)}</span>
      {days < 0 ? (
        <Status means="plain">{text.ended}</Status>
      ) : days <= soon ? (
        <Status means="ends">{away(days)}</Status>
      ) : (
        <span className={styles.soft}>{away(days)}</span>
      )}
    </span>
  )
}
