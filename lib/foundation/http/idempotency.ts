import { createHash } from 'node:crypto'
import * as z from 'zod'
import { LedgerError } from '../errors.ts'
import { idempotencyKey } from '../table/keys.ts'
import { put, type Table, type Write } from '../table/table.ts'
import type { Reply } from './route.ts'

const hoursKept = 24

const StoredReceipt = z.object({
  request: z.string(),
  status: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
  expiresAt: z.number(),
})

const digest = (input: unknown): string => createHash('sha256').update(JSON.stringify(input)).digest('base64url')

export interface RequestIdentity {
  subject: string
  route: string
  key: string
  input: unknown
}

/** Someone else's copy of this request was committed first. */
export class AlreadyDone extends Error {
  override name = 'AlreadyDone'
}

/**
 * Receipts of finished requests: written in the transaction of the effect, successes only, and kept 24 hours. DynamoDB
 * may delete one days later, so that its time is looked at.
 */
export const idempotency = (table: Table, now: () => Date) => ({
  /** @throws LedgerError `idempotency-key-reused` when the key came with another input */
  find: async ({ subject, route, key, input }: RequestIdentity): Promise<Reply | undefined> => {
    const item = await table.get(idempotencyKey(subject, route, key))
    if (!item) return undefined
    const { request, expiresAt, ...reply } = StoredReceipt.parse(item)
    if (expiresAt <= now().getTime() / 1000) return undefined
    if (request === digest(input)) return reply
    const detail = 'This Idempotency-Key was used with another request. Use a new key for each new request.'
    throw new LedgerError('invalid', 'idempotency-key-reused', detail, [
      { parameter: 'Idempotency-Key', code: 'idempotency-key-reused', message: 'Use a new key.' },
    ])
  },

  /** The receipt as part of the transaction of the effect; refused with AlreadyDone when there is one. */
  receipt: ({ subject, route, key, input }: RequestIdentity, { status, headers = {}, body }: Reply): Write => {
    const seconds = Math.floor(now().getTime() / 1000)
    const expiresAt = seconds + hoursKept * 3600
    return put(
      { ...idempotencyKey(subject, route, key), request: digest(input), status, headers, body, expiresAt },
      { below: { expiresAt: seconds } },
      () => new AlreadyDone(),
    )
  },
})
export type Idempotency = ReturnType<typeof idempotency>
