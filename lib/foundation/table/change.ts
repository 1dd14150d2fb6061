import type { Write } from './table.ts'

/** Who changes the ledger, when, and what must be committed together with the change. */
export interface Change {
  /** Subject of the token, or the origin of a file. */
  actor: string
  /** ISO 8601 UTC. */
  at: string
  /** Writes for the same transaction, such as the record that makes a repeated request answer the same. */
  alongside: (result: unknown) => Write[]
}
