import * as z from 'zod'
import { isSharing, movePosition } from '../positions/position.ts'
import { changeTitle, type StoredTitle } from '../software/title-store.ts'
import { deviceBucket, deviceBuckets, installsKey, type Key } from '../table/keys.ts'
import { packKeys, unpackKeys } from '../table/packed.ts'
import { raceLost } from '../table/race.ts'
import { type Item, put, remove, type Table, type Write } from '../table/table.ts'

/** Devices of a title that lie in one item; a title with more of them is spread over buckets for good. */
const devicesTogether = 500

const StoredInstalls = z.object({ pk: z.string(), sk: z.string(), devices: z.instanceof(Uint8Array) })

const nameOf = ({ pk, sk }: Key): string => `${pk} ${sk}`

const parseInstalls = (item: Item): [string, string[]] => {
  const { pk, sk, devices } = StoredInstalls.parse(item)
  return [nameOf({ pk, sk }), unpackKeys(devices)]
}

const readSets = async (table: Table, keys: readonly Key[]): Promise<Map<string, string[]>> =>
  new Map((await table.getMany(keys)).map(parseInstalls))

/** Buckets of devices, and `undefined` for titles whose devices lie together. */
export const installParts: readonly (number | undefined)[] = [undefined, ...deviceBuckets]

/** Packed keys of the devices that are counted for any of some titles, as far as they lie in one part. */
export const readInstallsOf = async (
  table: Table,
  titleIds: readonly string[],
  part: number | undefined,
): Promise<string[]> => {
  const sets = await readSets(
    table,
    titleIds.map((id) => installsKey(id, part)),
  )
  return [...sets.values()].flat()
}

/** Packed keys of the devices of a bucket that are counted, by title; empty where there are none. */
export const readInstalledIn = async (
  table: Table,
  titleIds: readonly string[],
  bucket: number,
): Promise<Map<string, Set<string>>> => {
  const sets = await readSets(
    table,
    titleIds.flatMap((id) => [installsKey(id), installsKey(id, bucket)]),
  )
  const devicesOf = (key: Key) => sets.get(nameOf(key)) ?? []
  return new Map(
    titleIds.map((id) => {
      const together = devicesOf(installsKey(id)).filter((device) => deviceBucket(device) === bucket)
      return [id, new Set([...together, ...devicesOf(installsKey(id, bucket))])]
    }),
  )
}

/** By bucket, then by key, however they lie. */
const inOrder = (devices: Iterable<string>): string[] =>
  [...devices].sort((one, other) => deviceBucket(one) - deviceBucket(other) || (one < other ? -1 : 1))

/** One page of the devices that have a title, bucket by bucket. @param after packed key of the last one before */
export const pageInstalls = async (
  table: Table,
  title: StoredTitle,
  limit: number,
  after?: string,
): Promise<string[]> => {
  const from = after === undefined ? 0 : deviceBucket(after)
  const isBehind = (key: string) =>
    after === undefined || deviceBucket(key) > from || (deviceBucket(key) === from && key > after)
  const found: string[] = []
  for (const part of title.isSpread ? deviceBuckets.slice(from) : [undefined]) {
    const devices = await readInstallsOf(table, [title.id], part)
    found.push(...inOrder(devices).filter(isBehind))
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
  /** Its id, when it shares products with other titles and is installed more or less often now. */
  sharing: string | undefined
  /** Of the items that are written. */
  bytes: number
}

/** What an item takes beside its packed keys, and one of these. */
const bytesOfItem = 100
const bytesOfKey = 9

const setOf = (key: Key, devices: ReadonlySet<string>): Write =>
  devices.size > 0 ? put({ ...key, devices: packKeys([...devices].sort()) }, {}, raceLost) : remove(key, {}, raceLost)

const isSame = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && one.isSubsetOf(other)

type Has = (device: string, title: StoredTitle) => boolean

const decide = (before: ReadonlySet<string>, devices: Iterable<string>, title: StoredTitle, has: Has): Set<string> => {
  const after = new Set(before)
  for (const device of devices) {
    if (has(device, title)) after.add(device)
    else after.delete(device)
  }
  return after
}

/** What becomes of one item that holds devices of a title. */
interface SetChange {
  key: Key
  before: ReadonlySet<string>
  after: ReadonlySet<string>
}

/** A set that has grown too large lies in buckets from now on. */
const spread = ({ key, after }: SetChange, { id }: StoredTitle): SetChange[] => [
  { key, before: after, after: new Set() },
  ...[...Map.groupBy(after, deviceBucket)].map(([bucket, devices]) => ({
    key: installsKey(id, bucket),
    before: new Set<string>(),
    after: new Set(devices),
  })),
]

const countTitle = (title: StoredTitle, changes: readonly SetChange[], today: string): TitleCount => {
  const grown = changes.reduce((sum, { before, after }) => sum + after.size - before.size, 0)
  const [first] = changes
  const spreads = !title.isSpread && first !== undefined && first.after.size > devicesTogether
  const written = spreads ? spread(first, title) : changes.filter(({ before, after }) => !isSame(before, after))
  const also = spreads ? { isSpread: true as const } : {}
  return {
    writes: [
      ...(grown !== 0 ? movePosition(title, { ...also, installed: title.installed + grown }, today) : []),
      ...(grown === 0 && spreads ? [changeTitle(title, also)] : []),
      ...written.map(({ key, after }) => setOf(key, after)),
    ],
    sharing: grown !== 0 && isSharing(title) ? title.id : undefined,
    bytes: written.reduce((sum, { after }) => sum + bytesOfItem + after.size * bytesOfKey, bytesOfItem),
  }
}

/** The items in which the devices of a candidate lie, with those of them that are to be decided. */
const partsOf = ({ title, devices }: Candidate): [Key, Iterable<string>][] =>
  title.isSpread
    ? [...Map.groupBy(devices, deviceBucket)].map(([bucket, some]) => [installsKey(title.id, bucket), some])
    : [[installsKey(title.id), devices]]

/**
 * Brings the devices that are counted for titles in line with which of the candidates have them, and the number of
 * them with it. Nothing is written where nothing changes.
 * @param has whether a device has one of the names of a title
 * @param today in the ledger's time zone, YYYY-MM-DD
 */
export const countTitles = async (
  table: Table,
  candidates: readonly Candidate[],
  has: Has,
  today: string,
): Promise<TitleCount[]> => {
  const parts = candidates.map((candidate) => ({ title: candidate.title, parts: partsOf(candidate) }))
  const stored = await readSets(
    table,
    parts.flatMap((candidate) => candidate.parts.map(([key]) => key)),
  )
  return parts
    .map(({ title, parts: own }) =>
      countTitle(
        title,
        own.map(([key, devices]) => {
          const before = new Set(stored.get(nameOf(key)) ?? [])
          return { key, before, after: decide(before, devices, title, has) }
        }),
        today,
      ),
    )
    .filter(({ writes }) => writes.length > 0)
}
