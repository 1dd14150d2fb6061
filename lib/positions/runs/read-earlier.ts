import * as z from 'zod'
import { addDays } from '../../calendar/day.ts'
import type { Table } from '../../table/table.ts'
import { type Earlier, historyInputs, type Past } from '../reconcile/reconcile.ts'
import type { Manifest } from '../snapshot/manifest.ts'
import { type Present, readDayPointer } from '../snapshot/pointers.ts'
import type { ReadableFiles } from '../snapshot/snapshot-files.ts'
import { readManifest, readTable } from '../snapshot/stored-snapshot.ts'

const Sums = z.object({ isExpired: z.boolean(), partitions: z.array(z.number()) })

/** What of the current snapshot need not be concluded again. Where a file of it is missing, all is. */
export const readEarlier = async (
  files: ReadableFiles,
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
export const readPast = async (
  table: Table,
  files: ReadableFiles,
  day: string,
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
