import type { Write } from './table.ts'

/** Who changes the ledger, and when. */
export interface Who {
  /** Subject of the token, or the origin of a file. */
  actor: string
  /** ISO 8601 UTC. */
  at: string
}

/** A change, and what must be committed together with it. */
export interface Change extends Who {
  /** Writes for the same transaction, such as the record that makes a repeated request answer the same. */
  alongside: (result: unknown) => Write[]
}
