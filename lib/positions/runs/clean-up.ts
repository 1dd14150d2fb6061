import { addDays } from '../../calendar/day.ts'
import { dayPrefix, snapshotPartition } from '../../table/keys.ts'
import { queryAll } from '../../table/table.ts'
import { listsFileKey } from '../lists/lists-file.ts'
import { dailyKey, latestKey, type Manifest, manifestKey } from '../snapshot/manifest.ts'
import { parseSnapshotPointer, readPointers, type SnapshotPointer } from '../snapshot/pointers.ts'
import type { SnapshotFiles } from '../snapshot/snapshot-files.ts'
import { readManifest } from '../snapshot/stored-snapshot.ts'
import { tableNames, tablesOfDevices } from '../snapshot/tables.ts'
import { presentOf, type RunDesk } from './desk.ts'

/** Milliseconds for which files are kept that nothing names: cursors of readers, and runs that are under way. */
const grace = 2 * 86_400_000
/** Days for which names of devices are kept: they may be names of persons. */
const daysOfDevices = 35

const namesDevices = ({ tables }: Manifest): boolean => tablesOfDevices.some((table) => tables[table])

/** An old day goes on without what it says of devices. */
const withoutDevices = async (files: SnapshotFiles, manifest: Manifest): Promise<Manifest> => {
  const tables = Object.fromEntries(
    Object.entries(manifest.tables).filter(([table]) => !tablesOfDevices.some((name) => name === table)),
  )
  const next = { ...manifest, tables }
  await files.write(manifestKey(manifest.id), Buffer.from(JSON.stringify(next)))
  return next
}

/** For other tools, each day that is over lies in a folder of its own, once. */
const copyDay = async (files: SnapshotFiles, { day, tables }: Manifest): Promise<void> => {
  for (const table of tableNames) {
    const file = tables[table]
    const bytes = file && (await files.read(file.key))
    if (bytes) await files.write(dailyKey(day, table), bytes)
  }
}

const readDays = async ({ table }: RunDesk): Promise<SnapshotPointer[]> =>
  (await queryAll(table, { partition: snapshotPartition, prefix: dayPrefix })).map(parseSnapshotPointer)

/**
 * Once a day: copies the day that is over, takes names of devices out of old days, and removes the files that no pointer
 * and no kept manifest names. Without a current snapshot it does nothing. Lifecycle rules could not do it: they would
 * remove files under a living pointer that were taken over from older snapshots.
 */
export const cleanUp = async (desk: RunDesk): Promise<void> => {
  const { table, files, now } = desk
  const { current, lists } = await readPointers(table)
  if (!current) return
  const { day } = presentOf(desk)
  const old = addDays(day, -daysOfDevices)
  const kept = new Set([latestKey, listsFileKey(current.lists), ...(lists ? [listsFileKey(lists.id)] : [])])
  const days = await readDays(desk)
  const pointers = [current.id, ...(current.settled === undefined ? [] : [current.settled])]
  for (const id of [...days.map((pointer) => pointer.id), ...pointers]) {
    const read = await readManifest(files, id)
    if (!read) continue
    const manifest = read.day < old && !pointers.includes(id) && namesDevices(read) ? await withoutDevices(files, read) : read
    kept.add(manifestKey(id))
    for (const file of Object.values(manifest.tables)) kept.add(file.key)
    if (read.day === addDays(day, -1)) await copyDay(files, manifest)
  }
  for (const past of days.map((pointer) => pointer.day).filter((each) => each < old))
    await files.remove(tablesOfDevices.map((name) => dailyKey(past, name)))

  const before = now().getTime() - grace
  for await (const page of files.list('snapshots/'))
    await files.remove(page.flatMap(({ key, at }) => (!kept.has(key) && at.getTime() < before ? [key] : [])))
}
