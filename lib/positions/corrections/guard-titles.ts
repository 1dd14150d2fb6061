import { chunksOf } from '../../foundation/collections.ts'
import { currentKey } from '../../foundation/table/keys.ts'
import { commit, type Table, transactionLimit, update } from '../../foundation/table/table.ts'
import { guardTitle, readGuards, type TitleGuard } from '../../recognition/titles/title-guard.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import { Overtaken, overtaken } from '../snapshot/pointers.ts'
import type { SnapshotReader } from '../snapshot/snapshot-reader.ts'

/** Guards titles that a new release makes of old names: others were guarded with their first name. Safe to repeat. */
export const guardTitles = async ({ table, snapshots }: { table: Table; snapshots: SnapshotReader }): Promise<void> => {
  const { snapshot, pointers } = await snapshots.present()
  if (!snapshot || pointers.current?.guarded === snapshot.manifest.knowledge) return
  const { knowledge } = snapshot.manifest
  const titles = new Map<string, TitleGuard>()
  for (const { id, ownPublisher: publisher, ownTitle: title } of await snapshot.all('names'))
    titles.set(titleKey({ publisher, title }), { id, publisher, title })
  const guards = [...titles.values()]
  for (const some of chunksOf(guards, transactionLimit)) {
    const there = await readGuards(table, some)
    const missing = some.filter((_, index) => !there[index])
    if (missing.length > 0) await commit(table, missing.map(guardTitle))
  }
  try {
    await commit(table, [update(currentKey, { set: { guarded: knowledge } }, { equals: { knowledge } }, overtaken)])
  } catch (error) {
    // Another release has published meanwhile: the sweep asks again.
    if (!(error instanceof Overtaken)) throw error
  }
}
