import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { api, read } from '../api/client.ts'

const meQuery = queryOptions({
  queryKey: ['/me'],
  queryFn: () => read(api.GET('/me')),
  staleTime: Number.POSITIVE_INFINITY,
})

export const peopleQuery = queryOptions({
  queryKey: ['/people'],
  queryFn: () => read(api.GET('/people')),
  staleTime: 5 * 60_000,
})

export const useMe = () => useSuspenseQuery(meQuery).data

/** Whether buttons that change something are shown; readers see none that would answer 403. */
export const useIsManager = (): boolean => useMe().roles.includes('license-manager')

/** Names of persons by their ids, as far as the ledger has seen them; else the id itself. */
export const usePersonName = (): ((id: string) => string) => {
  const { data } = useQuery(peopleQuery)
  return (id) => data?.items.find((person) => person.id === id)?.name ?? id
}
