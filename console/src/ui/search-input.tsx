import { useEffect, useRef, useState } from 'react'
import { Field, Input } from './field.tsx'

/** Milliseconds of rest after which what is typed is looked for. */
const rest = 250

interface SearchInputProps {
  label: string
  name?: string
  hidesLabel?: boolean
  hint?: string
  placeholder?: string
  /** What is looked for now. */
  value: string | undefined
  onSearch: (value: string) => void
}

/** A field whose text is looked for as it is typed. */
export const SearchInput = (props: SearchInputProps) => {
  const { label, name = 'q', hidesLabel = false, hint, placeholder, value = '', onSearch } = props
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
    <Field label={label} name={name} hidesLabel={hidesLabel} {...(hint !== undefined && { hint })}>
      <Input type="search" value={typed} onChange={type} maxLength={256} placeholder={placeholder} autoComplete="off" />
    </Field>
  )
}
