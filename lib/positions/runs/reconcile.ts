import { settleAlertsWork } from '../../alerts/settle-alerts-work.ts'
import { wantedKey } from '../../table/keys.ts'
import { raceLost } from '../../table/race.ts'
import { commit, update } from '../../table/table.ts'
import { decodeLists, listsFileKey } from '../lists/lists-file.ts'
import type { Lists } from '../lists/lists.ts'
import { readFacts } from '../reconcile/read-facts.ts'
import { nothingEarlier, reconcile as conclude } from '../reconcile/reconcile.ts'
import { Terms } from '../terms.ts'
import { isReconcileDue, type ListsPointer, moveCurrent, type Pointers, type Present } from '../snapshot/pointers.ts'
import type { SnapshotFiles } from '../snapshot/snapshot-files.ts'
import { readManifest } from '../snapshot/stored-snapshot.ts'
import { beginRun } from './begin-run.ts'
import type { RunDesk } from './desk.ts'
import { endRun, failRun } from './end-run.ts'
import { publish, publishLatest } from './publish.ts'
import { readEarlier, readPast } from './read-earlier.ts'

const readCurrentLists = async (files: SnapshotFiles, pointer: ListsPointer): Promise<Lists | undefined> => {
  const bytes = await files.read(listsFileKey(pointer.id))
  return bytes && decodeLists(bytes)
}

/** The lists file is missing: it is to be made again. */
const askForLists = async ({ table, ask }: RunDesk): Promise<void> => {
  await commit(table, [update(wantedKey, { set: { rebuild: true }, add: { devices: 1 } }, {}, raceLost)])
  await ask('collect')
}

const isDue = (pointers: Pointers, present: Present): boolean =>
  pointers.lists !== undefined && isReconcileDue(pointers, present)

/**
 * Concludes everything from the facts and publishes it as a snapshot, if that is due. Safe to run at any time, twice at
 * once, or after a crash: readers see whole snapshots, and the pointer never goes back.
 * @param isLast when it fails, the queue gives it up
 */
export const reconcile = async (desk: RunDesk, isLast = false): Promise<void> => {
  const { table, files, now, newId } = desk
  const begun = await beginRun(desk, 'reconcile', isDue)
  const { lists: pointer } = begun?.pointers ?? {}
  if (!begun || !pointer) return
  const { run, pointers, wanted, present } = begun
  try {
    const lists = await readCurrentLists(files, pointer)
    if (!lists) {
      await askForLists(desk)
      throw new Error('The lists file is missing. It is being made again.')
    }
    const facts = { lists, ...(await readFacts(table)) }
    const current = wanted.rebuild || !pointers.current ? undefined : await readManifest(files, pointers.current.id)
    const earlier = current && (await readEarlier(files, current, present))
    const past = await readPast(table, files, present.day, earlier?.inputs ?? {})
    const terms = Terms.parse({ ...desk, ...present })
    const conclusions = conclude(facts, terms, earlier ?? nothingEarlier, past)
    const id = newId()
    const about = { id, ...terms, readFrom: run.startedAt, devicesReadFrom: pointer.readFrom, lists: pointer.id }
    const manifest = await publish(files, conclusions, about, earlier && current)

    const took = now().getTime() - Date.parse(run.startedAt)
    const next = {
      ...{ id, seen: wanted.facts, readFrom: run.startedAt, ...present, took },
      ...{ lists: pointer.id, listsSeen: pointer.seen, listsReadFrom: pointer.readFrom },
    }
    const { devices, names, agreements } = manifest.summary
    const counts = { devices, names, agreements, pairs: facts.pairs.length }
    const isPublished = await endRun(desk, run, { counts, snapshotId: id }, [
      ...moveCurrent(next),
      ...(wanted.rebuild ? [update(wantedKey, { set: { rebuild: undefined } }, {}, raceLost)] : []),
    ])
    if (!isPublished) return
    await publishLatest(files, manifest)
    await desk.announceWork(settleAlertsWork)
  } catch (error) {
    await failRun(desk, run, error, isLast)
    throw error
  }
}
