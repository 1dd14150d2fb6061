import type { StatementLayout } from '../../entitlements/rows/entitlement.ts'
import type { ImportDesk } from './end-import.ts'
import type { ImportOptions } from './import-options.ts'
import type { ImportCounts, ImportError, StoredImport } from './import-run.ts'

/** An import whose steps are all written: its run as it is then, and all that is wrong with its file. */
export interface Written {
  run: StoredImport
  errors: readonly ImportError[]
}

/** What the check of a file found. */
interface Checked {
  /** What an import of the file does, or would do. */
  counts: ImportCounts
  /** All that is wrong with it, in the order of its lines. */
  errors: readonly ImportError[]
  /** There is something to write. */
  changes: boolean
  layout?: StatementLayout
  /**
   * The transaction before which nothing of the import is in the ledger. @returns what writes all of it
   * @throws Overtaken, Waiting, RunMoved
   */
  begin: () => Promise<() => Promise<Written>>
}

/** What a kind of import does with its files; all else of an import is the same for all kinds. */
export interface KindOfImport {
  /** @throws WrongFile, LedgerError when the whole file is refused */
  check: (desk: ImportDesk, run: StoredImport, bytes: Uint8Array, options: ImportOptions) => Promise<Checked>
  /** Writes on where an earlier invocation stopped. @throws RunMoved when another delivery takes the steps */
  resume: (desk: ImportDesk, run: StoredImport) => Promise<Written>
}
