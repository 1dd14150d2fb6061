import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import { text } from '../texts/en/common.ts'
import { Button } from './button.tsx'
import styles from './dialog.module.css'

interface DialogProps {
  title: string
  /** Says what it is for, below the title. */
  description?: ReactNode
  isOpen: boolean
  onClose: () => void
  children?: ReactNode
  /** Its buttons, the main one last; a button that closes stands before them. */
  actions?: ReactNode
  /** `wide` for tables, `side` for a panel at the edge of the page, `top` for one whose content grows while one types. */
  shape?: 'narrow' | 'wide' | 'side' | 'top'
  /** What the button that closes says. */
  closeLabel?: string
}

/** Takes the focus when it opens and gives it back when it closes. */
export const Dialog = ({
  title,
  description,
  isOpen,
  onClose,
  children,
  actions,
  shape = 'narrow',
  closeLabel = actions === undefined ? text.close : text.cancel,
}: DialogProps) => (
  <Base.Root open={isOpen} onOpenChange={(open) => open || onClose()}>
    <Base.Portal>
      <Base.Backdrop className={styles.backdrop} />
      <Base.Popup data-takes-focus className={`${styles.popup} ${styles[shape]}`}>
        <header className={styles.head}>
          <Base.Title className={styles.title}>{title}</Base.Title>
          {description !== undefined && (
            <Base.Description className={styles.description} render={<div />}>
              {description}
            </Base.Description>
          )}
        </header>
        {children !== undefined && <div className={styles.body}>{children}</div>}
        <footer className={styles.actions}>
          <Base.Close render={<Button>{closeLabel}</Button>} />
          {actions}
        </footer>
      </Base.Popup>
    </Base.Portal>
  </Base.Root>
)
