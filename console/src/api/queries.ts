import { infiniteQueryOptions, QueryCache, QueryClient, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Problem } from './problem.ts'

/** Milliseconds between two looks while a change is not counted yet, and at most. */
const soon = 1_000
const later = 10_000
/** Milliseconds after which answers say that they lack a change; before they may not know it yet. */
const known = 2_000

interface Pending {
  pending?: boolean
}

const isPending = (data: unknown): boolean => {
  if (typeof data !== 'object' || data === null) return false
  if ('pages' in data && Array.isArray(data.pages)) return data.pages.some(isPending)
  return 'pending' in data && (data as Pending).pending === true
}

/** What did not reach the service may be tried again; what the service refused is not. */
const mayRetry = (failures: number, error: Error): boolean =>
  failures < 2 && error instanceof Problem && (error.status === 0 || error.status >= 500)

/** Answers of the API, kept while they are shown. No page keeps a copy of its own. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      // The snapshot behind the list has been removed, so the list is read again from its first page.
      if (error instanceof Problem && error.code === 'cursor-expired')
        void queryClient.resetQueries({ queryKey: query.queryKey })
    },
  }),
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 30_000,
      gcTime: 5 * 60_000,
      retry: mayRetry,
      retryDelay: (failures, error) =>
        ((error instanceof Problem ? error.retryAfter : undefined) ?? 2 ** failures) * 1_000,
      // An answer that lacks a change is asked for again until it has it.
      refetchInterval: ({ state }) =>
        isPending(state.data) ? Math.min(later, soon * 1.3 ** (state.dataUpdateCount % 12)) : false,
    },
    mutations: { networkMode: 'always', retry: false },
  },
})

/** Everything that is shown is asked for again: after a change, as one fact moves many conclusions. */
export const refreshAll = (): Promise<void> => {
  setTimeout(() => void queryClient.invalidateQueries(), known)
  return queryClient.invalidateQueries()
}

/**
 * A list that goes on by cursors.
 * @param key begins with the path of the route; what the list is asked for comes after it
 */
export const listOf = <Page extends { cursor?: string | undefined }>(
  key: readonly unknown[],
  readPage: (cursor: string | undefined, signal: AbortSignal) => Promise<Page>,
) =>
  infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => readPage(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page) => last.cursor,
  })

/** The rows read so far of a list, its first page (with totals, facets and date), and how to read on. */
export const useList = <Page extends { items: unknown[]; cursor?: string | undefined }>(
  options: ReturnType<typeof listOf<Page>>,
) => {
  const query = useInfiniteQuery(options)
  const rows = useMemo<Page['items'][number][]>(
    () => query.data?.pages.flatMap(({ items }) => items) ?? [],
    [query.data],
  )
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  return {
    query,
    rows,
    first: query.data?.pages[0],
    /** For a Grid. */
    grid: {
      rows,
      isLoading: query.isPending,
      hasMore: hasNextPage && !isFetchingNextPage && !query.isError,
      onMore: fetchNextPage as () => void,
      isReadingOn: isFetchingNextPage,
    },
  }
}

interface ListPage<Item> {
  items: Item[]
  cursor?: string | undefined
  totals: { count: number }
}

/** Pages of a whole list one after the other. */
export async function* pagesOf<Item>(
  readPage: (cursor: string | undefined, signal: AbortSignal) => Promise<ListPage<Item>>,
  signal: AbortSignal,
): AsyncGenerator<ListPage<Item>> {
  let cursor: string | undefined
  do {
    const page = await readPage(cursor, signal)
    yield page
    cursor = page.cursor
  } while (cursor !== undefined)
}

/** All of a list, page after page. For lists that are short, or whose sum is shown. */
export const everyItem = async <Item>(
  readPage: (cursor: string | undefined) => Promise<{ items: Item[]; cursor?: string | undefined }>,
): Promise<Item[]> => {
  const items: Item[] = []
  let cursor: string | undefined
  do {
    const page = await readPage(cursor)
    items.push(...page.items)
    cursor = page.cursor
  } while (cursor !== undefined)
  return items
}
