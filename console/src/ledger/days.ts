import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, read } from '../api/client.ts'

/** Days shown in trends. */
const shown = 90

/** Positions of all families together, day by day, and from which day on there are any. */
export const trendQuery = queryOptions({
  queryKey: ['/trend'],
  queryFn: ({ signal }) => read(api.GET('/trend', { params: { query: { days: shown } }, signal })),
  staleTime: 5 * 60_000,
})

/** The day of the ledger, and the first one of which it keeps positions; undefined before it has any. */
export const useDays = (): { first: string; today: string } | undefined => {
  const { data } = useQuery(trendQuery)
  const today = data?.items[0]?.date
  const first = data?.firstDay
  return today === undefined || !first ? undefined : { first, today }
}
