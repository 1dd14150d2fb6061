import * as z from 'zod'
import { conflict } from '../../foundation/errors.ts'
import { raceLost, settle } from '../../foundation/table/attempts.ts'
import { allImports, timeOrder } from '../../foundation/table/keys.ts'
import type { Change, Ledger, LedgerWith } from '../../foundation/table/ledger.ts'
import type { ListPage, PageRequest } from '../../foundation/table/lists.ts'
import { commit, type Table } from '../../foundation/table/table.ts'
import { RunMoved } from '../run.ts'
import { newestOf, uploadKey } from './drops.ts'
import { type FileKinds, fileNameFault, kindOf } from './file-kind.ts'
import {
  type Import,
  type ImportStatus,
  importRuns,
  newImport,
  noCounts,
  OnError,
  type SignReport,
  type StoredImport,
  showImport,
  showWithLinks,
} from './import-run.ts'

interface UploadShapes {
  kind: z.ZodType<string>
  group: z.ZodType<{ id?: string | undefined; name?: string | undefined } | undefined>
  program: z.ZodType<string | undefined>
  options: z.ZodType<{ deviceId?: string | undefined; reportedAt?: string | undefined } | undefined>
}

export const uploadRequestFor = (kinds: FileKinds, shapes: UploadShapes) =>
  z
    .strictObject({
      ...shapes,
      fileName: z.string().meta({
        description: 'At most 128 characters, ends in .csv or .xlsx; that of an inventory may end in .zip.',
      }),
      onError: OnError.default('reject'),
      dryRun: z.boolean().default(false),
    })
    .check(({ value, issues }) => {
      const kind = kindOf(kinds, value.kind)
      const refuse = (field: string, code: string, message: string): void =>
        void issues.push({ code: 'custom', input: value, path: [field], message, params: { code } })
      const fault = fileNameFault(value.fileName, kind)
      if (fault !== undefined) refuse('fileName', 'file-name', fault)
      const takes = { group: kind.hasGroups, program: 'program' in kind.options, options: 'deviceId' in kind.options }
      for (const field of ['group', 'program', 'options'] as const)
        if (!takes[field] && value[field] !== undefined)
          refuse(field, 'unknown-field', `An import of ${kind.files} has no ${field}.`)
    })
    .meta({ id: 'NewImport' })
export type UploadRequest = z.infer<ReturnType<typeof uploadRequestFor>>

/** An import whose file comes by an upload to this bucket. It begins when the file is there. */
export const newUpload = (
  beginning: Pick<StoredImport, 'id' | 'bucket' | 'fileName' | 'actor'> & Partial<StoredImport>,
  at: string,
): StoredImport => {
  const { id, fileName } = beginning
  const awaited = { trigger: 'api', status: 'awaiting-upload', stage: 'awaiting' } as const
  return newImport({ ...beginning, key: uploadKey(id, fileName), ...awaited }, at)
}

/** Prepares an upload with its options. */
export const requestUpload = async (
  { table, newId }: Ledger,
  bucket: string,
  { kind, fileName, program, onError, dryRun, group, options }: UploadRequest,
  change: Change,
): Promise<Import> => {
  const run = newUpload(
    {
      ...{ id: newId(), bucket, actor: change.actor, fileName, kind, onError, dryRun, program, ...options },
      ...{ group: group?.name, groupId: group?.id },
    },
    change.at,
  )
  const shown = showImport(run)
  await commit(table, [...change.alongside(shown), importRuns.add(run)])
  return shown
}

/** Most errors that a page of imports shows; a page with more of them is cut short and goes on. */
const errorsPerPage = 2_000

/** What imports are chosen by; what is not named does not matter. */
interface ImportFilter {
  kind?: readonly string[] | undefined
  status?: readonly ImportStatus[] | undefined
}

/**
 * Imports, newest first. With a filter a page may be short or empty and still go on.
 * @param page.after order of the last one shown
 */
export const listImports = async (
  table: Table,
  { kind, status }: ImportFilter,
  page: PageRequest,
  sign: SignReport | undefined,
): Promise<ListPage<Import>> => {
  const { items: read, next } = await importRuns.list(table, [allImports], page)
  const items = read
    .filter((run) => kind?.includes(run.kind ?? '') ?? true)
    .filter((run) => status?.includes(run.status) ?? true)
  let errors = 0
  const cut = items.findIndex((run, index) => {
    errors += run.errors.length
    return index > 0 && errors > errorsPerPage
  })
  const shown = cut < 0 ? items : items.slice(0, cut)
  const last = shown.at(-1)
  const goesOn = cut < 0 ? next : last && timeOrder(last.createdAt, last.id)
  return { items: await Promise.all(shown.map((run) => showWithLinks(run, sign))), next: goesOn }
}

