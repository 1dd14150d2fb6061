import { dayOf } from '../../../lib/foundation/calendar/day.ts'
import type { Table } from '../../../lib/foundation/table/table.ts'
import { type Lists, namesDigest, structureDigest } from '../../../lib/positions/lists/lists.ts'
import { decodeLists, listsFileKey } from '../../../lib/positions/lists/lists-file.ts'
import { readFacts } from '../../../lib/positions/reconcile/read-facts.ts'
import { nothingEarlier, reconcile } from '../../../lib/positions/reconcile/reconcile.ts'
import { readPast } from '../../../lib/positions/runs/read-earlier.ts'
import type { ReadableFiles } from '../../../lib/positions/snapshot/files.ts'
import { knowledgeVersion } from '../../../lib/positions/snapshot/manifest.ts'
import { isPending, readPointers } from '../../../lib/positions/snapshot/pointers.ts'
import { readManifest } from '../../../lib/positions/snapshot/stored-snapshot.ts'
import { tableNames } from '../../../lib/positions/snapshot/tables.ts'
import { writeTable } from '../../../lib/positions/snapshot/write-table.ts'
import { type Difference, differencesOf } from './difference.ts'

const difference = differencesOf('snapshot')

/** What comparing with the current snapshot found; undefined when there is none, or when it lacks a change. */
export type SnapshotChecked = { id: string; differences: Difference[] } | undefined

/** Whether lists say the same, but for when devices were seen: a report that changes nothing asks for no run. */
const areAlike = (one: Lists, other: Lists): boolean =>
  structureDigest(one) === structureDigest(other) &&
  namesDigest(one) === namesDigest(other) &&
  one.devices.names.every((name, device) => name === other.devices.names[device])

/**
 * Concludes everything anew from the facts, and compares each table of the current snapshot with that, byte by byte.
 * @param lists of what devices report, read after `now`
 */
export const checkSnapshot = async (
  table: Table,
  files: ReadableFiles,
  now: Date,
  lists: Lists,
): Promise<SnapshotChecked> => {
  const before = await readPointers(table)
  if (!before.current) return undefined
  const { id } = before.current
  const differs = (says: string) => difference(id, `The snapshot ${id} ${says}`)
  const manifest = await readManifest(files, id)
  if (!manifest) return { id, differences: [differs('has no manifest.')] }
  const present = { day: dayOf(now, manifest.timeZone), knowledge: knowledgeVersion }
  const past = await readPast(table, files, manifest.day, {})
  const listsFile = await files.read(listsFileKey(manifest.lists))
  if (!listsFile) return { id, differences: [differs('has no lists of devices.')] }
  const used = decodeLists(listsFile)
  const isOfThese = areAlike(used, lists)
  const { tables } = reconcile(
    { lists: isOfThese ? used : lists, ...(await readFacts(table)) },
    manifest,
    nothingEarlier,
    past,
  )
  const after = await readPointers(table)
  if (isPending(after, present) || after.current?.id !== id) return undefined

  const differences: Difference[] = []
  if (!isOfThese) differences.push(differs('was made from other lists of devices.'))
  for (const name of tableNames) {
    const file = manifest.tables[name]
    // An earlier day may have been told anew since: the history of this one follows from what it was told then.
    if (name === 'history' && file?.inputs !== tables.history.inputs) continue
    const stored = file && (await files.read(file.key))
    if (!stored) differences.push(differs(`has no table of ${name}.`))
    else if (Buffer.compare(stored, writeTable(name, tables[name].columns())) !== 0)
      differences.push(differs(`says other ${name} than follow from the facts.`))
  }
  return { id, differences }
}
