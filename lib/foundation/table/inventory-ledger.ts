import type { Ledger } from './ledger.ts'

/** What use cases work with that know devices. */
export interface InventoryLedger extends Ledger {
  /** Days after which a device that was not seen leaves the counts. */
  deviceStaleDays: number
}
