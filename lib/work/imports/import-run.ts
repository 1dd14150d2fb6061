import * as z from 'zod'
import { Ulid, versioned } from '../../foundation/table/ids.ts'
import { allImports, importErrorsKey, importErrorsPrefix, importKey, openImports } from '../../foundation/table/keys.ts'
import { put, queryAll, type Table, type Write } from '../../foundation/table/table.ts'
import { newRun, runMoved, runsOf } from '../run.ts'
import {
  ImportError,
  type ImportReport,
  judgeLines,
  type LineOutcome,
  type Verdict,
  withoutContent,
} from './import-file.ts'

export const ImportStatus = z.enum([
  'awaiting-upload',
  'queued',
  'processing',
  'completed',
  'rejected',
  'failed',
  'cancelled',
  'superseded',
  'undone',
])
export type ImportStatus = z.infer<typeof ImportStatus>

const countsShape = {
  rows: z.int(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  rejected: z.int(),
  skipped: z.int(),
}
const ImportCounts = z.strictObject(countsShape).meta({ id: 'ImportCounts' })
export type ImportCounts = z.infer<typeof ImportCounts>

export const noCounts: ImportCounts = { rows: 0, created: 0, updated: 0, unchanged: 0, rejected: 0, skipped: 0 }

const Counts = z.object(countsShape)
export const countsOf = (run: ImportCounts): ImportCounts => Counts.parse(run)

export const errorsShown = 100

export const OnError = z.enum(['reject', 'skip'])

/** What an undo took back, and what it left because somebody had changed it since. */
const Undo = z
  .strictObject({
    status: z.enum(['running', 'done', 'failed']),
    agreements: z.int().meta({ description: 'Agreements deleted.' }),
    restored: z.int().default(0).meta({
      description:
        'Other agreements, recognition lines, contracts and devices with facts that got back what they had, if they had anything.',
    }),
    pairs: z.int().meta({ description: 'Pairs taken out of agreements that stay.' }),
    left: z
      .int()
      .meta({ description: 'Agreements, recognition lines, contracts and facts of devices left as they are.' }),
    leftItems: z.array(ImportError).meta({ description: `The first ${errorsShown} of those left, and why.` }),
    leftReportUrl: z
      .url()
      .optional()
      .meta({ description: 'All of them as CSV, for managers; the link is good for 15 minutes.' }),
  })
  .meta({ id: 'ImportUndo' })

/** What the ledger says of an import in both its forms: on the wire and as stored. */
const shared = z.object({
  id: Ulid,
  kind: z.string().optional().meta({ description: 'Absent when the place of the file names none.' }),
  fileName: z.string(),
  trigger: z.enum(['api', 'drop']),
  status: ImportStatus,
  onError: OnError,
  dryRun: z.boolean(),
  program: z.string().optional(),
  group: z.string().optional().meta({ description: 'Name of the group that the folder names.' }),
  groupId: z.string().optional().meta({ description: 'Group of the agreements that the import creates.' }),
  layout: z.string().optional().meta({ description: 'What a file of Microsoft was recognized as.' }),
  source: z.string().optional().meta({ description: 'What the inventory file was recognized as.' }),
  deviceId: z.string().optional(),
  reportedAt: z.string().optional(),
  errors: z.array(ImportError).meta({ description: `The first ${errorsShown}.` }),
  warnings: z.array(ImportError).optional().meta({
    description: 'What looks wrong or unusual and was imported: the first 10.',
  }),
  ...versioned,
  finishedAt: z.iso.datetime().optional(),
})

/** An import on the wire. @param names the enumerations that the edge knows */
export const importWith = <S extends Partial<Record<'kind' | 'program' | 'layout', z.ZodType<string | undefined>>>>(
  names: S,
) =>
  z
    .strictObject({
      ...shared.shape,
      ...names,
      counts: ImportCounts,
      progress: z.strictObject({ done: z.int(), total: z.int() }).meta({ description: 'In lines.' }),
      by: z.string().optional().meta({ description: 'Who uploaded, dropped or committed it.' }),
      errorReportUrl: z
        .url()
        .optional()
        .meta({ description: 'All errors as CSV, for managers; the link is good for 15 minutes.' }),
      undo: Undo.optional(),
      startedAt: z.iso.datetime(),
    })
    .meta({ id: 'Import' })

/**
 * An import as stored. `stage` says what is to be done next: its file is awaited, it waits for its turn, it writes
 * (nothing of it is in the ledger before), it has ended, or what it wrote is being taken back.
 */
export const StoredImport = z.object({
  ...shared.shape,
  ...countsShape,
  bucket: z.string(),
  key: z.string(),
  eTag: z.string(),
  sequencer: z.string(),
  actor: z.string(),
  stage: z.enum(['awaiting', 'waiting', 'writing', 'ended', 'undoing']),
  attempts: z.number().default(0),
  removed: z.number().optional(),
  /** The bucket has a list of devices for it, which says when each was last seen. */
  hasDevices: z.literal(true).optional(),
  /** Pairs that it may add, listed to be looked up when it ends. */
  listedPairs: z.number().optional(),
  madeGroup: z.boolean().optional(),
  /** How far it has written: so many agreements (or rows, or parts), and so many lines of the next one. */
  nextUnit: z.number(),
  nextLine: z.number(),
  /** The large agreement whose pairs are written and which is itself not yet. */
  staged: z.object({ agreementId: z.string(), name: z.string(), from: z.number(), created: z.number() }).optional(),
  done: z.number(),
  hasErrorReport: z.boolean(),
  undo: Undo.omit({ leftReportUrl: true }).optional(),
  /** Who asked for the undo, for the end before its time, and for the real run of what was a dry run. */
  undoneBy: z.string().optional(),
  cancelledBy: z.string().optional(),
  committedBy: z.string().optional(),
})
export type StoredImport = z.infer<typeof StoredImport>

export const importRuns = runsOf<StoredImport>({
  name: 'import',
  parse: (item) => StoredImport.parse(item),
  key: importKey,
  listedIn: () => allImports,
  openIn: openImports,
})

/** What an import is from its first moment on. */
type Beginning = Pick<StoredImport, 'id' | 'bucket' | 'key' | 'actor' | 'fileName'> & Partial<StoredImport>

/** A new import. One of a dropped file waits for its turn; its options come with the file. */
export const newImport = (beginning: Beginning, at: string): StoredImport => ({
  eTag: '',
  sequencer: '',
  trigger: 'drop',
  status: 'queued',
  stage: 'waiting',
  onError: 'reject',
  dryRun: false,
  ...noCounts,
  nextUnit: 0,
  nextLine: 0,
  done: 0,
  errors: [],
  hasErrorReport: false,
  ...newRun(beginning.id, at),
  ...beginning,
})

export const withOutcomes = (run: StoredImport, outcomes: readonly LineOutcome[]) => {
  const grown = countsOf(run)
  for (const outcome of outcomes) grown[outcome] += 1
  return { ...grown, done: run.done + outcomes.length }
}

/** A step that takes one line, with those that repeat it; its writes aside. */
export const stepOfLine = (run: StoredImport, verdict: Verdict) => {
  const { outcomes, errors } = judgeLines([verdict])
  return { errors, next: { ...withOutcomes(run, outcomes), nextUnit: run.nextUnit + 1 } }
}

export type SignReport = (importId: string, report: ImportReport) => Promise<string>

/** @param links to what is in the bucket, where there is something */
export const showImport = (run: StoredImport, links: { errorReportUrl?: string; leftReportUrl?: string } = {}) => ({
  ...shared.parse(run),
  counts: countsOf(run),
  progress: { done: run.done, total: run.rows },
  by: run.actor,
  errorReportUrl: links.errorReportUrl,
  undo: run.undo && { ...run.undo, leftReportUrl: links.leftReportUrl },
  startedAt: run.createdAt,
})
export type Import = ReturnType<typeof showImport>

/** @param sign for managers; without it nothing is shown of what the file holds */
export const showWithLinks = async (run: StoredImport, sign: SignReport | undefined): Promise<Import> => {
  if (!sign) {
    const undo = run.undo && { ...run.undo, leftItems: run.undo.leftItems.map(withoutContent) }
    const warnings = run.warnings?.map(withoutContent)
    return showImport({ ...run, errors: run.errors.map(withoutContent), warnings, undo })
  }
  return showImport(run, {
    ...(run.hasErrorReport && { errorReportUrl: await sign(run.id, 'errors.csv') }),
    ...(run.undo && run.undo.left > 0 && { leftReportUrl: await sign(run.id, 'left.csv') }),
  })
}

const StoredErrors = z.object({ errors: z.array(ImportError) })

/** Keeps lines that lost a race after the check, or that an undo left, with the step that found them. */
export const addErrors = (run: StoredImport, errors: readonly ImportError[]): Write[] => {
  const key = importErrorsKey(run.id, run.stage === 'undoing', run.version)
  return errors.length > 0 ? [put({ ...key, errors }, { exists: false }, runMoved)] : []
}

export const readErrors = async (table: Table, runId: string, undoing = false): Promise<ImportError[]> => {
  const prefix = importErrorsPrefix(undoing)
  const items = await queryAll(table, { partition: importKey(runId).pk, prefix })
  return items.flatMap((item) => StoredErrors.parse(item).errors)
}