type Asking = Pick<LedgerWith<'announceImport'>, 'table' | 'now' | 'announceImport'>

/**
 * Has the worker do something with an import; `begun` unless that was done before.
 * @param decide what changes of the run, if anything @throws LedgerError `import-not-found`
 */
const request = async (
  { table, announceImport }: Asking,
  importId: string,
  change: Change,
  decide: (run: StoredImport) => Partial<StoredImport> | undefined | Promise<Partial<StoredImport> | undefined>,
) => {
  const answer = await settle(async () => {
    const run = await importRuns.get(table, importId)
    const changes = await decide(run)
    if (!changes) return { run: showImport(run), begun: false }
    const result = { run: showImport(importRuns.changed(run, changes, change.at)), begun: true }
    try {
      await commit(table, [...change.alongside(result), importRuns.change(run, changes, change.at, true)])
    } catch (error) {
      throw error instanceof RunMoved ? raceLost() : error
    }
    return result
  })
  if (answer.begun) await announceImport(importId)
  return answer
}

/** The copy of a file is kept for 30 days; what is asked for a day before can still read it. */
const daysUsable = 29

const isTooLate = ({ createdAt }: StoredImport, now: Date): boolean =>
  now.getTime() - Date.parse(createdAt) > daysUsable * 86_400_000

/**
 * Asking again while that goes on, or after, changes nothing.
 * @throws LedgerError `import-not-found`, `import-under-way`, `nothing-to-undo`, `too-late-to-undo`, `cannot-undo`
 */
export const requestUndo = (ledger: Asking & { kinds: FileKinds }, importId: string, change: Change) =>
  request(ledger, importId, change, (run) => {
    if (run.stage === 'undoing' || run.status === 'undone') return undefined
    const why = run.kind === undefined ? undefined : kindOf(ledger.kinds, run.kind).whyNoUndo?.(run.layout)
    if (why !== undefined) throw conflict('cannot-undo', why)
    if (run.stage !== 'ended') throw conflict('import-under-way', 'The import has not ended yet. Undo it when it has.')
    if (run.dryRun || run.created + run.updated === 0) throw conflict('nothing-to-undo', 'The import changed nothing.')
    if (isTooLate(run, ledger.now()))
      throw conflict('too-late-to-undo', `An import can be undone for ${daysUsable} days.`)
    // What an undo took back before it stopped stays counted; what it left is looked at again.
    const { agreements = 0, restored = 0, pairs = 0 } = run.undo ?? {}
    return {
      undo: { status: 'running', agreements, restored, pairs, left: 0, leftItems: [] },
      undoneBy: change.actor,
      stage: 'undoing',
      ...{ nextUnit: 0, nextLine: 0, attempts: 0, cancelledBy: undefined },
    }
  })

/** What it wrote stays; an undo takes it back. @throws LedgerError `import-not-found`, `import-ended` */
export const requestCancel = (ledger: Asking, importId: string, change: Change) =>
  request(ledger, importId, change, (run) => {
    if (run.cancelledBy !== undefined || (run.status === 'cancelled' && run.stage === 'ended')) return undefined
    if (run.stage === 'ended')
      throw conflict(
        'import-ended',
        'The import has ended. Kinds that can be undone are taken back by POST /imports/{importId}/undo.',
      )
    return { cancelledBy: change.actor }
  })

/**
 * Asks to run a completed dry run for real; one that did not complete then can be asked for again.
 * @throws LedgerError `import-not-found`, `cannot-commit`, `too-late-to-commit`
 */
export const requestCommit = (ledger: Asking, importId: string, change: Change) =>
  request(ledger, importId, change, async (run) => {
    const isCommitted = run.committedBy !== undefined
    if (isCommitted && (run.stage !== 'ended' || run.status === 'completed')) return undefined
    if (run.undo || run.nextUnit + run.nextLine > 0)
      throw conflict('cannot-commit', 'The commit has written some of the file. Undo it, or put the file again.')
    if (!run.dryRun && !isCommitted) throw conflict('cannot-commit', 'The import is not a dry run.')
    if (run.status !== 'completed' && !isCommitted)
      throw conflict('cannot-commit', 'The dry run is not completed. Only a completed one can be committed.')
    if ((await newestOf(ledger.table, run)) !== run.id)
      throw conflict('cannot-commit', 'A newer file was put under the same key. Check and commit that one.')
    if (isTooLate(run, ledger.now()))
      throw conflict('too-late-to-commit', `A dry run can be committed for ${daysUsable} days. Upload the file again.`)
    const { actor } = change
    return {
      ...noCounts,
      ...{ done: 0, errors: [], hasErrorReport: false, dryRun: false, attempts: 0, cancelledBy: undefined },
      ...{ stage: 'waiting', status: 'queued', actor, committedBy: actor, finishedAt: undefined },
    }
  })
