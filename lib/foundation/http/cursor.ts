import { createHash } from 'node:crypto'
import * as z from 'zod'
import { LedgerError } from '../errors.ts'

const Content = z.tuple([z.string(), z.string()])

const fingerprint = (query: unknown): string =>
  createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, 12)

/**
 * An opaque cursor, good only for the query that gave it. It holds a position in the list, so forging one is no use.
 */
export const encodeCursor = (query: unknown, position: string): string =>
  Buffer.from(JSON.stringify([fingerprint(query), position])).toString('base64url')

/** @throws LedgerError `validation` when it is not a cursor of this query */
export const decodeCursor = (query: unknown, cursor: string): string => {
  const malformed = new LedgerError('malformed', 'validation', 'The cursor is not one that this query gave.', [
    { parameter: 'cursor', code: 'invalid-cursor', message: 'Leave it out to begin with the first page again.' },
  ])
  try {
    const [belongsTo, position] = Content.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    if (belongsTo !== fingerprint(query)) throw malformed
    return position
  } catch {
    throw malformed
  }
}
