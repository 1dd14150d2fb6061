import * as z from 'zod'
import { changeTitle, type StoredTitle } from '../software/title-store.ts'
import { deviceBucket, deviceBuckets, installsKey } from '../table/keys.ts'
import { packKeys, unpackKeys } from '../table/packed.ts'
import { raceLost } from '../table/race.ts'
import { type Item, put, remove, type Table, type Write } from '../table/table.ts'

const StoredInstalls = z.object({ pk: z.string(), sk: z.string(), devices: z.instanceof(Uint8Array) })

const nameOf = ({ pk, sk }: { pk: string; sk: string }): string => `${pk} ${sk}`

const parseInstalls = (item: Item) => {
  const { pk, sk, devices } = StoredInstalls.parse(item)
  return { name: nameOf({ pk, sk }), bucket: Number(sk), devices: unpackKeys(devices) }
}

/** Packed keys of the devices of a bucket that are counted for any of some titles. */
export const readInstallsOf = async (table: Table, titleIds: readonly string[], bucket: number): Promise<string[]> => {
  const items = await table.getMany(titleIds.map((id) => installsKey(id, bucket)))
  return items.flatMap((item) => parseInstalls(item).devices)
}

/** Packed keys of the devices of a bucket that are counted, by title; empty where there are none. */
export const readInstalledIn = async (
  table: Table,
  titleIds: readonly string[],
  bucket: number,
): Promise<Map<string, Set<string>>> => {
  const items = (await table.getMany(titleIds.map((id) => installsKey(id, bucket)))).map(parseInstalls)
  const stored = new Map(items.map(({ name, devices }) => [name, devices]))
  return new Map(titleIds.map((id) => [id, new Set(stored.get(nameOf(installsKey(id, bucket))) ?? [])]))
}

/** One page of the devices that have a title, bucket by bucket. @param after bucket and packed key of the last one */
export const pageInstalls = async (
  table: Table,
  titleId: string,
  limit: number,
  after?: { bucket: number; key: string },
): Promise<{ bucket: number; key: string }[]> => {
  const found: { bucket: number; key: string }[] = []
  for (const bucket of deviceBuckets.slice(after?.bucket ?? 0)) {
    const item = await table.get(installsKey(titleId, bucket))
    const keys = item ? parseInstalls(item).devices : []
    const rest = after?.bucket === bucket ? keys.filter((key) => key > after.key) : keys
    found.push(...rest.map((key) => ({ bucket, key })))
    if (found.length >= limit) break
  }
  return found.slice(0, limit)
}

/** A title, and what is to be decided of it: of which devices it is to be found out whether they have it. */
export interface Candidate {
  title: StoredTitle
  /** Packed keys, as they count. */
  devices: ReadonlySet<string>
}

/** What becomes of one title. */
export interface TitleCount {
  writes: Write[]
  /** Of the items that are written. */
  bytes: number
}

/** What an item takes beside its packed keys. */
const bytesOfItem = 100

const setOf = (titleId: string, bucket: number, devices: readonly string[]): Write =>
  devices.length > 0
    ? put({ ...installsKey(titleId, bucket), devices: packKeys(devices) }, {}, raceLost)
    : remove(installsKey(titleId, bucket), {}, raceLost)

/**
 * Brings the devices that are counted for titles in line with which of the candidates have them, and the number of
 * them with it. Nothing is written where nothing changes.
 * @param has whether a device has one of the names of a title
 */
export const countTitles = async (
  table: Table,
  candidates: readonly Candidate[],
  has: (device: string, title: StoredTitle) => boolean,
): Promise<TitleCount[]> => {
  const wanted = candidates.map(({ title, devices }) => ({ title, byBucket: Map.groupBy(devices, deviceBucket) }))
  const keys = wanted.flatMap(({ title, byBucket }) =>
    [...byBucket.keys()].map((bucket) => installsKey(title.id, bucket)),
  )
  const stored = new Map((await table.getMany(keys)).map(parseInstalls).map(({ name, devices }) => [name, devices]))
  return wanted.flatMap(({ title, byBucket }): TitleCount[] => {
    const writes: Write[] = []
    let bytes = bytesOfItem
    let installed = title.installed
    for (const [bucket, devices] of byBucket) {
      const before = new Set(stored.get(nameOf(installsKey(title.id, bucket))) ?? [])
      const after = new Set(before)
      for (const device of devices) {
        if (has(device, title)) after.add(device)
        else after.delete(device)
      }
      if (after.size === before.size && after.isSubsetOf(before)) continue
      installed += after.size - before.size
      bytes += bytesOfItem + after.size * 9
      writes.push(setOf(title.id, bucket, [...after].sort()))
    }
    if (writes.length === 0) return []
    if (installed === title.installed) return [{ writes, bytes }]
    return [{ writes: [changeTitle(title, { installed }), ...writes], bytes }]
  })
}
