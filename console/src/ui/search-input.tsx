import { useEffect, useRef, useState } from 'react'
import { Field, Input } from './field.tsx'

/** Milliseconds of rest after which what is typed is looked for. */
const rest = 250

interface SearchInputProps {
  label: string
  name: string
  hint?: string
  /** What is looked for now. */
  value: string
  onSearch: (value: string) => void
}

/** A field whose text is looked for as it is typed. */
export const SearchInput = ({ label, name, hint, value, onSearch }: SearchInputProps) => {
  const [typed, setTyped] = useState(value)
  const asked = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    // Somebody else changed it: a link, or a button that clears filters.
    if (value === asked.current) return
    clearTimeout(timer.current)
    asked.current = value
    setTyped(value)
  }, [value])
  useEffect(() => () => clearTimeout(timer.current), [])
  const type = (next: string): void => {
    setTyped(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      asked.current = next.trim()
      onSearch(next.trim())
    }, rest)
  }
  return (
    <Field label={label} name={name} {...(hint !== undefined && { hint })}>
      <Input type="search" value={typed} onChange={type} autoComplete="off" />
    </Field>
  )
}
