import * as z from 'zod'

/** An event that waits to be sent. */
export const StoredEvent = z.object({
  type: z.string(),
  /** When what it tells of happened, ISO 8601 UTC. */
  at: z.string(),
  /** Of the API, where more can be read. */
  path: z.string(),
  detail: z.record(z.string(), z.unknown()),
})
export type StoredEvent = z.infer<typeof StoredEvent>
