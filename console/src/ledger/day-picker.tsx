import { text } from '../texts/en/day-picker.ts'
import { Button } from '../ui/button.tsx'
import styles from './day-picker.module.css'

interface DayPickerProps {
  label?: string
  /** `2026-11-30`; undefined for now. */
  day: string | undefined
  onChange: (day: string | undefined) => void
}

/** Shows a page as it was at the end of a day. */
export const DayPicker = ({ label = text.day, day, onChange }: DayPickerProps) => (
  <div className={styles.picker}>
    <label className={styles.label}>
      {label}
      <input
        type="date"
        className={styles.input}
        value={day ?? ''}
        max={new Date().toISOString().slice(0, 10)}
        onChange={({ currentTarget: { value } }) => onChange(value === '' ? undefined : value)}
      />
    </label>
    {day !== undefined && <Button onClick={() => onChange(undefined)}>{text.now}</Button>}
  </div>
)
