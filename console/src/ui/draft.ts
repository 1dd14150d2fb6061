import { useCallback, useState } from 'react'

const prefix = 'draft '

const kept = <Value>(key: string): Value | undefined => {
  const text = sessionStorage.getItem(prefix + key)
  return text === null ? undefined : JSON.parse(text)
}

/**
 * What is typed into a form. It outlives a reload, such as after a deployment, until it is dropped.
 * @param key names the form and what it is about
 */
export const useDraft = <Value>(key: string, initial: Value) => {
  const [value, setValue] = useState<Value>(() => kept<Value>(key) ?? initial)
  const set = useCallback(
    (next: Value) => {
      sessionStorage.setItem(prefix + key, JSON.stringify(next))
      setValue(next)
    },
    [key],
  )
  const drop = useCallback(
    (next: Value = initial) => {
      sessionStorage.removeItem(prefix + key)
      setValue(next)
    },
    [key, initial],
  )
  return [value, set, drop] as const
}

const personKey = 'drafts-of'

/** Drops what another person typed in this tab before: it is not for the eyes of the next one. */
export const keepDraftsOf = (person: string): void => {
  const before = sessionStorage.getItem(personKey)
  sessionStorage.setItem(personKey, person)
  if (before === null || before === person) return
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key)
}
