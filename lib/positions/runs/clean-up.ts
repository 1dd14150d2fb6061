import { addDays } from '../../foundation/calendar/day.ts'
import { dayPrefix, snapshotPartition } from '../../foundation/table/keys.ts'
import { queryAll } from '../../foundation/table/table.ts'
import { listsFileKey } from '../lists/lists.ts'
import type { SnapshotFiles } from '../snapshot/files.ts'
import { dailyKey, dailyPrefix, latestKey, type Manifest, manifestKey } from '../snapshot/manifest.ts'
import { presentOf, readPointers, SnapshotPointer } from '../snapshot/pointers.ts'
import { readManifest } from '../snapshot/stored-snapshot.ts'
import { daysOfDevices, tableNames, tablesOfDevices } from '../snapshot/tables.ts'
import { publishLatest } from './publish.ts'
import type { RunDesk } from './reconciliation.ts'

/** Milliseconds for which files are kept that nothing names: cursors and runs that are under way may need them. */
const grace = 2 * 86_400_000

const ofDevices: readonly string[] = tablesOfDevices

const withoutDevices = async (files: SnapshotFiles, manifest: Manifest): Promise<Manifest> => {
  const kept = Object.entries(manifest.tables).filter(([table]) => !ofDevices.includes(table))
  const next = { ...manifest, tables: Object.fromEntries(kept) }
  if (kept.length < Object.keys(manifest.tables).length)
    await files.write(manifestKey(manifest.id), Buffer.from(JSON.stringify(next)))
  return next
}

const dailyForm = /^daily\/dt=(\d{4}-\d\d-\d\d)\/(\w+)\.parquet$/

const copyDay = async (files: SnapshotFiles, { day, tables }: Manifest, there: ReadonlySet<string>): Promise<void> => {
  for (const table of tableNames) {
    const key = dailyKey(day, table)
    const file = tables[table]
    const bytes = file && !there.has(key) ? await files.read(file.key) : undefined
    if (bytes) await files.write(key, bytes)
  }
}

/**
 * Copies days that are over, takes devices out of old days, and removes files that nothing names, once a day. Lifecycle
 * rules would remove old files that are in use. It does nothing unless it knows the files of the current snapshot.
 */
export const cleanUp = async (desk: RunDesk): Promise<void> => {
  const { table, files, now } = desk
  const { current, lists } = await readPointers(table)
  if (!current || !(await readManifest(files, current.id))) return
  const { day: today } = presentOf(desk)
  const old = addDays(today, -daysOfDevices)
  const daily: string[] = []
  for await (const page of files.list(dailyPrefix)) daily.push(...page.map(({ key }) => key))
  const there = new Set(daily)
  const kept = new Set([latestKey, ...[current.lists, lists?.id ?? current.lists].map(listsFileKey)])
  const inUse = [current.id, current.settled ?? current.id]
  const pointers = await queryAll(table, { partition: snapshotPartition, prefix: dayPrefix })
  const days = new Set(pointers.map((item) => SnapshotPointer.parse(item).id))
  for (const id of new Set([...days, ...inUse])) {
    const read = await readManifest(files, id)
    if (!read) continue
    const isOld = read.day < old && !inUse.includes(id)
    const manifest = isOld ? await withoutDevices(files, read) : read
    for (const key of [manifestKey(id), ...Object.values(manifest.tables).map((file) => file.key)]) kept.add(key)
    if (days.has(id) && manifest.day < today) await copyDay(files, manifest, there)
  }
  await files.remove(
    daily.filter((key) => {
      const [, day = '', table = ''] = dailyForm.exec(key) ?? []
      return day < old && ofDevices.includes(table)
    }),
  )

  const before = now().getTime() - grace
  for await (const page of files.list('snapshots/'))
    await files.remove(page.flatMap(({ key, at }) => (!kept.has(key) && at.getTime() < before ? [key] : [])))
  await publishLatest(desk)
}
