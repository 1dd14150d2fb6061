import * as z from 'zod'
import { Program } from '../../agreements/records/pair.ts'
import { StatementLayout } from '../../entitlements/rows/entitlement.ts'

export const ImportKind = z.enum(['agreements', 'other-agreements', 'inventory', 'catalog', 'entitlements'])
export type ImportKind = z.infer<typeof ImportKind>

export const ImportStatus = z.enum([
  'awaiting-upload',
  'queued',
  'processing',
  'completed',
  'rejected',
  'failed',
  'superseded',
  'undone',
])
export type ImportStatus = z.infer<typeof ImportStatus>

/**
 * Of pair files, `created`: the line's agreement is new with this import; `updated`: its pair joined an agreement that
 * existed. Of license statements, `created`: nothing stood in the row's place; `updated`: other quantities stood there, or
 * the same since before a file of the other layout.
 */
export const LineOutcome = z.enum(['created', 'updated', 'unchanged', 'rejected', 'skipped'])
export type LineOutcome = z.infer<typeof LineOutcome>

/** Counts of lines. */
export const ImportCounts = z
  .strictObject({
    rows: z.int(),
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    rejected: z.int(),
    skipped: z.int(),
  })
  .meta({ id: 'ImportCounts' })
export type ImportCounts = z.infer<typeof ImportCounts>

export const noCounts: ImportCounts = { rows: 0, created: 0, updated: 0, unchanged: 0, rejected: 0, skipped: 0 }

/** What is wrong with a file, or with one of its lines. Lines and columns count from 1, columns in characters. */
export const ImportError = z
  .strictObject({
    line: z.int().optional(),
    column: z.int().optional(),
    code: z.string(),
    message: z.string(),
    text: z.string().optional().meta({ description: 'The line as it was read.' }),
  })
  .meta({ id: 'ImportError' })
export type ImportError = z.infer<typeof ImportError>

/** Errors that a run shows itself; the error report has all. */
export const errorsShown = 100

export const OnError = z.enum(['reject', 'skip'])

export const ImportId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'An import id has 26 characters.')

/** What an undo took back, and what it left because somebody had changed it since. */
const Undo = z
  .strictObject({
    status: z.enum(['running', 'done', 'failed']),
    agreements: z.int().meta({ description: 'Agreements deleted.' }),
    restored: z.int().default(0).meta({ description: 'Other agreements that got back what they had.' }),
    pairs: z.int().meta({ description: 'Pairs taken out of agreements that stay.' }),
    left: z.int().meta({ description: 'Agreements left as they are.' }),
    leftItems: z.array(ImportError).meta({ description: `The first ${errorsShown} of those left, and why.` }),
    leftReportUrl: z.url().optional().meta({ description: 'All of them as CSV; the link is good for 15 minutes.' }),
  })
  .meta({ id: 'ImportUndo' })

/** An import on the wire. */
export const Import = z
  .strictObject({
    id: ImportId,
    kind: ImportKind.optional().meta({ description: 'Absent when the place of the file names none.' }),
    fileName: z.string(),
    trigger: z.enum(['api', 'drop']),
    status: ImportStatus,
    onError: OnError,
    dryRun: z.boolean(),
    program: Program.optional(),
    group: z.string().optional().meta({ description: 'Name of the group that the folder names.' }),
    groupId: z.string().optional().meta({ description: 'Group of the agreements that the import creates.' }),
    layout: StatementLayout.optional().meta({ description: 'Layout of the license statement.' }),
    source: z.string().optional().meta({ description: 'What the inventory file was recognized as.' }),
    deviceId: z.string().optional(),
    reportedAt: z.string().optional(),
    counts: ImportCounts,
    progress: z.strictObject({ done: z.int(), total: z.int() }).meta({ description: 'In lines.' }),
    errors: z.array(ImportError).meta({ description: `The first ${errorsShown}.` }),
    errorReportUrl: z.url().optional().meta({ description: 'All errors as CSV; the link is good for 15 minutes.' }),
    undo: Undo.optional(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().optional(),
    version: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Import' })
export type Import = z.infer<typeof Import>

/**
 * An import as stored. `stage` tells what is to be done next: its file is awaited, it waits for its turn, it writes
 * (nothing of it is in the ledger before), it has ended, or what it wrote is being taken back.
 */
export const StoredImport = z.object({
  id: z.string(),
  bucket: z.string(),
  key: z.string(),
  eTag: z.string(),
  sequencer: z.string(),
  actor: z.string(),
  kind: ImportKind.optional(),
  fileName: z.string(),
  trigger: z.enum(['api', 'drop']),
  status: ImportStatus,
  stage: z.enum(['awaiting', 'waiting', 'writing', 'ended', 'undoing']),
  onError: OnError,
  dryRun: z.boolean(),
  program: Program.optional(),
  group: z.string().optional(),
  groupId: z.string().optional(),
  layout: StatementLayout.optional(),
  /** What an inventory file was recognized as, and its options. */
  source: z.string().optional(),
  deviceId: z.string().optional(),
  reportedAt: z.string().optional(),
  /** Rows of earlier statements that it took away. */
  removed: z.number().optional(),
  /** Pairs that it may add, listed to be looked up when it ends. */
  listedPairs: z.number().optional(),
  /** The import made its group. */
  madeGroup: z.boolean().optional(),
  ...ImportCounts.shape,
  /** How far it has written: so many agreements (or rows of a statement), and so many lines of the next one. */
  nextUnit: z.number(),
  nextLine: z.number(),
  /** The large agreement whose pairs are written and which is itself not yet. */
  staged: z.object({ agreementId: z.string(), name: z.string(), from: z.number() }).optional(),
  done: z.number(),
  errors: z.array(ImportError),
  hasErrorReport: z.boolean(),
  undo: Undo.omit({ leftReportUrl: true }).optional(),
  /** Who asked for the undo. */
  undoneBy: z.string().optional(),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  finishedAt: z.string().optional(),
})
export type StoredImport = z.infer<typeof StoredImport>

/** Links to what lies in the bucket, where there is something. */
export interface ImportLinks {
  errorReportUrl?: string
  leftReportUrl?: string
}

export const showImport = (run: StoredImport, { errorReportUrl, leftReportUrl }: ImportLinks = {}): Import => ({
  id: run.id,
  ...(run.kind && { kind: run.kind }),
  fileName: run.fileName,
  trigger: run.trigger,
  status: run.status,
  onError: run.onError,
  dryRun: run.dryRun,
  ...(run.program && { program: run.program }),
  ...(run.group !== undefined && { group: run.group }),
  ...(run.groupId !== undefined && { groupId: run.groupId }),
  ...(run.layout && { layout: run.layout }),
  ...(run.source !== undefined && { source: run.source }),
  ...(run.deviceId !== undefined && { deviceId: run.deviceId }),
  ...(run.reportedAt !== undefined && { reportedAt: run.reportedAt }),
  counts: {
    rows: run.rows,
    created: run.created,
    updated: run.updated,
    unchanged: run.unchanged,
    rejected: run.rejected,
    skipped: run.skipped,
  },
  progress: { done: run.done, total: run.rows },
  errors: run.errors,
  ...(errorReportUrl !== undefined && { errorReportUrl }),
  ...(run.undo && { undo: { ...run.undo, ...(leftReportUrl !== undefined && { leftReportUrl }) } }),
  startedAt: run.createdAt,
  ...(run.finishedAt !== undefined && { finishedAt: run.finishedAt }),
  version: run.version,
  createdAt: run.createdAt,
  updatedAt: run.updatedAt,
})
