import { queryOptions } from '@tanstack/react-query'
import { api, read } from '../api/client.ts'

/** A title with its names and what its numbers are made of. @param day as it was at its end; undefined for now */
export const titleQuery = (titleId: string, day: string | undefined) =>
  queryOptions({
    queryKey: ['/software/{titleId}', titleId, day],
    queryFn: ({ signal }) =>
      read(
        api.GET('/software/{titleId}', {
          params: { path: { titleId }, query: day === undefined ? {} : { asOf: day } },
          signal,
        }),
      ),
  })
