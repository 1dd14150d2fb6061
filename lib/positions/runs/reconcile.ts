import * as z from 'zod'
import { settleAlertsWork } from '../../alerts/settle-alerts-work.ts'
import { addDays } from '../../calendar/day.ts'
import { wantedKey } from '../../table/keys.ts'
import { raceLost } from '../../table/race.ts'
import { commit, update } from '../../table/table.ts'
import { decodeLists, listsFileKey } from '../lists/lists-file.ts'
import type { Lists } from '../lists/lists.ts'
import { readFacts } from '../reconcile/read-facts.ts'
import {
  type Earlier,
  historyInputs,
  nothingEarlier,
  type Past,
  reconcile as conclude,
  type Terms,
} from '../reconcile/reconcile.ts'
import { Manifest, manifestKey } from '../snapshot/manifest.ts'
import { readFooter, readRows } from '../snapshot/parquet.ts'
import {
  isReconcileDue,
  type ListsPointer,
  moveCurrent,
  type Pointers,
  type Present,
  readDayPointer,
} from '../snapshot/pointers.ts'
import type { SnapshotFiles } from '../snapshot/snapshot-files.ts'
import type { Row, TableName } from '../snapshot/tables.ts'
import { beginRun } from './begin-run.ts'
import type { RunDesk } from './desk.ts'
import { endRun, failRun } from './end-run.ts'
import { publish, publishLatest } from './publish.ts'

const readManifest = async (files: SnapshotFiles, id: string): Promise<Manifest | undefined> => {
  const bytes = await files.read(manifestKey(id))
  return bytes && Manifest.parse(JSON.parse(Buffer.from(bytes).toString()))
}

/** All rows of a table; undefined when its file is not there. */
const readTable = async <T extends TableName>(
  files: SnapshotFiles,
  manifest: Manifest,
  table: T,
): Promise<Row<T>[] | undefined> => {
  const file = manifest.tables[table]
  const bytes = file && (await files.read(file.key))
  if (!bytes) return undefined
  const source = { bytes: bytes.length, slice: async (start: number, end: number) => bytes.subarray(start, end) }
  return readRows(source, await readFooter(source), { table })
}

const Sums = z.object({ isExpired: z.boolean(), partitions: z.array(z.number()) })

/** What of the current snapshot need not be concluded again. Where a file of it is missing, all is. */
const readEarlier = async (
  files: SnapshotFiles,
  manifest: Manifest,
  { knowledge }: Present,
): Promise<Earlier | undefined> => {
  const [names, titles, products] = await Promise.all([
    readTable(files, manifest, 'names'),
    readTable(files, manifest, 'titles'),
    readTable(files, manifest, 'products'),
  ])
  if (!names || !titles || !products) return undefined
  const inputs = Object.fromEntries(Object.entries(manifest.tables).map(([name, { inputs }]) => [name, inputs]))
  const recognized = names
    .filter(({ reported }) => reported && manifest.knowledge === knowledge)
    .map(({ hash, ownPublisher, ownTitle, reason }) => {
      return [hash, { own: { publisher: ownPublisher, title: ownTitle }, reason }] as const
    })
  return {
    inputs,
    recognized: new Map(recognized),
    installed: titles.map(({ installed }) => installed),
    products: products.map(({ id, key, productFamily, version, owned, firstRow, rowCount, sums }) => ({
      ...{ id, key, productFamily, version, owned, firstRow, rowCount },
      ...Sums.parse(JSON.parse(sums)),
    })),
  }
}

/** The last snapshot of an earlier day, with what it said where the current one does not have that already. */
const readPast = async (
  { table, files }: RunDesk,
  { day }: Present,
  inputs: Earlier['inputs'],
): Promise<Past | undefined> => {
  const pointer = await readDayPointer(table, addDays(day, -1))
  if (!pointer) return undefined
  const { id } = pointer
  if (inputs.history === historyInputs({ id })) return { id, earlierDay: undefined }
  const manifest = await readManifest(files, id)
  const [titles, history] = manifest
    ? await Promise.all([readTable(files, manifest, 'titles'), readTable(files, manifest, 'history')])
    : []
  return { id, earlierDay: { day: pointer.day, titles: titles ?? [], history: history ?? [] } }
}

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
    const past = await readPast(desk, present, earlier?.inputs ?? {})
    const terms: Terms = { ...desk, ...present }
    const conclusions = conclude(facts, terms, earlier ?? nothingEarlier, past)
    const id = newId()
    const about = { id, ...present, readFrom: run.startedAt, devicesReadFrom: pointer.readFrom, lists: pointer.id }
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
