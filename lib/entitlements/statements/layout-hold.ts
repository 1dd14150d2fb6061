import * as z from 'zod'
import { raceLost } from '../../foundation/table/attempts.ts'
import { statementKey } from '../../foundation/table/keys.ts'
import { commit, type Table, update, type Write } from '../../foundation/table/table.ts'
import { Waiting } from '../../work/imports/drops.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { runMoved } from '../../work/run.ts'
import { FileLayout, VolumeLayout } from '../rows/statement-rows.ts'

/** Which import writes rows of a layout, which ones wait for it to end, and when the newest one began. */
const StoredHold = z.object({
  writingId: z.string().optional(),
  waiting: z.set(z.string()).optional(),
  begunAt: z.string().optional(),
})

export const releaseLayout = ({ id, stage, layout }: StoredImport): Write[] => {
  if (stage !== 'writing' || !layout) return []
  return [update(statementKey(layout), { set: { writingId: undefined } }, { equals: { writingId: id } }, runMoved)]
}

const readHold = async (table: Table, layout: FileLayout) =>
  StoredHold.parse((await table.get(statementKey(layout))) ?? {})

/** When the newest file of a layout, and of those of volume licenses, began to write its rows; '' if no file has. */
export const readBeginnings = async (table: Table, own: FileLayout) => {
  const items = await table.getMany([...new Set<FileLayout>([own, ...VolumeLayout.options])].map(statementKey))
  const begun = new Map(items.map((item) => [item.pk, StoredHold.parse(item).begunAt]))
  return (layout: FileLayout): string => begun.get(statementKey(layout).pk) ?? ''
}

/** Notes that an import waits for the one that writes rows of its layout, unless that has ended by now. */
const waitFor = async (table: Table, layout: FileLayout, { id }: StoredImport): Promise<Error> => {
  const { writingId } = await readHold(table, layout)
  if (writingId === undefined) return raceLost()
  await commit(table, [update(statementKey(layout), { add: { waiting: new Set([id]) } }, { equals: { writingId } })])
  return new Waiting()
}

/** Takes the right to write rows of a layout: two files of one layout must not mix. Refused with Waiting. */
export const holdLayout = (table: Table, layout: FileLayout, run: StoredImport, at: string): Write =>
  update(statementKey(layout), { set: { writingId: run.id, begunAt: at } }, { lacks: ['writingId'] }, () =>
    waitFor(table, layout, run),
  )

/** Ids of the imports that waited for this one, which has ended. They are no longer noted. */
export const takeWaiting = async (table: Table, { layout }: StoredImport): Promise<string[]> => {
  const { data: own } = FileLayout.safeParse(layout)
  if (!own) return []
  const { waiting = new Set<string>() } = await readHold(table, own)
  if (waiting.size > 0) await commit(table, [update(statementKey(own), { delete: { waiting } }, {})])
  return [...waiting]
}
