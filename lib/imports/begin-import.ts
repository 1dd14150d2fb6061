import { auditEntry } from '../audit/trail.ts'
import { LedgerError } from '../errors.ts'
import { isBuiltInName, unassigned } from '../groups/group.ts'
import { addGroup, findGroupByName, readGroup, type StoredGroup } from '../groups/group-store.ts'
import type { PairLedger } from '../ledger.ts'
import { derivedUlid } from '../table/ids.ts'
import { raceLost, settle } from '../table/race.ts'
import { commit, type Write } from '../table/table.ts'
import { NothingToImport, placeOf } from './drop.ts'
import type { DroppedFile, NoFile } from './drop-bucket.ts'
import { endImport, type ImportDesk } from './end-import.ts'
import { fileNameFault } from './file-name.ts'
import { type ImportOptions, readOptions } from './import-options.ts'
import { type ImportCounts, type ImportError, noCounts, type StoredImport } from './import-run.ts'
import { beginWriting, holdKey, Overtaken } from './import-store.ts'
import { maximumFileBytes, type PairFile, readPairFile, WrongFile } from './pair-file.ts'
import { errorsOf, outcomesOf, planUnits, type UnitPlan } from './plan.ts'

/** An import that has begun to write: its run, its file and what is to be done. */
export interface Begun {
  run: StoredImport
  file: PairFile
  /** Absent when the run was begun by an earlier invocation. */
  plans?: UnitPlan[]
}

const checkFileName = (fileName: string): void => {
  const fault = fileNameFault(fileName)
  if (fault !== undefined) throw new WrongFile('file-name', fault)
}

/** An upload was asked for with its options; a dropped file brings them along. */
const optionsOf = (run: StoredImport, metadata: Record<string, string>): ImportOptions =>
  run.trigger === 'api' ? { program: run.program, onError: run.onError, dryRun: run.dryRun } : readOptions(metadata)

const noFile: Record<NoFile, () => Error> = {
  replaced: () => new Overtaken(),
  deleted: () => new NothingToImport('file-gone', 'The file was deleted before it could be read. Put it there again.'),
  'too-large': () =>
    new WrongFile('file-too-large', `The file is larger than ${maximumFileBytes / 1024 / 1024} MiB. Split it.`),
}

const takeFile = async ({ bucket }: ImportDesk, run: StoredImport): Promise<DroppedFile> => {
  const file = await bucket.takeCopy(run)
  if (typeof file === 'string') throw noFile[file]()
  if (file.bytes.length === 0) throw new WrongFile('file-empty', 'The file is empty.')
  return file
}

export const withText = (file: PairFile, errors: readonly ImportError[]): ImportError[] =>
  errors
    .map((error) => (error.line === undefined ? error : { ...error, text: file.textOf(error.line) }))
    .sort((one, other) => (one.line ?? 0) - (other.line ?? 0))

/** Every error of a file: what the file alone shows, and what the ledger says of it. */
export const allErrors = (file: PairFile, found: readonly ImportError[]): ImportError[] =>
  withText(file, [...file.errors, ...found])

const countOutcomes = (file: PairFile, plans: readonly UnitPlan[]): ImportCounts => {
  const outcomes = plans.flatMap(({ verdicts }) => verdicts.flatMap(outcomesOf))
  const count = (outcome: string): number => outcomes.filter((each) => each === outcome).length
  return {
    rows: file.rows,
    created: count('created'),
    updated: count('updated'),
    unchanged: count('unchanged'),
    rejected: file.errors.length + count('rejected'),
    skipped: 0,
  }
}

const groupDeleting = (name: string): WrongFile =>
  new WrongFile('group-deleting', `The group ${name} is being deleted. Import the file again in a minute.`)

/** The group that an upload was asked for with. */
const checkedGroup = async ({ table }: PairLedger, groupId: string): Promise<string> => {
  const found = groupId === unassigned.id ? undefined : await readGroup(table, groupId)
  if (found?.group.deleting) throw groupDeleting(found.group.name)
  if (!found && groupId !== unassigned.id)
    throw new WrongFile('group-not-found', `The group ${groupId} was deleted meanwhile. Choose another one.`)
  return groupId
}

