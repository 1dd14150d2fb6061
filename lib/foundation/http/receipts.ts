import type { Write } from '../table/table.ts'
import type { Reply } from './route.ts'

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
