import * as z from 'zod'
import { commit } from '../../foundation/table/table.ts'
import { prepareToRecognize } from '../../recognition/products/recognize.ts'
import { decodeLists, encodeLists, type Lists, listsFileKey } from '../lists/lists.ts'
import { readLists } from '../lists/read-lists.ts'
import { nothingEarlier } from '../reconcile/earlier.ts'
import { readFacts } from '../reconcile/read-facts.ts'
import { reconcile as conclude } from '../reconcile/reconcile.ts'
import { Terms } from '../snapshot/manifest.ts'
import { moveCurrent, moveLists, want } from '../snapshot/pointers.ts'
import { ifReadable, readManifest } from '../snapshot/stored-snapshot.ts'
import { cleanUp } from './clean-up.ts'
import { publish, publishLatest, readEarlier, readPast } from './publish.ts'
import type { RunDesk } from './reconciliation.ts'
import { type BegunRun, FileMissing, runStage } from './run-stage.ts'

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

/** The lists that a reconcile rests on. When they are missing, damaged, or of another version, it asks for new ones. */
const readCurrentLists = async ({ table, files, ask }: RunDesk, id: string): Promise<Lists> => {
  const bytes = await files.read(listsFileKey(id))
  try {
    if (bytes) return decodeLists(bytes)
  } catch {
    // A collect makes them again, as it makes those that are missing.
  }
  await commit(table, [want({ devices: 1 }, { rebuild: true })])
  await ask('collect')
  throw new FileMissing('The lists file is missing. It is being made again.')
}

/** What may be taken over of the current snapshot: nothing when other rules have made it, or when it lacks a file. */
const readCurrent = async ({ files }: RunDesk, { pointers: { current }, wanted, present }: BegunRun) => {
  if (!current || wanted.rebuild || current.knowledge !== present.knowledge) return undefined
  const manifest = await ifReadable(readManifest(files, current.id))
  const earlier = manifest && (await ifReadable(readEarlier(files, manifest)))
  return earlier && { manifest, earlier }
}

const publishSnapshot = async (desk: RunDesk, begun: BegunRun) => {
  const { table, files, now, newId } = desk
  const { run, wanted, present } = begun
  const { lists } = begun.pointers
  if (!lists) throw new FileMissing('There is no lists file.')
  const facts = { lists: await readCurrentLists(desk, lists.id), ...(await readFacts(table)) }
  const terms = Terms.parse({ ...desk, ...present })
  const concludeFrom = async (current: Awaited<ReturnType<typeof readCurrent>>) => {
    const past = await readPast(table, files, present.day, current?.earlier.inputs ?? {})
    return { current, conclusions: await conclude(facts, terms, current?.earlier ?? nothingEarlier, past) }
  }
  // Some files of the current snapshot are read only when they are needed: where one is damaged, nothing is taken over.
  const { current, conclusions } =
    (await ifReadable(concludeFrom(await readCurrent(desk, begun)))) ?? (await concludeFrom(undefined))
  const id = newId()
  const about = { id, ...terms, readFrom: run.startedAt, devicesReadFrom: lists.readFrom, lists: lists.id }
  const { summary } = await publish(files, conclusions, about, current?.manifest)

  const took = now().getTime() - Date.parse(run.startedAt)
  const next = {
    id,
    seen: wanted.facts,
    readFrom: run.startedAt,
    ...present,
    took,
    lists: lists.id,
    listsSeen: lists.seen,
    listsReadFrom: lists.readFrom,
    titles: `${present.knowledge}/${conclusions.shownNames}`,
  }
  const { devices, names, agreements } = summary
  return {
    counts: { devices, names, agreements, pairs: facts.pairs.length },
    snapshotId: id,
    titles: next.titles,
    pointers: [...moveCurrent(next), ...(wanted.rebuild ? [want({}, { rebuild: undefined })] : [])],
  }
}

export const reconcile = async (desk: RunDesk, isLast = false): Promise<void> => {
  // A process does it once: it would make the pace take its first run for a long one.
  prepareToRecognize()
  let hasNewTitles = false
  const isPublished = await runStage(desk, 'reconcile', isLast, async (begun) => {
    const { titles, ...done } = await publishSnapshot(desk, begun)
    hasNewTitles = titles !== begun.pointers.current?.guarded
    return done
  })
  if (!isPublished) return
  // The snapshot is current, whatever fails from here on: the sweep asks for this work, the next run tells other tools.
  for (const work of desk.workAfter(hasNewTitles)) await desk.announceWork(work)
  await publishLatest(desk)
}

const stages = { collect, reconcile, 'clean-up': cleanUp }

/** @param stage as the message that asks for it names it */
export const takeRun = (desk: RunDesk, stage: string, isLast: boolean): Promise<void> =>
  stages[z.enum(['collect', 'reconcile', 'clean-up']).parse(stage)](desk, isLast)
