import { wantedKey } from '../../foundation/table/keys.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { commit, update } from '../../foundation/table/table.ts'
import type { Lists } from '../lists/lists.ts'
import { decodeLists, listsFileKey } from '../lists/lists-file.ts'
import { readFacts } from '../reconcile/read-facts.ts'
import { reconcile as conclude, type Earlier, nothingEarlier } from '../reconcile/reconcile.ts'
import type { Manifest } from '../snapshot/manifest.ts'
import { isReconcileDue, type ListsPointer, moveCurrent, type Pointers, type Present } from '../snapshot/pointers.ts'
import type { SnapshotFiles } from '../snapshot/snapshot-files.ts'
import { readManifest, Unreadable } from '../snapshot/stored-snapshot.ts'
import { Terms } from '../snapshot/terms.ts'
import { type BegunRun, beginRun } from './begin-run.ts'
import type { RunDesk } from './desk.ts'
import { endRun, FileMissing, failRun } from './end-run.ts'
import { publish, publishLatest } from './publish.ts'
import { readEarlier, readPast } from './read-earlier.ts'

/** Undefined when it is not there, when another version has written it, or when it is damaged. */
const readCurrentLists = async (files: SnapshotFiles, pointer: ListsPointer): Promise<Lists | undefined> => {
  const bytes = await files.read(listsFileKey(pointer.id))
  try {
    return bytes && decodeLists(bytes)
  } catch {
    return undefined
  }
}

/** The lists file is missing: it is to be made again. */
const askForLists = async ({ table, ask }: RunDesk): Promise<void> => {
  await commit(table, [update(wantedKey, { set: { rebuild: true }, add: { devices: 1 } }, {}, raceLost)])
  await ask('collect')
}

const isDue = (pointers: Pointers, present: Present): boolean =>
  pointers.lists !== undefined && isReconcileDue(pointers, present)

/** What of the current snapshot may be taken over: nothing of one that other rules have made, or that lacks a file. */
const readCurrent = async (
  { files }: RunDesk,
  { pointers: { current }, wanted, present }: BegunRun,
): Promise<{ manifest: Manifest; earlier: Earlier } | undefined> => {
  if (!current || wanted.rebuild || current.knowledge !== present.knowledge) return undefined
  try {
    const manifest = await readManifest(files, current.id)
    const earlier = manifest && (await readEarlier(files, manifest))
    return earlier && { manifest, earlier }
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
}

/** @returns whether the snapshot has become the current one */
const publishSnapshot = async (desk: RunDesk, begun: BegunRun, lists: ListsPointer): Promise<boolean> => {
  const { table, files, now, newId } = desk
  const { run, wanted, present } = begun
  const listed = await readCurrentLists(files, lists)
  if (!listed) {
    await askForLists(desk)
    throw new FileMissing('The lists file is missing. It is being made again.')
  }
  const facts = { lists: listed, ...(await readFacts(table)) }
  const current = await readCurrent(desk, begun)
  const past = await readPast(table, files, present.day, current?.earlier.inputs ?? {})
  const terms = Terms.parse({ ...desk, ...present })
  const conclusions = conclude(facts, terms, current?.earlier ?? nothingEarlier, past)
  const id = newId()
  const about = { id, ...terms, readFrom: run.startedAt, devicesReadFrom: lists.readFrom, lists: lists.id }
  const { summary } = await publish(files, conclusions, about, current?.manifest)

  const took = now().getTime() - Date.parse(run.startedAt)
  const next = {
    ...{ id, seen: wanted.facts, readFrom: run.startedAt, ...present, took },
    ...{ lists: lists.id, listsSeen: lists.seen, listsReadFrom: lists.readFrom },
  }
  const { devices, names, agreements } = summary
  const counts = { devices, names, agreements, pairs: facts.pairs.length }
  return endRun(desk, run, { counts, snapshotId: id }, [
    ...moveCurrent(next),
    ...(wanted.rebuild ? [update(wantedKey, { set: { rebuild: undefined } }, {}, raceLost)] : []),
  ])
}

/**
 * Concludes everything from the facts and publishes it as a snapshot, if that is due. Safe to run at any time, twice at
 * once, or after a crash: readers see whole snapshots, and the pointer never goes back.
 * @param isLast when it fails, the queue gives it up
 */
export const reconcile = async (desk: RunDesk, isLast = false): Promise<void> => {
  const begun = await beginRun(desk, 'reconcile', isDue)
  const { lists } = begun?.pointers ?? {}
  if (!begun || !lists) return
  try {
    if (!(await publishSnapshot(desk, begun, lists))) return
  } catch (error) {
    await failRun(desk, begun, error, isLast)
    throw error
  }
  // The snapshot is current, whatever fails from here on: the sweep asks for alerts, the next run tells other tools.
  await desk.announceWork(desk.alerts.settleWork)
  await publishLatest(desk)
}
