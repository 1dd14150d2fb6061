import { Progress as Base } from '@base-ui/react/progress'
import { number } from '../texts/format.ts'
import styles from './progress.module.css'

interface ProgressProps {
  label: string
  done: number
  total: number
  /** How both read: a number of lines unless it is said. */
  show?: (value: number) => string
}

/** How far long work is. Without a total it only says that it goes on. */
export const Progress = ({ label, done, total, show = number }: ProgressProps) => (
  <Base.Root value={total > 0 ? done : null} max={Math.max(total, 1)} className={styles.progress}>
    <Base.Label className={styles.label}>{label}</Base.Label>
    <span className={styles.count}>{total > 0 ? `${show(done)} / ${show(total)}` : ''}</span>
    <Base.Track className={styles.track}>
      <Base.Indicator className={styles.indicator} />
    </Base.Track>
  </Base.Root>
)
