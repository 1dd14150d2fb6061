import { LedgerError } from '../errors.ts'
import { nameKey } from '../names/name.ts'
import { readRaws } from '../software/know-software.ts'
import { readLiving } from '../software/title-store.ts'
import { allDevices, nameOrder, packedDeviceKey } from '../table/keys.ts'
import type { Table } from '../table/table.ts'
import type { Device } from './device.ts'
import { readDevice, readDevices, readDevicesOf, readSoftwareList, type StoredDevice } from './device-store.ts'
import { showDevice } from './list-devices.ts'

const namesakesShown = 10

/** @throws LedgerError `device-not-found` */
export const readKnownDevice = async (table: Table, id: string): Promise<StoredDevice> => {
  const device = await readDevice(table, packedDeviceKey(id))
  if (!device) throw new LedgerError('not-found', 'device-not-found', `There is no device ${id}.`)
  return device
}

/** The beginning of the order of all devices of one name. */
const orderOfName = (name: string): string => nameOrder(nameKey(name), '')

/** Devices of the same name, linked with it or not. */
const readNamesakes = async (table: Table, { sk, name }: StoredDevice): Promise<StoredDevice[]> => {
  const limit = namesakesShown + 1
  const { items } = await table.query({ index: 'gsi1', partition: allDevices, prefix: orderOfName(name), limit })
  return (await readDevicesOf(table, items)).filter((other) => other.sk !== sk && nameKey(other.name) === nameKey(name))
}

const readSoftware = async (table: Table, { sk }: StoredDevice): Promise<Device['software']> => {
  const { raws, versions } = await readSoftwareList(table, sk)
  const names = await readRaws(table, new Set(raws))
  const titles = await readLiving(table, new Set([...names.values()].map(({ titleId }) => titleId)))
  const software = raws.flatMap((key, index) => {
    const raw = names.get(key)
    if (!raw) return []
    const titleId = titles.get(raw.titleId)?.id ?? raw.titleId
    return [{ publisher: raw.publisher, title: raw.title, version: versions[index] ?? '', titleId }]
  })
  return software.sort((one, other) => (nameKey(one.title) < nameKey(other.title) ? -1 : 1))
}

/** @throws LedgerError `device-not-found` */
export const getDevice = async (table: Table, id: string): Promise<Device> => {
  const device = await readKnownDevice(table, id)
  const [namesakes, software] = await Promise.all([readNamesakes(table, device), readSoftware(table, device)])
  const linked = await readDevices(table, [...(device.links ?? []), ...(device.linkedTo ? [device.linkedTo] : [])])
  return {
    ...showDevice(device, linked),
    linkedDevices: [...(device.links ?? [])].flatMap((key) => linked.get(key)?.id ?? []),
    possibleDuplicates: namesakes
      .filter(({ sk, linkedTo }) => !linked.has(sk) && (linkedTo === undefined || linkedTo !== device.linkedTo))
      .slice(0, namesakesShown)
      .map(({ id: other, source, reportedAt }) => ({ id: other, source, reportedAt })),
    software,
  }
}
