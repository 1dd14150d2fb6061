import { queryOptions } from '@tanstack/react-query'
import { api, read } from '../api/client.ts'

/** What the deployment is set to; it stays while the page is open. */
export const settingsQuery = queryOptions({
  queryKey: ['/settings'],
  queryFn: ({ signal }) => read(api.GET('/settings', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})
