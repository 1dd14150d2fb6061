/** Which part of a list is wanted: so many items, behind this position (from its start when undefined). */
export interface PageRequest {
  limit: number
  after: string | undefined
}

/** Part of a list, and the position where it goes on; absent at its end. A page may be short and still go on. */
export interface ListPage<T> {
  items: T[]
  next?: string
}
