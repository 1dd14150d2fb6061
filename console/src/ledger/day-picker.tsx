import { useState } from 'react'
import { text } from '../texts/en/day-picker.ts'
import { Button } from '../ui/button.tsx'
import styles from './day-picker.module.css'
import { useDays } from './days.ts'

/** The address may have a day that no calendar has; a field of dates takes none of these. */
const isDay = (day: string): boolean => {
  const time = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

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
