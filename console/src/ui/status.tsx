import type { ReactNode } from 'react'
import styles from './status.module.css'

/** What a colour means. */
export type Meaning = 'short' | 'decide' | 'covered' | 'spare' | 'ends' | 'plain'

const signs: Record<Meaning, string> = { short: '▼', decide: '?', covered: '✓', spare: '▲', ends: '◷', plain: '•' }

interface StatusProps {
  means: Meaning
  children: ReactNode
}

/** A word with the sign and colour of what it means. */
export const Status = ({ means, children }: StatusProps) => (
  <span className={`${styles.status} ${styles[means]}`}>
    <span aria-hidden="true" className={styles.sign}>
      {signs[means]}
    </span>
    {children}
  </span>
)
