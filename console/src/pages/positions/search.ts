import { getRouteApi, useNavigate } from '@tanstack/react-router'

const route = getRouteApi('/positions')

export type Search = ReturnType<typeof route.useSearch>

/** Filters of the address, which a click takes away together. */
const filters = ['q', 'publisher', 'status', 'kind', 'metric', 'has'] as const

export const hasFilters = (search: Search): boolean => filters.some((name) => search[name] !== undefined)

/** The address without filters. */
export const withoutFilters = (search: Search): Search => ({
  ...search,
  ...Object.fromEntries(filters.map((name) => [name, undefined])),
})

/** A publisher may have a comma in its name. */
const separator = '|'

export const valuesOf = (text: string | undefined): string[] => text?.split(separator) ?? []
export const textOf = (values: readonly string[]): string | undefined =>
  values.length > 0 ? values.join(separator) : undefined

/** What is asked for, and how to ask for something else. Each change is an address of its own. */
export const usePositionSearch = () => {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/positions' })
  const ask = (change: Search, { replace = false } = {}): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace })
  return { search, ask }
}