/** The group that was asked for, or that the folder names: found, or made together with the import's first step. */
const chooseGroup = async (
  ledger: PairLedger,
  run: StoredImport,
  at: string,
): Promise<{ groupId: string; writes: Write[] }> => {
  const name = run.group
  if (run.groupId !== undefined) return { groupId: await checkedGroup(ledger, run.groupId), writes: [] }
  if (name === undefined || isBuiltInName(name)) return { groupId: unassigned.id, writes: [] }
  const existing = await findGroupByName(ledger.table, name)
  if (existing !== undefined) {
    const found = await readGroup(ledger.table, existing)
    if (!found) throw raceLost()
    if (found.group.deleting) throw groupDeleting(name)
    return { groupId: existing, writes: [] }
  }
  const { actor } = run
  const id = derivedUlid(run.createdAt, run.id, 'group')
  const group: StoredGroup = { id, name, version: 1, createdAt: at, createdBy: actor, updatedAt: at }
  return {
    groupId: id,
    writes: [
      ...addGroup(group, { name: raceLost, members: 0, writer: 'import' }),
      auditEntry(ledger.newId(), { actor, at }, 'group-created', [
        { type: 'group', id, name, before: null, after: { name, importId: run.id } },
      ]),
    ],
  }
}

/** The one transaction before which nothing of the import is in the ledger. */
const begin = (ledger: PairLedger, run: StoredImport, options: ImportOptions, file: PairFile, counts: ImportCounts) =>
  settle(async (): Promise<StoredImport> => {
    const at = ledger.now().toISOString()
    const group = counts.created > 0 ? await chooseGroup(ledger, run, at) : { groupId: undefined, writes: [] }
    const begun = {
      rows: file.rows,
      rejected: file.errors.length,
      done: file.errors.length,
      groupId: group.groupId,
      ...(group.writes.length > 0 && { madeGroup: true }),
      program: options.program,
      onError: options.onError,
    }
    await commit(ledger.table, [...holdKey(run), beginWriting(run, begun, at), ...group.writes])
    return { ...run, ...begun, status: 'processing', stage: 'writing', version: run.version + 1, updatedAt: at }
  })

const check = async (desk: ImportDesk, run: StoredImport): Promise<Begun | undefined> => {
  const { ledger } = desk
  if (run.trigger === 'drop') placeOf(run.key)
  checkFileName(run.fileName)
  const { bytes, metadata } = await takeFile(desk, run)
  const options = optionsOf(run, metadata)
  const file = readPairFile(bytes, { program: options.program, pairLength: ledger.pairLength })
  const plans = await planUnits(ledger.table, run, file.units, ledger.pairLength)
  const errors = allErrors(
    file,
    plans.flatMap(({ verdicts }) => verdicts.flatMap(errorsOf)),
  )
  const counts = countOutcomes(file, plans)

  if (options.onError === 'reject' && errors.length > 0) {
    const refused = { ...noCounts, rows: file.rows, rejected: errors.length }
    await endImport(desk, run, { status: 'rejected', counts: refused, errors, options })
    return undefined
  }
  if (options.dryRun || counts.created + counts.updated === 0) {
    await endImport(desk, run, { status: 'completed', counts, errors, options })
    return undefined
  }
  return { run: await begin(ledger, run, options, file, counts), file, plans }
}

/**
 * Checks a file and begins to write it. What is wrong with it ends its import; undefined then.
 * @throws NothingToImport, Overtaken, Waiting, RunMoved
 */
export const beginImport = async (desk: ImportDesk, run: StoredImport): Promise<Begun | undefined> => {
  try {
    return await check(desk, run)
  } catch (error) {
    const isRule = error instanceof WrongFile || error instanceof LedgerError
    if (!isRule) throw error
    const errors = [{ code: error.code, message: error.message }]
    await endImport(desk, run, { status: 'rejected', counts: noCounts, errors })
    return undefined
  }
}
