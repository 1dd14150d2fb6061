import { useState } from 'react'
import { Field, Input } from './field.tsx'

interface SearchFieldProps {
  label: string
  /** What is looked for now. */
  asked: string | undefined
  onAsk: (text: string | undefined) => void
}

/** Looks while somebody types: meanwhile what is typed counts, afterwards what is asked. */
export const SearchField = ({ label, asked, onAsk }: SearchFieldProps) => {
  const [typed, setTyped] = useState<string>()
  return (
    <Field label={label} name="q" hidesLabel>
      <Input
        type="search"
        placeholder={label}
        value={typed ?? asked ?? ''}
        onChange={(next) => {
          setTyped(next)
          onAsk(next === '' ? undefined : next)
        }}
        onBlur={() => setTyped(undefined)}
      />
    </Field>
  )
}
