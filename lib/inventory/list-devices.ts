import { nameKey } from '../names/name.ts'
import { allDevices } from '../table/keys.ts'
import { mergedList } from '../table/merged-list.ts'
import type { ListPage, PageRequest } from '../table/page.ts'
import type { Item, Table } from '../table/table.ts'
import type { DeviceListItem } from './device.ts'
import { readDevices, readDevicesOf, type StoredDevice } from './device-store.ts'

/** @param devices by packed key, in which the device that it is linked to is found */
export const showDevice = (
  { id, name, source, reportedAt, counted, softwareCount, linkedTo, version, createdAt, updatedAt }: StoredDevice,
  devices: ReadonlyMap<string, StoredDevice>,
): DeviceListItem => {
  const linked = linkedTo === undefined ? undefined : devices.get(linkedTo)
  const times = { version, createdAt, updatedAt }
  return { id, name, source, reportedAt, counted, softwareCount, ...(linked && { linkedTo: linked.id }), ...times }
}

/**
 * Managed devices by name. `contains` looks at name and id, and bounds what a page reads, so that a page may be short
 * or empty and still go on.
 */
export const listDevices = async (
  table: Table,
  contains: string | undefined,
  page: PageRequest,
): Promise<ListPage<DeviceListItem>> => {
  const needle = contains === undefined ? '' : nameKey(contains)
  const has = (value: unknown) => nameKey(String(value)).includes(needle)
  const matches = needle === '' ? undefined : ({ name, id }: Item) => has(name) || has(id)
  const { items, next } = await mergedList(table, [{ index: 'gsi1', partition: allDevices }], page, matches)
  const devices = await readDevicesOf(table, items)
  const linked = await readDevices(
    table,
    devices.flatMap(({ linkedTo }) => linkedTo ?? []),
  )
  return { items: devices.map((device) => showDevice(device, linked)), ...(next !== undefined && { next }) }
}
