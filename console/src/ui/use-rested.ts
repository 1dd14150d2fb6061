import { useEffect, useState } from 'react'

/** Milliseconds of rest after which what somebody types is looked for. */
const rest = 250

/** What was typed last before a rest: each look costs the service something. */
export const useRested = (typed: string): string => {
  const [rested, setRested] = useState(typed)
  useEffect(() => {
    const timer = setTimeout(() => setRested(typed), rest)
    return () => clearTimeout(timer)
  }, [typed])
  return rested
}
