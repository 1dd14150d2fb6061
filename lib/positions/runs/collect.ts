import { encodeLists, listsFileKey } from '../lists/lists-file.ts'
import { readLists } from '../lists/read-lists.ts'
import { isCollectDue, moveLists } from '../snapshot/pointers.ts'
import { beginRun } from './begin-run.ts'
import type { RunDesk } from './desk.ts'
import { endRun, failRun } from './end-run.ts'

/**
 * Copies what devices report into one lists file, if that is due. It concludes nothing. Safe to run at any time, twice at
 * once, or after a crash: the newest pointer stays.
 * @param isLast when it fails, the queue gives it up
 */
export const collect = async (desk: RunDesk, isLast = false): Promise<void> => {
  const begun = await beginRun(desk, 'collect', isCollectDue)
  if (!begun) return
  const { run, pointers, wanted, present } = begun
  const { files, table, now } = desk
  try {
    const lists = await readLists(table)
    const { id, bytes } = encodeLists(lists)
    if (id !== pointers.lists?.id || wanted.rebuild) await files.write(listsFileKey(id), bytes)
    const took = now().getTime() - Date.parse(run.startedAt)
    const pointer = { id, seen: wanted.devices, readFrom: run.startedAt, ...present, took }
    const counts = { devices: lists.devices.ids.length, names: lists.names.length }
    await endRun(desk, run, { counts }, [moveLists(pointer)])
  } catch (error) {
    await failRun(desk, begun, error, isLast)
    throw error
  }
}
