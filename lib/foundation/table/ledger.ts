import type { PairLengthRule } from '../../agreements/records/pair.ts'
import type { NewId } from './ids.ts'
import type { Table } from './table.ts'

/** What use cases work with. Clock and ids are passed in, so that tests can set them. */
export interface Ledger {
  table: Table
  now: () => Date
  newId: NewId
}

/** In whose time zone days begin. */
export interface DatedLedger {
  /** IANA name. */
  timeZone: string
}

/** What use cases work with whose commits leave work to a queue. */
export interface AnnouncingLedger extends Ledger {
  /** Tells the queue of committed work; a lost message is found by the sweep. */
  announceWork: (workId: string) => Promise<void>
}

/** What use cases work with that count by days. */
export interface DatedLedger {
  /** IANA name of the time zone in which days begin. */
  timeZone: string
}

/** What use cases work with that take pairs. */
export interface PairLedger extends AnnouncingLedger {
  pairLength: PairLengthRule
  /** Hours after which an answer of VLSC is stale. */
  staleAfterHours: number
  /** Tells the queue of a committed refresh; a lost message is found by the sweep. */
  announceRefresh: (refreshId: string) => Promise<void>
}
