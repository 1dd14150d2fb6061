import { Popover } from '@base-ui/react/popover'
import { useState } from 'react'
import { text } from '../texts/en/common.ts'
import { number } from '../texts/format.ts'
import { Button } from './button.tsx'
import { Check, Field, Input } from './field.tsx'
import styles from './filter.module.css'

interface FilterOption {
  value: string
  label: string
  /** How many items have it, under all other filters. */
  count: number
}

interface FilterProps {
  label: string
  options: readonly FilterOption[]
  chosen: readonly string[]
  onChange: (chosen: readonly string[]) => void
}

/** From so many on, typing finds an option. */
const many = 12

/** Chooses any number of values, each with how many items have it. */
export const Filter = ({ label, options, chosen, onChange }: FilterProps) => {
  const [typed, setTyped] = useState('')
  const known = new Set(options.map(({ value }) => value))
  // What is chosen stays visible, also where nothing has it any more.
  const all = [
    ...options,
    ...chosen.filter((one) => !known.has(one)).map((value) => ({ value, label: value, count: 0 })),
  ]
  const shown = all.filter((option) => option.label.toLowerCase().includes(typed.toLowerCase()))
  const nameOf = (value: string): string => all.find((option) => option.value === value)?.label ?? value
  const [first] = chosen
  const summary = first === undefined ? text.all : chosen.length === 1 ? nameOf(first) : number(chosen.length)
  return (
    <Popover.Root onOpenChange={() => setTyped('')}>
      <Popover.Trigger
        render={
          <Button>
            {label}: <span className={styles.summary}>{summary}</span> <span aria-hidden="true">▾</span>
          </Button>
        }
      />
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="start" className={styles.positioner}>
          <Popover.Popup className={styles.popup} aria-label={label}>
            {all.length >= many && (
              <Field label={text.find} name="find" hidesLabel>
                <Input value={typed} onChange={setTyped} placeholder={text.find} />
              </Field>
            )}
            <ul className={styles.options}>
              {shown.map(({ value, label: name, count }) => (
                <li key={value} className={styles.option}>
                  <Check
                    label={name}
                    checked={chosen.includes(value)}
                    onChange={(checked) =>
                      onChange(checked ? [...chosen, value] : chosen.filter((one) => one !== value))
                    }
                  />
                  <span className={styles.count}>{number(count)}</span>
                </li>
              ))}
            </ul>
            {chosen.length > 0 && (
              <Button look="quiet" onClick={() => onChange([])}>
                {text.all}
              </Button>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
