import { text } from '../texts/en/preview.ts'
import { difference, number } from '../texts/format.ts'
import styles from './change.module.css'

interface ChangeProps {
  before: number | undefined
  after: number | undefined
}

/** A number before and after, with the difference where there is one. */
export const Change = ({ before, after }: ChangeProps) => {
  if (before === after) return <span className={styles.same}>{before === undefined ? '–' : number(before)}</span>
  return (
    <span className={styles.change}>
      {before === undefined ? '–' : number(before)}
      <span className={styles.hidden}> {text.to} </span>
      <span aria-hidden="true"> → </span>
      <strong>{after === undefined ? '–' : number(after)}</strong>
      {before !== undefined && after !== undefined && (
        <span className={styles.difference}> ({difference(after - before)})</span>
      )}
    </span>
  )
}
