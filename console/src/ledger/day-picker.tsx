import { useState } from 'react'
import { text } from '../texts/en/day-picker.ts'
import { Button } from '../ui/button.tsx'
import { isDay } from '../ui/is-day.ts'
import styles from './day-picker.module.css'
import { useDays } from './days.ts'

interface DayPickerProps {
  label?: string
  /** `2026-11-30`; undefined for now. */
  day: string | undefined
  onChange: (day: string | undefined) => void
  /** Some day is always chosen. */
  isRequired?: boolean
}

/** Picks the day at whose end a page shows the ledger, among the days for which positions are kept. */
export const DayPicker = ({ label = text.day, day, onChange, isRequired = false }: DayPickerProps) => {
  const days = useDays()
  // While somebody types, the day is not complete, or may be one that is not kept.
  const [typed, setTyped] = useState<string>()
  return (
    <div className={styles.picker}>
      <label className={styles.label}>
        {label}
        <input
          type="date"
          className={styles.input}
          value={typed ?? (day !== undefined && isDay(day) ? day : '')}
          min={days?.first}
          max={days?.today}
          onChange={({ currentTarget: { value } }) => {
            setTyped(value)
            if (value === '') onChange(undefined)
            else if (days && value >= days.first && value <= days.today) onChange(value)
          }}
          onBlur={() => setTyped(undefined)}
        />
      </label>
      {day !== undefined && !isRequired && <Button onClick={() => onChange(undefined)}>{text.now}</Button>}
    </div>
  )
}
