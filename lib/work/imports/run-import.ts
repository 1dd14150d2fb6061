import { catalogImport } from '../../agreements/catalog/catalog-import.ts'
import { otherAgreementImport } from '../../agreements/files/agreement-import.ts'
import { pairImport } from '../../agreements/files/pair-import.ts'
import { undoOtherAgreements } from '../../agreements/files/undo-agreements.ts'
import { undoPairImport } from '../../agreements/files/undo-pairs.ts'
import { statementImport } from '../../entitlements/statements/statement-import.ts'
import { pause } from '../../foundation/table/backoff.ts'
import { commit } from '../../foundation/table/table.ts'
import { importInventory } from '../../inventory/reports/inventory-import.ts'
import { beginImport } from './begin-import.ts'
import { type Drop, fileNameOf, NothingToImport, type Place, placeOf } from './drop.ts'
import { endImport, type ImportDesk } from './end-import.ts'
import { type ImportKind, noCounts, type StoredImport } from './import-run.ts'
import { addRun, announceDrop, newRun, Overtaken, RunMoved, readRun, receiveUpload, Waiting } from './import-store.ts'
import type { KindOfImport, Written } from './kind-of-import.ts'

const knownPlace = (key: string): Place | undefined => {
  try {
    return placeOf(key)
  } catch (error) {
    if (error instanceof NothingToImport) return undefined
    throw error
  }
}

const announceNew = async ({ ledger }: ImportDesk, drop: Drop): Promise<void> => {
  const { importId: id, bucket, key, eTag, sequencer, actor } = drop
  const place = knownPlace(key)
  const named = { ...(place && { kind: place.kind }), ...(place?.group !== undefined && { group: place.group }) }
  const run = newRun(
    { id, bucket, key, eTag, sequencer, actor, fileName: fileNameOf(key), ...named },
    ledger.now().toISOString(),
  )
  try {
    await commit(ledger.table, [addRun(run), announceDrop(run)])
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error
    // A late event of an older put: it is told of, and never begins.
    const superseded = { status: 'superseded', stage: 'ended', finishedAt: run.createdAt } as const
    await commit(ledger.table, [addRun({ ...run, ...superseded })])
  }
}

/**
 * Records a put as an import of its own. A repeated event finds the one that is there, and so does a second upload with
 * one form: only the first put counts.
 */
const announce = async (desk: ImportDesk, drop: Drop): Promise<void> => {
  const { table, now } = desk.ledger
  try {
    const run = await readRun(table, drop.importId)
    if (!run) return await announceNew(desk, drop)
    const put = { eTag: drop.eTag, sequencer: drop.sequencer }
    if (run.stage === 'awaiting')
      await commit(table, [receiveUpload(run, put, now().toISOString()), announceDrop({ ...run, ...put })])
  } catch (error) {
    // Another delivery announced it.
    if (!(error instanceof RunMoved)) throw error
  }
}

/** What each kind of import does with its files. */
const doings: Partial<Record<ImportKind, KindOfImport>> = {
  agreements: pairImport,
  'other-agreements': otherAgreementImport,
  catalog: catalogImport,
  entitlements: statementImport,
}

/** How imports of a kind are taken back; others cannot be. */
const undoings: Partial<Record<ImportKind, (desk: ImportDesk, run: StoredImport) => Promise<void>>> = {
  agreements: undoPairImport,
  'other-agreements': undoOtherAgreements,
}

const undo = (desk: ImportDesk, run: StoredImport): Promise<void> => {
  const undoing = undoings[run.kind ?? 'agreements']
  if (!undoing) throw new Error(`Nothing takes imports of ${run.kind} back.`)
  return undoing(desk, run)
}

const end = (desk: ImportDesk, { run, errors }: Written): Promise<void> => {
  const { rows, created, updated, unchanged, rejected, skipped } = run
  const counts = { rows, created, updated, unchanged, rejected, skipped }
  return endImport(desk, run, { status: 'completed', counts, errors })
}

const endNothing = (desk: ImportDesk, run: StoredImport, { code, message }: NothingToImport): Promise<void> =>
  endImport(desk, run, { status: 'failed', counts: noCounts, errors: [{ code, message }] })

const uploadedTwice = new NothingToImport(
  'uploaded-twice',
  'The file was uploaded again before it was read. Ask for a new upload with POST /imports.',
)

/** A form is good for 15 minutes; S3 may tell of the file a moment later. */
const minutesAwaited = 20

const expire = async (desk: ImportDesk, run: StoredImport): Promise<void> => {
  const until = Date.parse(run.createdAt) + minutesAwaited * 60_000
  if (desk.ledger.now().getTime() < until) return
  const message = 'No file was uploaded in time. Ask for a new upload with POST /imports.'
  await endNothing(desk, run, new NothingToImport('upload-expired', message))
}

const take = async (desk: ImportDesk, run: StoredImport): Promise<void> => {
  if (run.stage === 'awaiting') return expire(desk, run)
  if (run.stage === 'undoing') return undo(desk, run)
  try {
    const kind = run.kind ?? placeOf(run.key).kind
    if (kind === 'inventory') return await importInventory(desk, run)
    const doing = doings[kind]
    if (!doing) throw new Error(`Nothing imports ${kind}.`)
    const write = run.stage === 'writing' ? () => doing.resume(desk, run) : await beginImport(desk, run, kind, doing)
    if (write) await end(desk, await write())
  } catch (error) {
    if (error instanceof Waiting) return
    if (error instanceof Overtaken && run.trigger === 'drop')
      return endImport(desk, run, { status: 'superseded', counts: noCounts, errors: [] })
    if (error instanceof Overtaken) return endNothing(desk, run, uploadedTwice)
    if (error instanceof NothingToImport) return endNothing(desk, run, error)
    throw error
  }
}

/** Goes on with an import until it has ended, or waits for another. Safe to call twice, at once or after a crash. */
export const continueImport = async (desk: ImportDesk, importId: string): Promise<void> => {
  for (let setbacks = 0; ; setbacks++) {
    const run = await readRun(desk.ledger.table, importId)
    if (!run) return
    // Who ended it may have died before its file, which may name users, was deleted.
    if (run.stage === 'ended') return run.kind === 'inventory' ? desk.bucket.removeFile(run) : undefined
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
