import type { Changed } from '../../audit/trail.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import type { Write } from '../../foundation/table/table.ts'
import type { OpenFile } from './drop-bucket.ts'
import type { FileKind } from './file-kind.ts'
import type { ImportError, ImportFile, LineOutcome } from './import-file.ts'
import type { ImportStatus, StoredImport } from './import-run.ts'

export type ImportLedger = LedgerWith<'announceWork' | 'pairLength' | 'deviceStaleDays'>

/** A step of an import, forward or back: what is committed as a whole. */
export interface Step {
  writes: readonly Write[]
  /**
   * Writes that are done before the step, each by itself for half of what it costs in a transaction. When the step is lost
   * they stay, and planning finds nothing left to write there.
   */
  alone?: readonly Write[]
  /** What of the run is different after it, where it stands first of all. */
  next: Partial<StoredImport>
  errors?: readonly ImportError[]
  /** The step does not finish its plan, which goes on with the next transaction. */
  isPart?: boolean
  /** For the audit trail, of what is taken back. */
  changes?: readonly Changed[]
  /** Follow-up work that it writes. */
  workId?: string | undefined
  /** Bytes that it writes, where they may be many: a transaction takes 4 MB. */
  bytes?: number
}

export interface Direction<File, Plan, S extends Step> {
  /** Decides what is to be done from where the run stands, from what the ledger holds now: all of it. */
  plan: (ledger: ImportLedger, run: StoredImport, file: File) => Promise<readonly Plan[]>
  /** It decides about the next part only, and about nothing at the end. */
  plansParts?: true
  /** The next step of a plan. @param run where it stands before the step */
  stepOf: (run: StoredImport, plan: Plan, ledger: ImportLedger, at: string) => S
  /** Reads again what the steps of a plan that goes on are on condition of. */
  again?: (ledger: ImportLedger, run: StoredImport, plan: Plan) => Promise<Plan>
  /** Writes that the steps of a transaction share, such as the count of a group. */
  around?: (run: StoredImport, steps: readonly S[]) => Write[]
  /** What of the run changes when a write was refused with an error of the kind's own; undefined: plan again. */
  recover?: (error: unknown) => Partial<StoredImport> | undefined
}

export interface Conclusion {
  writes: readonly Write[]
  /** Counts that are different, as some of what was written does not stay. */
  changes?: Partial<Pick<StoredImport, 'created' | 'done'>>
  /** To be done after the commit. */
  announce?: (wake: (importId: string) => Promise<void>) => Promise<void>
}

type Source =
  | { bytes: Uint8Array; at?: undefined; folder?: undefined; devices?: undefined }
  | {
      bytes?: undefined
      at: OpenFile
      /** An empty folder on this machine. */
      folder: string
      /** The list of devices that the import has beside its file. */
      devices?: Uint8Array | undefined
    }

/** What a kind of imports supplies. One transaction begins the import; before it, nothing of it is in the ledger. */
export interface KindDefinition<File extends ImportFile, Plan, S extends Step> extends FileKind {
  /** @param step records progress on the run while a long file is read */
  read: (
    source: Source,
    run: StoredImport,
    ledger: ImportLedger,
    step: (changes: Partial<StoredImport>) => Promise<void>,
  ) => File | Promise<File>
  /** What the file says of itself that its run records. */
  about?: (file: File) => Partial<StoredImport>
  forward: Direction<File, Plan, S>
  /** What becomes of the lines of a plan, and what is wrong with them. */
  judge: (plan: Plan) => { outcomes: readonly LineOutcome[]; errors?: readonly ImportError[] }
  /** The plan changes something although no line does. */
  removes?: (plan: Plan) => boolean
  /** What the check planned may be out of date once the import has begun. */
  plansTwice?: true
  /** What the transaction that begins the import does beside, on condition of it. */
  begin?: (
    ledger: ImportLedger,
    run: StoredImport,
    file: File,
    plans: readonly Plan[],
    at: string,
  ) => Promise<{ changes?: Partial<StoredImport>; writes: readonly Write[] }>
  /** What comes with the end of an import. @param run as it was before */
  conclude?: (ledger: ImportLedger, run: StoredImport, status: ImportStatus, at: string) => Promise<Conclusion>
  back?: {
    /** Takes back what the import did, unit by unit from where its run stands. */
    take: (ledger: ImportLedger, run: StoredImport, file: File) => Promise<StoredImport | undefined>
    /** What the last transaction of an undo does beside. */
    finish: (ledger: ImportLedger, run: StoredImport, who: { actor: string; at: string }) => Promise<readonly Write[]>
  }
}
