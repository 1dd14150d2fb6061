import * as z from 'zod'
import { addDays } from '../../foundation/calendar/day.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { EarlierDay } from '../reconcile/derive-history.ts'
import { type Earlier, historyInputs, type Past } from '../reconcile/reconcile.ts'
import type { ReadableFiles } from '../snapshot/files.ts'
import type { Manifest, TableFile } from '../snapshot/manifest.ts'
import { readDayPointer, type SnapshotPointer } from '../snapshot/pointers.ts'
import { readManifest, readTable, Unreadable } from '../snapshot/stored-snapshot.ts'
import { tableNames } from '../snapshot/tables.ts'

const Sums = z.object({ isExpired: z.boolean(), partitions: z.array(z.number()) })

/** Tables that are taken over without being read. */
const unread = tableNames.filter((name) => !['names', 'titles', 'products'].includes(name))

/** Whether a file is there, by its first byte. */
const isThere = async (files: ReadableFiles, { key }: TableFile): Promise<boolean> =>
  (await files.read(key, { start: 0, end: 1 })) !== undefined

/** What of a snapshot need not be concluded again; undefined when a file of it is missing, whoever would have read it. */
export const readEarlier = async (files: ReadableFiles, manifest: Manifest): Promise<Earlier | undefined> => {
  const others = unread.flatMap((name) => manifest.tables[name] ?? [])
  const [areThere, names, titles, products] = await Promise.all([
    Promise.all(others.map((file) => isThere(files, file))),
    readTable(files, manifest, 'names', ['id', 'hash', 'reported', 'ownPublisher', 'ownTitle', 'reason']),
    readTable(files, manifest, 'titles', ['installed']),
    readTable(files, manifest, 'products', [
      'id',
      'key',
      'productFamily',
      'version',
      'owned',
      'firstRow',
      'rowCount',
      'sums',
    ]),
  ])
  if (areThere.includes(false) || !names || !titles || !products) return undefined
  const inputs = Object.fromEntries(Object.entries(manifest.tables).map(([name, { inputs }]) => [name, inputs]))
  const recognized = names
    .filter(({ reported }) => reported)
    .map(({ id, hash, ownPublisher, ownTitle, reason }) => {
      return [hash, { id, own: { publisher: ownPublisher, title: ownTitle }, reason }] as const
    })
  return {
    inputs,
    recognized: new Map(recognized),
    installed: titles.map(({ installed }) => installed),
    products: products.map(({ sums, ...product }) => ({ ...product, ...Sums.parse(JSON.parse(sums)) })),
  }
}

/** What a day said; undefined when a file of it is missing or cannot be read. */
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

/**
 * The last snapshot of an earlier day, with what it said where the current one does not have that already. Of a day that
 * cannot be read nothing is known: the history goes on from the one before it.
 * @param day YYYY-MM-DD
 * @param inputs what the tables of the current snapshot were made from
 */
export const readPast = async (
  table: Table,
  files: ReadableFiles,
  day: string,
  inputs: Earlier['inputs'],
): Promise<Past | undefined> => {
  let pointer = await readDayPointer(table, addDays(day, -1))
  while (pointer) {
    const { id } = pointer
    if (inputs.history === historyInputs({ id }, day)) return { id, earlierDay: undefined }
    const earlierDay = await readDay(files, pointer)
    if (earlierDay) return { id, earlierDay }
    pointer = await readDayPointer(table, addDays(pointer.day, -1))
  }
  return undefined
}
