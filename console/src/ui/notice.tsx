import type { ReactNode } from 'react'
import styles from './notice.module.css'
import type { Meaning } from './status.tsx'

interface NoticeProps {
  /** `short` for what failed, `decide` for what needs somebody, `plain` for what is good to know. */
  means: Extract<Meaning, 'short' | 'decide' | 'plain'>
  title?: string
  children?: ReactNode
  actions?: ReactNode
}

/** Stands above what it is about. What failed is read out at once. */
export const Notice = ({ means, title, children, actions }: NoticeProps) => (
  <div role={means === 'short' ? 'alert' : 'status'} className={`${styles.notice} ${styles[means]}`}>
    <div className={styles.words}>
      {title !== undefined && <strong>{title}</strong>}
      {children}
    </div>
    {actions !== undefined && <div className={styles.actions}>{actions}</div>}
  </div>
)
