import * as z from 'zod'
import {
  allDevices,
  deviceFactsKey,
  deviceKey,
  deviceVersionsKey,
  type Key,
  nameOrder,
  seenKey,
} from '../../foundation/table/keys.ts'
import { type Item, put, remove, type Table, update, type Write } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { FormerName } from './former-name.ts'
import { StoredCoverage } from './plan-coverage.ts'

/**
 * A device is three items. This one has what is counted, and each change of it triggers a run. Its last report and the
 * versions of its software are kept apart, because they change with most reports.
 */
const StoredDevice = z.object({
  /** Packed key of the device. */
  sk: z.string(),
  id: z.string(),
  name: z.string(),
  /** Hashes of its names of software, six bytes each, in the order of their texts. */
  names: z.instanceof(Uint8Array),
  createdAt: z.string(),
})
type StoredDevice = z.infer<typeof StoredDevice>

/** The last report of a device. Every write of the device is on condition of its version. */
const StoredSeen = z.object({
  sk: z.string(),
  reportedAt: z.string(),
  source: z.string(),
  /** Each version of a program counts. */
  softwareCount: z.number(),
  /** Of the report; and of the report without versions. */
  digest: z.string(),
  namesDigest: z.string(),
  /** Of the last report that had one. Its name is among those of the device. */
  operatingSystem: z.object({ title: z.string(), version: z.string() }).optional(),
  /** Also here, so that a report shows another name; absent if the last report was taken before names were. */
  name: z.string().optional(),
  formerName: FormerName.optional(),
  /** Names of software that the API took from it and that were new to the ledger. */
  namesAdded: z.number().optional(),
  /** What plans of its primary user cover, as the counted item has it too; and as of when that was first said. */
  covers: StoredCoverage.optional(),
  asOf: z.string().optional(),
  version: z.number(),
  updatedAt: z.string(),
})
export type StoredSeen = z.infer<typeof StoredSeen>

export interface KnownDevice {
  device: StoredDevice
  seen: StoredSeen
}

export interface Program {
  hash: string
  versions: string[]
}

const pack = (programs: readonly Program[]) => {
  const sorted = programs.toSorted((one, other) => (one.hash < other.hash ? -1 : 1))
  return {
    names: Buffer.from(sorted.map(({ hash }) => hash).join(''), 'base64url'),
    // Tabs separate the versions of one name, line breaks the names: a version has neither.
    versions: sorted.map(({ versions }) => versions.join('\t')).join('\n'),
  }
}

const StoredVersions = z.object({ sk: z.string(), versions: z.string() })

const unpack = ({ names }: StoredDevice, versions = ''): Program[] => {
  const hashes = Buffer.from(names).toString('base64url').match(/.{8}/gu) ?? []
  const lines = versions.split('\n')
  return hashes.map((hash, index) => ({ hash, versions: (lines[index] ?? '').split('\t') }))
}

const bySortKey = <T extends { sk: string }>(schema: z.ZodType<T>, items: readonly Item[] = []): Map<string, T> =>
  new Map(items.map((item) => schema.parse(item)).map((one) => [one.sk, one]))

export const readSeen = async (table: Table, keys: readonly string[]): Promise<Map<string, StoredSeen>> =>
  bySortKey(StoredSeen, await table.getMany(keys.map(seenKey)))

/** What is stored of some devices, read together: the fewer requests, the cheaper. */
const readParts = async (table: Table, keys: readonly string[], ...parts: ((key: string) => Key)[]) => {
  const items = await table.getMany(keys.flatMap((key) => parts.map((keyOf) => keyOf(key))))
  const byKind = Map.groupBy(items, ({ pk }) => String(pk).replace(/#.*/, ''))
  const devices = bySortKey(StoredDevice, byKind.get('DEVICES'))
  const seen = bySortKey(StoredSeen, byKind.get('SEEN'))
  const known = keys.flatMap((key): [string, KnownDevice][] => {
    const [device, last] = [devices.get(key), seen.get(key)]
    return device && last ? [[key, { device, seen: last }]] : []
  })
  return { known: new Map(known), versions: bySortKey(StoredVersions, byKind.get('DEVICE-VERSIONS')) }
}

export const readDevices = async (table: Table, keys: readonly string[]): Promise<Map<string, KnownDevice>> =>
  (await readParts(table, keys, deviceKey, seenKey)).known

export interface DeviceWithSoftware extends KnownDevice {
  programs: Program[]
}

/** The same with software. A device that reports meanwhile may have versions of both reports. */
export const readDevicesWithSoftware = async (table: Table, keys: readonly string[]): Promise<DeviceWithSoftware[]> => {
  const { known, versions } = await readParts(table, keys, deviceKey, seenKey, deviceVersionsKey)
  return [...known].map(([key, one]) => ({ ...one, programs: unpack(one.device, versions.get(key)?.versions) }))
}

type SeenReport = Omit<StoredSeen, 'sk' | 'version' | 'updatedAt'>
type Reported = SeenReport & Pick<StoredDevice, 'id' | 'name'> & { programs: readonly Program[] }

const indexKeys = (key: string, name: string) => ({ gsi1pk: allDevices, gsiSk: nameOrder(nameKey(name), key) })

const putVersions = (key: string, versions: string): Write => put({ ...deviceVersionsKey(key), versions }, {})

export const addDevice = (key: string, { id, name, programs, ...seen }: Reported, at: string): Write[] => {
  const { names, versions } = pack(programs)
  const device = { id, name, names, ...(seen.covers && { covers: seen.covers }), createdAt: at, writtenAt: at }
  return [
    put({ ...seenKey(key), name, ...seen, version: 1, updatedAt: at }, { exists: false }),
    put({ ...deviceKey(key), ...device, ...indexKeys(key, name) }, {}),
    putVersions(key, versions),
  ]
}

export const changeSeen = ({ sk, version }: StoredSeen, changes: Partial<SeenReport>, at: string): Write =>
  update(seenKey(sk), { set: { ...changes, version: version + 1, updatedAt: at } }, { equals: { version } })

/**
 * A newer report of a device. The item that is counted changes with its names and with what plans cover, or is written as
 * it is on its return.
 */
export const updateDevice = (
  seen: StoredSeen,
  { id, name, programs, ...report }: Reported,
  news: 'names' | 'versions' | 'return' | 'time',
  at: string,
): Write[] => {
  const { sk } = seen
  const { covers } = report
  const { names, versions } = pack(programs)
  const named = news === 'names' && { name, names, ...indexKeys(sk, name) }
  const changes = { ...named, ...(covers && { covers }), writtenAt: at }
  const isCounted = news === 'names' || news === 'return'
  return [
    changeSeen(seen, { name, ...report }, at),
    ...(isCounted || covers ? [update(deviceKey(sk), { set: changes }, { exists: true })] : []),
    ...(news === 'names' || news === 'versions' ? [putVersions(sk, versions)] : []),
  ]
}

/** What plans cover on a device has changed, and nothing else. */
export const changeCovers = (
  seen: StoredSeen,
  { covers, ...more }: Partial<SeenReport> & Pick<SeenReport, 'covers'>,
  at: string,
): Write[] => [
  changeSeen(seen, { covers, ...more }, at),
  update(deviceKey(seen.sk), { set: { covers, writtenAt: at } }, { exists: true }),
]

export const dropDevice = ({ device: { sk }, seen: { version } }: KnownDevice): Write[] => [
  remove(seenKey(sk), { equals: { version } }),
  remove(deviceKey(sk), {}),
  remove(deviceVersionsKey(sk), {}),
  remove(deviceFactsKey(sk), {}),
]
