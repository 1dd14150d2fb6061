import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, read } from '../api/client.ts'
import styles from './overview.module.css'

export const overviewQuery = queryOptions({
  queryKey: ['/overview'],
  queryFn: ({ signal }) => read(api.GET('/overview', { signal })),
})

/** What every reader of positions has to know; it stands where positions stand. */
export const PositionNotice = () => {
  const { data } = useQuery(overviewQuery)
  return <small className={styles.notice}>{data?.notice ?? ' '}</small>
}
