import { Progress as Base } from '@base-ui/react/progress'
import { number } from '../texts/format.ts'
import styles from './progress.module.css'

interface ProgressProps {
  label: string
  done: number
  total: number
}

/** How far long work is. Without a total it only says that it goes on. */
export const Progress = ({ label, done, total }: ProgressProps) => (
  <Base.Root value={total > 0 ? done : null} max={Math.max(total, 1)} className={styles.progress}>
    <Base.Label className={styles.label}>{label}</Base.Label>
    <span className={styles.count}>{total > 0 ? `${number(done)} / ${number(total)}` : ''}</span>
    <Base.Track className={styles.track}>
      <Base.Indicator className={styles.indicator} />
    </Base.Track>
  </Base.Root>
)
