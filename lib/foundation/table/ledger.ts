import type { NewId } from './ids.ts'
import type { Table, Write } from './table.ts'

/** What every use case works with. Clock and ids are passed in, so that tests can set them. */
export interface Ledger {
  table: Table
  now: () => Date
  newId: NewId
}

/** What else use cases may need: settings of the deployment, and queues. */
interface Services {
  /** IANA name of the time zone in which days begin. */
  timeZone: string
  /** How the lengths of the two numbers of a pair are limited. */
  pairLength: 'combined-16' | 'each-16'
  /** Hours after which an answer of VLSC is stale. */
  staleAfterHours: number
  /** Days after which a device that was not seen leaves the counts. */
  deviceStaleDays: number
  /** Days for which a report and its file are kept. */
  retentionDays: number
  /** Whether a mail server is configured. */
  sendsMail: boolean
  /**
   * Each of these tells a queue of committed work. A lost message does no harm: the sweep sends it again.
   * @param delay seconds until it is delivered, at most 900
   */
  announceWork: (workId: string) => Promise<void>
  announceImport: (importId: string) => Promise<void>
  announceRefresh: (refreshId: string, delay?: number) => Promise<void>
  announceReport: (reportId: string, delay?: number) => Promise<void>
}

/** A ledger with the services that a use case needs. */
export type LedgerWith<K extends keyof Services> = Ledger & Pick<Services, K>

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
