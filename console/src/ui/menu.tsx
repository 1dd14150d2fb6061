import { Menu as Base } from '@base-ui/react/menu'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import styles from './menu.module.css'

interface Item {
  label: string
  act: () => void
  means?: 'danger'
  disabled?: boolean
}

interface MenuProps {
  label: ReactNode
  /** For a label that is not text alone. */
  ariaLabel?: string
  items: readonly Item[]
  look?: 'plain' | 'quiet'
}

/** A button that opens a list of acts. */
export const Menu = ({ label, ariaLabel, items, look = 'plain' }: MenuProps) => (
  <Base.Root>
    <Base.Trigger render={<Button look={look}>{label}</Button>} aria-label={ariaLabel} />
    <Base.Portal>
      <Base.Positioner sideOffset={4} align="end" className={styles.positioner}>
        <Base.Popup className={styles.popup}>
          {items.map((item) => (
            <Base.Item
              key={item.label}
              className={`${styles.item} ${item.means === 'danger' ? styles.danger : ''}`}
              disabled={item.disabled ?? false}
              onClick={item.act}
            >
              {item.label}
            </Base.Item>
          ))}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
)
