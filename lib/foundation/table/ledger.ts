import type { NewId } from './ids.ts'
import type { Table, Write } from './table.ts'

export interface Ledger {
  table: Table
  now: () => Date
  newId: NewId
}

interface Services {
  /** IANA name of the time zone in which days begin. */
  timeZone: string
  /** How the lengths of the two numbers of a pair are limited. */
  pairLength: 'combined-16' | 'each-16'
  /** Hours after which an answer of a look-up is stale. */
  staleAfterHours: number
  /** Days after which a device that was not seen leaves the counts. */
  deviceStaleDays: number
  /** Days for which a report and its file are kept. */
  retentionDays: number
  sendsMail: boolean
  /** Each tells a queue of work; the sweep sends a lost message again. @param delay in seconds, at most 900 */
  announceWork: (workId: string) => Promise<void>
  announceImport: (importId: string) => Promise<void>
  announceRefresh: (refreshId: string, delay?: number) => Promise<void>
  announceGraphRun: (runId: string, delay?: number) => Promise<void>
  announceReport: (reportId: string, delay?: number) => Promise<void>
}

export type LedgerWith<K extends keyof Services> = Ledger & Pick<Services, K>

export interface Who {
  /** Subject of the token, or the origin of a file. */
  actor: string
  /** ISO 8601 UTC. */
  at: string
}

export interface Change extends Who {
  /** Writes for the same transaction, such as the record that makes a repeated request answer the same. */
  alongside: (result: unknown) => Write[]
}
