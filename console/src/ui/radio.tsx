import type { ReactNode } from 'react'
import styles from './radio.module.css'

interface RadioProps {
  /** The same for all options of one choice. */
  name: string
  label: ReactNode
  /** Below the label. */
  hint?: ReactNode
  checked: boolean
  onChoose: () => void
}

/** One option of a choice, inside of a fieldset with a legend. */
export const Radio = ({ name, label, hint, checked, onChoose }: RadioProps) => (
  <label className={styles.option}>
    <input type="radio" name={name} checked={checked} onChange={onChoose} />
    <span className={styles.words}>
      {label}
      {hint !== undefined && <small>{hint}</small>}
    </span>
  </label>
)
