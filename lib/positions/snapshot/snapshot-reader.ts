import type { FileMetaData } from 'hyparquet'
import * as z from 'zod'
import { addDays } from '../../foundation/calendar/day.ts'
import { LedgerError } from '../../foundation/errors.ts'
import { Busy } from '../../foundation/table/attempts.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { commit } from '../../foundation/table/table.ts'
import type { ReadableFiles } from './files.ts'
import type { Manifest } from './manifest.ts'
import { isPending, type Pointers, presentOf, readDayPointer, readPointers, want } from './pointers.ts'
import { readFooter, readManifest, readRows, sourceOf, sourceOfBytes, type Wanted } from './stored-snapshot.ts'
import { daysOfDevices, type Row, type TableName, tablesOfDevices } from './tables.ts'

export const basisShape = {
  asOf: z.iso
    .datetime()
    .nullable()
    .meta({ description: 'When the facts that it follows from began to be read; null before the first snapshot.' }),
  devicesAsOf: z.iso.datetime().nullable().meta({ description: 'When the facts of devices were read.' }),
  pending: z
    .boolean()
    .meta({ description: 'A change is known that it lacks. Of one that was made just now this may not be known yet.' }),
}
const Basis = z.object(basisShape)
export type Basis = z.infer<typeof Basis>

export interface Snapshot {
  manifest: Manifest
  all: <T extends TableName>(table: T) => Promise<readonly Row<T>[]>
  some: <T extends TableName>(wanted: Wanted<T>) => Promise<Row<T>[]>
}

export interface Opened {
  snapshot: Snapshot | undefined
  basis: Basis
}
export type OpenedPage = Opened & { offset: number; limit: number }

/** Bytes of a table that is read whole with one request. */
const readAtOnce = 4 * 1024 * 1024
/** Files whose rows are kept, those asked for last. */
const filesKept = 12

const noSnapshot = (message: string, parameter = 'asOf'): LedgerError =>
  new LedgerError('malformed', 'no-snapshot', message, [{ parameter, code: 'no-snapshot', message }])

const badCursor = (code: string, message: string, field = code): LedgerError =>
  new LedgerError('malformed', code, message, [
    { parameter: 'cursor', code: field, message: 'Leave it out to begin with the first page again.' },
  ])

const cursorExpired = (): LedgerError =>
  badCursor('cursor-expired', 'The list that this cursor is of is not kept any more.')

/** Where a list goes on: the id of its snapshot, and how many items come before. */
const positionForm = /^([^/]+)\/(\d{1,9})$/

