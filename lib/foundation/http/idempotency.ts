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

/**
 * Receipts of finished requests. A receipt is written in the transaction of the effect, successes only, and kept 24
 * hours; one whose time has passed counts as absent, though DynamoDB may delete it days later.
 */
export const idempotency = (table: Table, now: () => Date): Idempotency => ({
  find: async ({ subject, route, key, input }: RequestIdentity): Promise<Reply | undefined> => {
    const item = await table.get(idempotencyKey(subject, route, key))
    if (!item) return undefined
    const { request, expiresAt, ...reply } = StoredReceipt.parse(item)
    if (expiresAt <= now().getTime() / 1000) return undefined
    if (request !== digest(input))
      throw new LedgerError(
        'invalid',
        'idempotency-key-reused',
        'This Idempotency-Key was used with another request. Use a new key for each new request.',
        [{ parameter: 'Idempotency-Key', code: 'idempotency-key-reused', message: 'Use a new key.' }],
      )
    return reply
  },

  receipt: ({ subject, route, key, input }: RequestIdentity, reply: Reply): Write => {
    const seconds = Math.floor(now().getTime() / 1000)
    return put(
      {
        ...idempotencyKey(subject, route, key),
        request: digest(input),
        status: reply.status,
        headers: reply.headers ?? {},
        body: reply.body,
        expiresAt: seconds + hoursKept * 3600,
      },
      { below: { expiresAt: seconds } },
      () => new AlreadyDone(),
    )
  },
})

/** What makes one request the same as another. */
export interface RequestIdentity {
  subject: string
  route: string
  key: string
  /** Everything of the input: path parameters and parsed body. */
  input: unknown
}

/** Receipts of finished requests, by which a repeated one gets the same answer. */
export interface Idempotency {
  /** @throws LedgerError `idempotency-key-reused` when the key came with another input */
  find: (request: RequestIdentity) => Promise<Reply | undefined>
  /** The receipt as part of the transaction of the effect; refused with AlreadyDone when there is one. */
  receipt: (request: RequestIdentity, reply: Reply) => Write
}

/** Someone else's copy of this request was committed first. */
export class AlreadyDone extends Error {
  override name = 'AlreadyDone'
}
