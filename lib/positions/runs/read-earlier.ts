import * as z from 'zod'
import { addDays } from '../../foundation/calendar/day.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { EarlierDay } from '../reconcile/derive-history.ts'
import { type Earlier, historyInputs, type Past } from '../reconcile/reconcile.ts'
import type { ReadableFiles } from '../snapshot/files.ts'
import type { Manifest } from '../snapshot/manifest.ts'
import { readDayPointer, type SnapshotPointer } from '../snapshot/pointers.ts'
import { readManifest, readTable, Unreadable } from '../snapshot/stored-snapshot.ts'
import { tableNames } from '../snapshot/tables.ts'

const Sums = z.object({ isExpired: z.boolean(), partitions: z.array(z.number()) })

const unread = tableNames.filter((name) => !['names', 'titles', 'products'].includes(name))

/** What of a snapshot need not be concluded again; undefined when any file of it is missing. */
export const readEarlier = async (files: ReadableFiles, manifest: Manifest): Promise<Earlier | undefined> => {
  const firstBytes = unread
    .flatMap((name) => manifest.tables[name] ?? [])
    .map(({ key }) => files.read(key, { start: 0, end: 1 }))
  const productColumns = ['id', 'key', 'productFamily', 'version', 'owned', 'firstRow', 'rowCount', 'sums'] as const
  const [names, titles, products, ...others] = await Promise.all([
    readTable(files, manifest, 'names', ['id', 'hash', 'reported', 'ownPublisher', 'ownTitle', 'reason']),
    readTable(files, manifest, 'titles', ['installed']),
    readTable(files, manifest, 'products', productColumns),
    ...firstBytes,
  ])
  if (others.includes(undefined) || !names || !titles || !products) return undefined
  const recognized = names.flatMap(({ reported, id, hash, ownPublisher, ownTitle, reason }) =>
    reported ? [[hash, { id, own: { publisher: ownPublisher, title: ownTitle }, reason }] as const] : [],
  )
  return {
    inputs: Object.fromEntries(Object.entries(manifest.tables).map(([name, { inputs }]) => [name, inputs])),
    recognized: new Map(recognized),
    installed: titles.map(({ installed }) => installed),
    products: products.map(({ sums, ...product }) => ({ ...product, ...Sums.parse(JSON.parse(sums)) })),
  }
}

const readDay = async (files: ReadableFiles, { id, day }: SnapshotPointer): Promise<EarlierDay | undefined> => {
  try {
    const manifest = await readManifest(files, id)
    if (!manifest) return undefined
    const [titles, history] = await Promise.all([
      readTable(files, manifest, 'titles', ['id', 'installed', 'entitled', 'unlimited']),
      readTable(files, manifest, 'history', ['title', 'day', 'installed', 'entitled', 'unlimited']),
    ])
    return titles && history && { day, titles, history }
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
}

/** The last snapshot of an earlier day that can be read; what it said only if the current snapshot lacks it. */
export const readPast = async (
  table: Table,
  files: ReadableFiles,
  day: string,
  inputs: Earlier['inputs'],
): Promise<Past | undefined> => {
  for (let before = day; ; ) {
    const pointer = await readDayPointer(table, addDays(before, -1))
    if (!pointer) return undefined
    const { id } = pointer
    if (inputs.history === historyInputs({ id }, day)) return { id, earlierDay: undefined }
    const earlierDay = await readDay(files, pointer)
    if (earlierDay) return { id, earlierDay }
    before = pointer.day
  }
}
