import { Button as Base } from '@base-ui/react/button'
import type { ComponentProps, ReactNode } from 'react'
import styles from './button.module.css'

type Look = 'main' | 'plain' | 'quiet' | 'danger'

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'> {
  /** `main`: the one main action of a page or dialog. `quiet`: without a border. */
  look?: Look
  /** Under way: it cannot be pressed, keeps the focus, and says so. */
  busy?: boolean
  children: ReactNode
}

/** Classes of a button, for a link that looks like one. */
export const buttonLook = (look: Look = 'plain'): string => `${styles.button} ${styles[look] ?? ''}`

export const Button = ({ look = 'plain', busy = false, disabled = false, ...rest }: ButtonProps) => (
  <Base
    type="button"
    {...rest}
    className={buttonLook(look)}
    disabled={disabled || busy}
    focusableWhenDisabled={busy}
    aria-busy={busy || undefined}
  />
)
