import { setTimeout as sleep } from 'node:timers/promises'
import { dayOf } from '../../../lib/foundation/calendar/day.ts'
import { nameCountKey, namePartitions, softwareNameKey } from '../../../lib/foundation/table/keys.ts'
import type { Table } from '../../../lib/foundation/table/table.ts'
import { ownOf } from '../../../lib/inventory/names/find-title.ts'
import {
  decodeLists,
  type Lists,
  listsFileKey,
  namesDigest,
  structureDigest,
} from '../../../lib/positions/lists/lists.ts'
import { readLists } from '../../../lib/positions/lists/read-lists.ts'
import { nothingEarlier } from '../../../lib/positions/reconcile/earlier.ts'
import { readFacts } from '../../../lib/positions/reconcile/read-facts.ts'
import { reconcile } from '../../../lib/positions/reconcile/reconcile.ts'
import { paceOf } from '../../../lib/positions/runs/pace.ts'
import { readPast } from '../../../lib/positions/runs/publish.ts'
import type { ReadableFiles } from '../../../lib/positions/snapshot/files.ts'
import { knowledgeVersion } from '../../../lib/positions/snapshot/manifest.ts'
import { isPending, readPointers } from '../../../lib/positions/snapshot/pointers.ts'
import { readManifest, writeTable } from '../../../lib/positions/snapshot/stored-snapshot.ts'
import { tableNames } from '../../../lib/positions/snapshot/tables.ts'
import { readGuards } from '../../../lib/recognition/titles/title-guard.ts'
import { titleKey } from '../../../lib/recognition/titles/title-id.ts'
import type { Differs } from './agreements.ts'

/** Names of software are counted by bucket, and each leads to a title that is known. */
const checkNames = async (table: Table, { names }: Lists, differs: Differs): Promise<void> => {
  const stored = await table.getMany(namePartitions.map(nameCountKey))
  const counted = new Map(stored.map(({ pk, count }) => [pk, Number(count)]))
  const there = Map.groupBy(names, ({ hash }) => softwareNameKey(hash).pk)
  for (const bucket of namePartitions) {
    const [count, found] = [counted.get(bucket) ?? 0, there.get(bucket)?.length ?? 0]
    if (count !== found) differs(bucket, `${bucket} counts ${count} names, and has ${found}.`)
  }
  const titles = [...new Map(names.map(ownOf).map((own) => [titleKey(own), own])).values()]
  const guards = await readGuards(table, titles)
  for (const [index, { publisher, title }] of titles.entries())
    if (!guards[index]) differs(title, `The title ${title} of ${publisher} is not known by its name.`)
}

/** Whether lists say the same, but for when devices were seen: a report that changes nothing asks for no run. */
const areAlike = (one: Lists, other: Lists): boolean =>
  structureDigest(one) === structureDigest(other) &&
  namesDigest(one) === namesDigest(other) &&
  one.devices.names.every((name, device) => name === other.devices.names[device])

/** @param lists read after `now` @returns id of the snapshot; undefined before the first one, or while it lacks a change */
const checkSnapshot = async (table: Table, files: ReadableFiles, now: Date, lists: Lists, differs: Differs) => {
  const { current } = await readPointers(table)
  if (!current) return undefined
  const { id } = current
  const deviates = (how: string): string => {
    differs('snapshot', `The snapshot ${id} ${how}.`)
    return id
  }
  const manifest = await readManifest(files, id)
  if (!manifest) return deviates('has no manifest')
  const past = await readPast(table, files, manifest.day, {})
  const listsFile = await files.read(listsFileKey(manifest.lists))
  if (!listsFile) return deviates('has no lists of devices')
  const used = decodeLists(listsFile)
  const isOfThese = areAlike(used, lists)
  const facts = { lists: isOfThese ? used : lists, ...(await readFacts(table)) }
  const { tables } = await reconcile(facts, manifest, nothingEarlier, past)
  const after = await readPointers(table)
  const present = { day: dayOf(now, manifest.timeZone), knowledge: knowledgeVersion }
  if (isPending(after, present) || after.current?.id !== id) return undefined

  if (!isOfThese) deviates('was made from other lists of devices')
  for (const name of tableNames) {
    const file = manifest.tables[name]
    // An earlier day may have been published again since: this history follows from what that day said before.
    if (name === 'history' && file?.inputs !== tables.history.inputs) continue
    const stored = file && (await files.read(file.key))
    if (!stored) deviates(`has no table of ${name}`)
    else if (Buffer.compare(stored, writeTable(name, tables[name].columns())) !== 0)
      deviates(`says other ${name} than follow from the facts`)
  }
  return id
}

export interface Place {
  table: Table
  /** The bucket, where snapshots are to be compared as well. */
  files?: ReadableFiles
  now: () => Date
}

/** Milliseconds until a snapshot that lacks a change is looked at again. */
const pause = 1_000
/** Milliseconds for which a run that the pace holds back is waited for. */
const longestWait = 300_000

/** Milliseconds until the runs that bring the snapshot up to date may begin: they wait when many went before. */
const waitOfRuns = async ({ table, now }: Place): Promise<number> => {
  const pointers = await readPointers(table)
  const waitOf = (stage: 'collect' | 'reconcile'): number => paceOf(stage, pointers, now()).wait
  return Math.min(longestWait, waitOf('collect') + waitOf('reconcile'))
}

/** @param patience milliseconds that the next runs have, once they may begin, for a snapshot with every change */
export const checkConclusions = async (place: Place, patience: number, differs: Differs) => {
  const { table, files, now } = place
  const deadline = performance.now() + patience + (await waitOfRuns(place))
  for (; ; await sleep(pause)) {
    const at = now()
    const lists = await readLists(table)
    const snapshot = files && (await checkSnapshot(table, files, at, lists, differs))
    if (files && !snapshot && performance.now() < deadline) continue
    await checkNames(table, lists, differs)
    return { devices: lists.devices.ids.length, names: lists.names.length, snapshot: snapshot ?? null }
  }
}
