import * as z from 'zod'

/** An event that waits to be sent. */
export const StoredEvent = z.object({
  type: z.string(),
  at: z.string(),
  path: z.string(),
  detail: z.record(z.string(), z.unknown()),
})
export type StoredEvent = z.infer<typeof StoredEvent>
