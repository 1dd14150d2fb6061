import type { AnnouncingLedger } from '../ledger.ts'
import type { PositionShelf } from '../positions/show-position.ts'

/** What use cases work with that show and correct software titles. */
export type SoftwareLedger = AnnouncingLedger & PositionShelf
