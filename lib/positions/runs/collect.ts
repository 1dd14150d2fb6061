import { encodeLists, listsFileKey } from '../lists/lists-file.ts'
import { readLists } from '../lists/read-lists.ts'
import { moveLists } from '../snapshot/pointers.ts'
import type { RunDesk } from './desk.ts'
import { runStage } from './run-stage.ts'

/** Copies what devices report into one lists file, if that is due. It concludes nothing. The newest pointer stays. */
export const collect = async (desk: RunDesk, isLast = false): Promise<void> => {
  const { files, table, now } = desk
  await runStage(desk, 'collect', isLast, async ({ run, pointers, wanted, present }) => {
    const lists = await readLists(table)
    const { id, bytes } = encodeLists(lists)
    if (id !== pointers.lists?.id || wanted.rebuild) await files.write(listsFileKey(id), bytes)
    const took = now().getTime() - Date.parse(run.startedAt)
    const pointer = { id, seen: wanted.devices, readFrom: run.startedAt, ...present, took }
    const counts = { devices: lists.devices.ids.length, names: lists.names.length }
    return { counts, pointers: [moveLists(pointer)] }
  })
}
