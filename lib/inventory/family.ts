import type { Table, Write } from '../table/table.ts'
import type { DeviceCounts } from './device-counts.ts'
import { deviceAsRead, readDevices, type StoredDevice } from './device-store.ts'

/** A device and those with which it counts once. */
export type Family = readonly StoredDevice[]

/** The key under which a device counts. */
const head = ({ sk, linkedTo }: StoredDevice): string => linkedTo ?? sk

/** Families of some devices, by the keys of these devices. */
export const readFamilies = async (table: Table, devices: readonly StoredDevice[]): Promise<Map<string, Family>> => {
  const known = new Map(devices.map((device) => [device.sk, device]))
  const heads = new Set(devices.filter(({ linkedTo }) => linkedTo !== undefined).map(head))
  for (const [key, device] of await readDevices(table, heads.difference(known))) known.set(key, device)
  const members = new Set([...known.values()].flatMap(({ links = [] }) => [...links]))
  for (const [key, device] of await readDevices(table, members.difference(known))) known.set(key, device)
  const families = Map.groupBy(known.values(), head)
  return new Map(devices.map((device) => [device.sk, families.get(head(device)) ?? [device]]))
}

/** How many of some whole families count. */
const countedOf = (devices: Family): number =>
  [...Map.groupBy(devices, head).values()].filter((family) => family.some(({ counted }) => counted)).length

/** What becomes of the counters when some whole families become others. */
export const countChange = (before: Family, after: Family): DeviceCounts => ({
  counted: countedOf(after) - countedOf(before),
  known: after.length - before.length,
})

/** A family with one of its members replaced. */
export const withMember = (family: Family, next: StoredDevice): Family =>
  family.map((device) => (device.sk === next.sk ? next : device))

/** A change of one member is on condition that the others are as they were read. */
export const othersAsRead = (family: Family, device: StoredDevice): Write[] =>
  family.filter(({ sk }) => sk !== device.sk).map(deviceAsRead)

/** A family that a member has left: it counts for itself, and so do those that were linked to it. */
export const withoutMember = (family: Family, { sk }: StoredDevice): Family =>
  family.map((device) => {
    if (device.sk === sk) return { ...device, linkedTo: undefined, links: undefined }
    if (device.linkedTo === sk) return { ...device, linkedTo: undefined }
    return device.links?.has(sk) ? { ...device, links: new Set([...device.links].filter((key) => key !== sk)) } : device
  })
