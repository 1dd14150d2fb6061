import { chunksOf } from '../../foundation/collections.ts'
import { currentKey } from '../../foundation/table/keys.ts'
import { commit, type Table, transactionLimit, update } from '../../foundation/table/table.ts'
import { guardTitle, readGuards, type TitleGuard } from '../../recognition/titles/title-guard.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import { Overtaken, overtaken } from '../snapshot/pointers.ts'
import type { Snapshot, SnapshotReader } from '../snapshot/snapshot-reader.ts'

/** Titles that a new release makes of old names: others were guarded with their first name. */
const titlesOfNames = async (snapshot: Snapshot): Promise<TitleGuard[]> =>
  (await snapshot.all('names')).map(({ id, ownPublisher: publisher, ownTitle: title }) => ({ id, publisher, title }))

/** Titles that are shown under a name that none of their names has: agreements are written against what is shown. */
const shownTitles = async (snapshot: Snapshot): Promise<TitleGuard[]> => {
  const owns = new Set((await titlesOfNames(snapshot)).map(titleKey))
  const titles = await snapshot.all('titles')
  return titles.flatMap(({ id, publisher, title }) => {
    const guard = { id, publisher, title }
    return owns.has(titleKey(guard)) ? [] : [guard]
  })
}

/** Guards titles that recognition makes of names. Safe to repeat. */
export const guardTitles = async ({ table, snapshots }: { table: Table; snapshots: SnapshotReader }): Promise<void> => {
  const { snapshot, pointers } = await snapshots.present()
  const { titles, guarded = '' } = pointers.current ?? {}
  if (!snapshot || titles === undefined || titles === guarded) return
  const isNewRelease = !guarded.startsWith(`${snapshot.manifest.knowledge}/`)
  const made = [...(isNewRelease ? await titlesOfNames(snapshot) : []), ...(await shownTitles(snapshot))]
  const guards = [...new Map(made.map((guard) => [titleKey(guard), guard])).values()]
  for (const some of chunksOf(guards, transactionLimit)) {
    const there = await readGuards(table, some)
    const missing = some.filter((_, index) => !there[index])
    if (missing.length > 0) await commit(table, missing.map(guardTitle))
  }
  try {
    await commit(table, [update(currentKey, { set: { guarded: titles } }, { equals: { titles } }, overtaken)])
  } catch (error) {
    // Another release has published meanwhile: the sweep asks again.
    if (!(error instanceof Overtaken)) throw error
  }
}
