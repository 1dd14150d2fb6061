import { createHash } from 'node:crypto'
import * as z from 'zod'
import { nameKey } from '../names/name.ts'
import { allDevices, deviceKey, deviceSoftwareKey, nameOrder, packedDeviceKey, packedRawKey } from '../table/keys.ts'
import { packKeys, unpackKeys } from '../table/packed.ts'
import { raceLost } from '../table/race.ts'
import { check, type Item, put, remove, type Table, update, type Write } from '../table/table.ts'
import type { DeviceReport, ReportedSoftware } from './device.ts'

/** A managed device as stored, without its list of software. */
const StoredDevice = z.object({
  /** Its packed key. */
  sk: z.string(),
  id: z.string(),
  name: z.string(),
  source: z.string(),
  reportedAt: z.string(),
  /** What tells lists of software apart. */
  digest: z.string(),
  counted: z.boolean(),
  softwareCount: z.number(),
  /** Packed key of the device with which it counts once. */
  linkedTo: z.string().optional(),
  /** Packed keys of the devices that count once together with this one. */
  links: z.set(z.string()).optional(),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type StoredDevice = z.infer<typeof StoredDevice>

export const parseDevice = (item: Item): StoredDevice => StoredDevice.parse(item)

/** @param key packed */
export const readDevice = async (table: Table, key: string): Promise<StoredDevice | undefined> => {
  const item = await table.get(deviceKey(key))
  return item && parseDevice(item)
}

/** @param keys packed */
export const readDevices = async (
  table: Table,
  keys: Iterable<string>,
  reading?: { consistent: boolean },
): Promise<Map<string, StoredDevice>> => {
  const items = await table.getMany([...new Set(keys)].map(deviceKey), reading)
  return new Map(items.map((item) => parseDevice(item)).map((device) => [device.sk, device]))
}

/** The devices that an index lists, in its order, as they are now. */
export const readDevicesOf = async (table: Table, listed: readonly Item[]): Promise<StoredDevice[]> => {
  const keys = listed.map(({ sk }) => String(sk))
  const devices = await readDevices(table, keys)
  return keys.flatMap((key) => devices.get(key) ?? [])
}

const StoredSoftware = z.object({ sk: z.string(), raws: z.instanceof(Uint8Array), versions: z.string() })

/** The list of software of a device: packed keys of names as reported, each with a version. */
export interface DeviceSoftware {
  raws: string[]
  versions: string[]
}

const noSoftware: DeviceSoftware = { raws: [], versions: [] }

const parseSoftware = (item: Item): DeviceSoftware => {
  const { raws, versions } = StoredSoftware.parse(item)
  return { raws: unpackKeys(raws), versions: versions.split('\n') }
}

/** @param keys packed */
export const readSoftwareLists = async (
  table: Table,
  keys: Iterable<string>,
  reading?: { consistent: boolean },
): Promise<Map<string, DeviceSoftware>> => {
  const items = await table.getMany([...new Set(keys)].map(deviceSoftwareKey), reading)
  return new Map(items.map((item) => [String(item.sk), parseSoftware(item)]))
}

/** @param key packed */
export const readSoftwareList = async (table: Table, key: string): Promise<DeviceSoftware> => {
  const item = await table.get(deviceSoftwareKey(key))
  return item ? parseSoftware(item) : noSoftware
}

/** A list as it is stored: sorted, each name once with each of its versions. */
export const listOfSoftware = (software: readonly ReportedSoftware[]): DeviceSoftware => {
  const entries = software.map(({ publisher, title, version }) => `${packedRawKey(publisher, title)}${version}`)
  const distinct = [...new Set(entries)].sort()
  return { raws: distinct.map((entry) => entry.slice(0, 12)), versions: distinct.map((entry) => entry.slice(12)) }
}

export const digestOf = ({ raws, versions }: DeviceSoftware): string =>
  createHash('sha256')
    .update(JSON.stringify([raws, versions]))
    .digest('base64url')

const putSoftware = (key: string, { raws, versions }: DeviceSoftware): Write =>
  put({ ...deviceSoftwareKey(key), raws: packKeys(raws), versions: versions.join('\n') }, {}, raceLost)

const indexKeys = ({ name, id }: Pick<StoredDevice, 'name' | 'id'>) => ({
  gsi1pk: allDevices,
  gsiSk: nameOrder(nameKey(name), id),
})

/** What a report makes of a device. */
export const deviceOf = (
  { deviceId, deviceName, reportedAt }: DeviceReport,
  { list, digest }: { list: DeviceSoftware; digest: string },
  { source, counted, at }: { source: string; counted: boolean; at: string },
): StoredDevice => ({
  sk: packedDeviceKey(deviceId),
  id: deviceId,
  name: deviceName,
  source,
  reportedAt,
  digest,
  counted,
  softwareCount: list.raws.length,
  version: 1,
  createdAt: at,
  updatedAt: at,
})

/** A device that was not known, with its list. */
export const addDevice = (device: StoredDevice, list: DeviceSoftware): Write[] => [
  put({ ...deviceKey(device.sk), ...device, ...indexKeys(device) }, { exists: false }, raceLost),
  putSoftware(device.sk, list),
]

type DeviceChanges = Partial<
  Pick<
    StoredDevice,
    'name' | 'source' | 'reportedAt' | 'digest' | 'counted' | 'softwareCount' | 'linkedTo' | 'links' | 'updatedAt'
  >
>

/** Changes a device as it was read. */
export const changeDevice = (
  device: StoredDevice,
  changes: { [K in keyof DeviceChanges]: DeviceChanges[K] | undefined },
): Write =>
  update(
    deviceKey(device.sk),
    {
      set: {
        ...changes,
        ...(changes.name !== undefined && indexKeys({ name: changes.name, id: device.id })),
        version: device.version + 1,
      },
    },
    { equals: { version: device.version } },
    raceLost,
  )

/** A device with a new list, as it was read. */
export const replaceSoftware = (device: StoredDevice, changes: DeviceChanges, list: DeviceSoftware): Write[] => [
  changeDevice(device, changes),
  putSoftware(device.sk, list),
]

export const dropDevice = ({ sk, version }: StoredDevice): Write[] => [
  remove(deviceKey(sk), { equals: { version } }, raceLost),
  remove(deviceSoftwareKey(sk), {}, raceLost),
]

/** Commits only while a device is as it was read. */
export const deviceAsRead = ({ sk, version }: StoredDevice): Write =>
  check(deviceKey(sk), { equals: { version } }, raceLost)
