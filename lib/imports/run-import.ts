import { pause } from '../table/backoff.ts'
import { commit } from '../table/table.ts'
import { allErrors, type Begun, beginImport } from './begin-import.ts'
import { type Drop, fileNameOf, NothingToImport, type Place, placeOf } from './drop.ts'
import { endImport, type ImportDesk } from './end-import.ts'
import { noCounts, type StoredImport } from './import-run.ts'
import { addRun, announceDrop, newRun, Overtaken, RunMoved, readErrors, readRun, Waiting } from './import-store.ts'
import { readPairFile } from './pair-file.ts'
import { writeUnits } from './write.ts'

const knownPlace = (key: string): Place | undefined => {
  try {
    return placeOf(key)
  } catch (error) {
    if (error instanceof NothingToImport) return undefined
    throw error
  }
}

/** Records a put as an import of its own; a repeated event finds the one that is there. */
const announce = async ({ ledger }: ImportDesk, drop: Drop): Promise<void> => {
  const { table, now } = ledger
  if (await readRun(table, drop.importId)) return
  const run = newRun(drop, knownPlace(drop.key), fileNameOf(drop.key), now().toISOString())
  try {
    await commit(table, [addRun(run), announceDrop(run)])
  } catch (error) {
    if (error instanceof RunMoved) return
    if (!(error instanceof Overtaken)) throw error
    // A late event of an older put: it is told of, and never begins.
    await commit(table, [addRun({ ...run, status: 'superseded', stage: 'ended', finishedAt: run.createdAt })])
  }
}

/** An import that began before this invocation: its own copy of the file says what is left to do. */
const resume = async ({ ledger, bucket }: ImportDesk, run: StoredImport): Promise<Begun> => {
  const copy = await bucket.readCopy(run.id)
  if (!copy) throw new Error(`The copy of the file of import ${run.id} is gone.`)
  const file = readPairFile(copy.bytes, { program: run.program, pairLength: ledger.pairLength })
  return { run, file }
}

const write = async (desk: ImportDesk, { run, file, plans }: Begun): Promise<void> => {
  const written = await writeUnits(desk.ledger, run, file.units, plans)
  const late = written.rejected > file.errors.length ? await readErrors(desk.ledger.table, run.id) : []
  const errors = allErrors(file, late)
  const { rows, created, updated, unchanged, rejected, skipped } = written
  await endImport(desk, written, {
    status: 'completed',
    counts: { rows, created, updated, unchanged, rejected, skipped },
    errors,
  })
}

const take = async (desk: ImportDesk, run: StoredImport): Promise<void> => {
  try {
    const begun = run.stage === 'writing' ? await resume(desk, run) : await beginImport(desk, run)
    if (begun) await write(desk, begun)
  } catch (error) {
    if (error instanceof Waiting) return
    if (error instanceof Overtaken) return endImport(desk, run, { status: 'superseded', counts: noCounts, errors: [] })
    if (error instanceof NothingToImport) {
      const errors = [{ code: error.code, message: error.message }]
      return endImport(desk, run, { status: 'failed', counts: noCounts, errors })
    }
    throw error
  }
}

/** Goes on with an import until it has ended, or waits for another. Safe to call twice, at once or after a crash. */
export const continueImport = async (desk: ImportDesk, importId: string): Promise<void> => {
  for (let setbacks = 0; ; setbacks++) {
    const run = await readRun(desk.ledger.table, importId)
    if (!run || run.stage === 'ended') return
    try {
      return await take(desk, run)
    } catch (error) {
      if (!(error instanceof RunMoved)) throw error
      await pause(setbacks, error)
    }
  }
}

/** Imports one put of an object. */
export const importDrop = async (desk: ImportDesk, drop: Drop): Promise<void> => {
  await announce(desk, drop)
  await continueImport(desk, drop.importId)
}
