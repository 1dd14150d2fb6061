import type { FileMetaData } from 'hyparquet'
import * as z from 'zod'
import { addDays } from '../../foundation/calendar/day.ts'
import { LedgerError } from '../../foundation/errors.ts'
import { Busy } from '../../foundation/table/attempts.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { commit, type Table } from '../../foundation/table/table.ts'
import type { ReadableFiles } from './files.ts'
import type { Manifest } from './manifest.ts'
import { isPending, type Pointers, presentOf, readDayPointer, readPointers, want } from './pointers.ts'
import { readFooter, readManifest, readRows, tableOfBytes, type Wanted } from './stored-snapshot.ts'
import { daysOfDevices, type Row, type TableName, tablesOfDevices } from './tables.ts'

/** What an answer rests on. */
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
  /** All rows of a table, kept for the next reader. */
  all: <T extends TableName>(table: T) => Promise<readonly Row<T>[]>
  /** Some rows of a table, read for this alone. */
  some: <T extends TableName>(wanted: Wanted<T>) => Promise<Row<T>[]>
}

export interface PresentSnapshot extends Basis {
  snapshot: Snapshot | undefined
  pointers: Pointers
}

/** A file of the current snapshot is missing: the next run makes all files again. */
const reportMissing = async (table: Table): Promise<Busy> => {
  await commit(table, [want({ devices: 1, facts: 1 }, { rebuild: true })])
  return new Busy(new Error('A file of the snapshot is missing. It is being made again.'))
}

/** Bytes of a table that is read whole with one request. */
const readAtOnce = 4 * 1024 * 1024
/** Files whose rows are kept, those asked for last. */
const filesKept = 12

const noSnapshot = (message: string): LedgerError =>
  new LedgerError('malformed', 'no-snapshot', message, [{ parameter: 'asOf', code: 'no-snapshot', message }])

const cursorExpired = (): LedgerError =>
  new LedgerError('malformed', 'cursor-expired', 'The list that this cursor is of is not kept any more.', [
    { parameter: 'cursor', code: 'cursor-expired', message: 'Leave it out to begin with the first page again.' },
  ])

/** Reads snapshots. Pointers are read at each call, with one request; manifests and tables never change and are kept. */
export const snapshotReader = (
  shelf: Pick<LedgerWith<'timeZone'>, 'table' | 'now' | 'timeZone'> & { files: ReadableFiles },
) => {
  const { table, files } = shelf
  const manifests = new Map<string, Promise<Manifest | undefined>>()
  const kept = new Map<string, Promise<readonly unknown[]>>()
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

  /**
   * @param gone the error when a file is missing: only the current snapshot can be made again
   * @param isOld it is kept without devices, even where they are still in memory
   */
  const open = (manifest: Manifest, gone: () => Error, isOld = false): Snapshot => {
    const sourceOf = (name: TableName) => {
      const file = isOld && tablesOfDevices.includes(name) ? undefined : manifest.tables[name]
      if (!file) throw noSnapshot(`The snapshot of ${manifest.day} is kept without ${name}: it is too old.`)
      const { key, bytes } = file
      const slice = async (start: number, end: number): Promise<Uint8Array> => {
        const part = await files.read(key, { start, end })
        if (part) return part
        const isCurrent = (await readPointers(table)).current?.id === manifest.id
        throw isCurrent ? await reportMissing(table) : gone()
      }
      return { key, bytes, slice }
    }
    return {
      manifest,
      // It rejects instead of throwing: its caller may wait for several tables.
      all: async <T extends TableName>(name: T) => {
        const source = sourceOf(name)
        const rows = await keep(kept, source.key, async () => {
          const read = source.bytes > readAtOnce ? source : tableOfBytes(await source.slice(0, source.bytes))
          return readRows(read, await readFooter(read), { table: name })
        })
        return rows as readonly Row<T>[]
      },
      some: async (wanted) => {
        if (wanted.from !== undefined && wanted.from === wanted.to) return []
        const source = sourceOf(wanted.table)
        return readRows(source, await keep(footers, source.key, () => readFooter(source)), wanted)
      },
    }
  }

  const findManifest = (id: string): Promise<Manifest | undefined> => keep(manifests, id, () => readManifest(files, id))

  return {
    /** The current snapshot. @throws Busy when a file of it is missing */
    present: async (): Promise<PresentSnapshot> => {
      const pointers = await readPointers(table)
      const pending = isPending(pointers, presentOf(shelf))
      if (!pointers.current) return { snapshot: undefined, pointers, asOf: null, devicesAsOf: null, pending: true }
      const manifest = await findManifest(pointers.current.id)
      if (!manifest) throw await reportMissing(table)
      const { readFrom: asOf, devicesReadFrom: devicesAsOf } = manifest
      const snapshot = open(manifest, () => new Busy(new Error('The snapshot was replaced while it was read.')))
      return { snapshot, pointers, asOf, devicesAsOf, pending }
    },

    /** The last snapshot of a day, or the last one before it. @throws LedgerError `no-snapshot` */
    ofDay: async (day: string): Promise<Snapshot> => {
      if (day > presentOf(shelf).day) throw noSnapshot(`${day} is still to come.`)
      const pointer = await readDayPointer(table, day)
      const manifest = pointer && (await findManifest(pointer.id))
      if (!manifest) throw noSnapshot(`No snapshot is kept of ${day} or of a day before it.`)
      const isOld = manifest.day < addDays(presentOf(shelf).day, -daysOfDevices)
      return open(manifest, () => noSnapshot(`The snapshot of ${manifest.day} lacks a file.`), isOld)
    },

    /** The snapshot that a cursor is of. @throws LedgerError `cursor-expired` */
    byId: async (id: string): Promise<Snapshot> => {
      const manifest = await findManifest(id)
      if (!manifest) throw cursorExpired()
      return open(manifest, cursorExpired)
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