/** Reads snapshots. Pointers are read at each call, with one request; manifests and tables never change and are kept. */
export const snapshotReader = (
  shelf: Pick<LedgerWith<'timeZone'>, 'table' | 'now' | 'timeZone'> & { files: ReadableFiles },
) => {
  const { table, files } = shelf
  const manifests = new Map<string, Promise<Manifest | undefined>>()
  const tables = new Map<string, Promise<readonly unknown[]>>()
  const footers = new Map<string, Promise<FileMetaData>>()

  const keep = <T>(cache: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> => {
    const known = cache.get(key)
    cache.delete(key)
    const value = known ?? make()
    cache.set(key, value)
    const forget = () => cache.get(key) === value && cache.delete(key)
    value.then((made) => made === undefined && forget(), forget)
    for (const oldest of cache.keys()) {
      if (cache.size <= filesKept) break
      cache.delete(oldest)
    }
    return value
  }

  /** A file of the current snapshot is missing: the next run makes all files again. */
  const reportMissing = async (): Promise<Busy> => {
    await commit(table, [want({ devices: 1, facts: 1 }, { rebuild: true })])
    return new Busy(new Error('A file of the snapshot is missing. It is being made again.'))
  }

  /**
   * @param gone the error when a file is missing: only the current snapshot can be made again
   * @param isOld it is kept without devices, even where they are still in memory
   */
  const open = (manifest: Manifest, gone: () => Error, isOld = false): Snapshot => {
    const fileOf = (name: TableName) => {
      const file = isOld && tablesOfDevices.includes(name) ? undefined : manifest.tables[name]
      if (!file) throw noSnapshot(`The snapshot of ${manifest.day} is kept without ${name}: it is too old.`)
      const { key, bytes } = file
      const read = async (start: number, end: number): Promise<Uint8Array> => {
        const part = await files.read(key, { start, end })
        if (part) return part
        const isCurrent = (await readPointers(table)).current?.id === manifest.id
        throw isCurrent ? await reportMissing() : gone()
      }
      return { key, bytes, read, source: sourceOf(bytes, read) }
    }
    return {
      manifest,
      // It rejects instead of throwing: its caller may wait for several tables.
      all: async <T extends TableName>(name: T) => {
        const { key, bytes, read, source } = fileOf(name)
        const rows = await keep(tables, key, async () =>
          readRows(bytes > readAtOnce ? source : sourceOfBytes(await read(0, bytes)), { table: name }),
        )
        return rows as readonly Row<T>[]
      },
      some: async (wanted) => {
        if (wanted.from !== undefined && wanted.from === wanted.to) return []
        const { key, source } = fileOf(wanted.table)
        return readRows(source, wanted, await keep(footers, key, () => readFooter(source)))
      },
    }
  }

  const findManifest = (id: string): Promise<Manifest | undefined> => keep(manifests, id, () => readManifest(files, id))

  const basisOf = ({ manifest }: Snapshot, pending: boolean): Basis => ({
    asOf: manifest.readFrom,
    devicesAsOf: manifest.devicesReadFrom,
    pending,
  })

  /** The current snapshot. @throws Busy when a file of it is missing */
  const present = async (): Promise<Opened & { pointers: Pointers }> => {
    const pointers = await readPointers(table)
    const pending = isPending(pointers, presentOf(shelf))
    const { current } = pointers
    if (!current) return { snapshot: undefined, pointers, basis: { asOf: null, devicesAsOf: null, pending: true } }
    const manifest = await findManifest(current.id)
    if (!manifest) throw await reportMissing()
    const snapshot = open(manifest, () => new Busy(new Error('The snapshot was replaced while it was read.')))
    return { snapshot, pointers, basis: basisOf(snapshot, pending) }
  }

  /**
   * The last snapshot of a day, or the last one before it.
   * @param parameter of the request, which names the day
   * @throws LedgerError `no-snapshot`
   */
  const ofDay = async (day: string, parameter?: string): Promise<Snapshot> => {
    const today = presentOf(shelf).day
    if (day > today) throw noSnapshot(`${day} is still to come.`, parameter)
    const pointer = await readDayPointer(table, day)
    const manifest = pointer && (await findManifest(pointer.id))
    if (!manifest) throw noSnapshot(`No snapshot is kept of ${day} or of a day before it.`, parameter)
    const isOld = manifest.day < addDays(today, -daysOfDevices)
    return open(manifest, () => noSnapshot(`The snapshot of ${manifest.day} lacks a file.`), isOld)
  }

  const byId = async (id: string): Promise<Snapshot> => {
    const manifest = await findManifest(id)
    if (!manifest) throw cursorExpired()
    return open(manifest, cursorExpired)
  }

  /** @param isPast whether changes since then are no news */
  const openThat = async (find: Promise<Snapshot>, isPast: boolean): Promise<Opened> => {
    const [{ pointers, basis }, snapshot] = await Promise.all([present(), find])
    const isCurrent = snapshot.manifest.id === pointers.current?.id
    return { snapshot, basis: basisOf(snapshot, isCurrent ? basis.pending : !isPast) }
  }

  /** The current snapshot, or that of a day. @param asOf YYYY-MM-DD @throws LedgerError `no-snapshot` */
  const openAt = (asOf?: string): Promise<Opened> => (asOf === undefined ? present() : openThat(ofDay(asOf), true))

  return {
    present,
    reportMissing,
    ofDay,
    byId,
    openAt,

    /** The snapshot of a page: all pages of a list are of one. @throws LedgerError `no-snapshot`, `cursor-expired` */
    openPage: async ({ limit, after }: PageRequest, asOf?: string): Promise<OpenedPage> => {
      if (after === undefined) return { ...(await openAt(asOf)), offset: 0, limit }
      const [, id, offset] = positionForm.exec(after) ?? []
      if (id === undefined)
        throw badCursor('validation', 'The cursor is not one that this query gave.', 'invalid-cursor')
      return { ...(await openThat(byId(id), asOf !== undefined)), offset: Number(offset), limit }
    },
  }
}

export type SnapshotReader = ReturnType<typeof snapshotReader>

/** Keeps what is made from a table of a snapshot for as long as that is kept. */
export const kept = <From extends object, Made>(make: (from: From) => Made): ((from: From) => Made) => {
  const known = new WeakMap<From, { made: Made }>()
  return (from) => {
    const found = known.get(from) ?? { made: make(from) }
    known.set(from, found)
    return found.made
  }
}
