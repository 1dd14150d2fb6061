import { useState } from 'react'
import { type Visits, visited } from './last-visit.ts'

/** The visits of a person in this browser, with this one. */
export const useVisits = (person: string, today: string): Visits => {
  const [visits] = useState(() => {
    const key = `visits ${person}`
    const text = localStorage.getItem(key)
    const next = visited(text === null ? undefined : JSON.parse(text), today)
    localStorage.setItem(key, JSON.stringify(next))
    return next
  })
  return visits
}
