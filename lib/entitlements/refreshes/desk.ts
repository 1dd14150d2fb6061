import type { Ledger } from '../../foundation/table/ledger.ts'
import type { Vlsc } from '../vlsc/contract.ts'
import type { StoredRefresh } from './refresh.ts'

/** What refreshes work with. */
export interface RefreshDesk {
  ledger: Ledger
  /** Undefined when none is configured. */
  vlsc: Vlsc | undefined
  /** Asks the queue to go on with a run. @param delay seconds, at most 900 */
  goOn: (refreshId: string, delay: number) => Promise<void>
  /** Hours after which an answer is stale. */
  staleAfterHours: number
  /** Waits between calls. @param milliseconds */
  sleep: (milliseconds: number) => Promise<void>
  /** Is told of every run that has ended. */
  ended?: (run: StoredRefresh) => void
}
