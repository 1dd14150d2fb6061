import { useState } from 'react'
import { useMe } from '../../ledger/me.ts'
import type { Search } from './search.ts'

export interface SavedView {
  name: string
  search: Search
}

const keyOf = (person: string): string => `views ${person}`

const keptViews = (person: string): readonly SavedView[] => {
  const text = localStorage.getItem(keyOf(person))
  return text === null ? [] : JSON.parse(text)
}

/** Views that the person saved in this browser, by name. */
export const useSavedViews = () => {
  const { id } = useMe()
  const [views, setViews] = useState(() => keptViews(id))
  const keep = (next: readonly SavedView[]): void => {
    localStorage.setItem(keyOf(id), JSON.stringify(next))
    setViews(next)
  }
  const others = (name: string): SavedView[] => views.filter((view) => view.name !== name)
  return {
    views,
    save: (view: SavedView): void =>
      keep([...others(view.name), view].sort((one, other) => one.name.localeCompare(other.name))),
    drop: (name: string): void => keep(others(name)),
    /** Takes a deletion back. */
    restore: (before: readonly SavedView[]): void => keep(before),
  }
}
