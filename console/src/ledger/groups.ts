import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, read } from '../api/client.ts'

/** Milliseconds between two looks while a group is being deleted. */
const soon = 1_500

export const groupsQuery = queryOptions({
  queryKey: ['/groups'],
  queryFn: async ({ signal }) => (await read(api.GET('/groups', { signal }))).items,
  refetchInterval: ({ state }) => (state.data?.some(({ deleting }) => deleting) ? soon : false),
})

/** Names of groups by their ids; the id itself of one that is gone, and a place for the name until it is read. */
export const useGroupName = (): ((id: string) => string) => {
  const { data } = useQuery(groupsQuery)
  return (id) => (data === undefined ? '\u00a0' : (data.find((group) => group.id === id)?.name ?? id))
}
