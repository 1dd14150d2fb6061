import type { Table } from '../table/table.ts'
import { type DeviceSoftware, readDevices, readSoftwareLists, type StoredDevice } from './device-store.ts'

/** Devices as they are now, with their lists of software and the devices that they are linked with. */
export class Machines {
  readonly #devices: ReadonlyMap<string, StoredDevice>
  readonly #names: ReadonlyMap<string, ReadonlySet<string>>

  constructor(devices: ReadonlyMap<string, StoredDevice>, lists: ReadonlyMap<string, DeviceSoftware>) {
    this.#devices = devices
    this.#names = new Map([...lists].map(([key, { raws }]) => [key, new Set(raws)]))
  }

  /** Under which key a device counts: its own, or that of the device to which it is linked. */
  countedAs(key: string): string {
    return this.#devices.get(key)?.linkedTo ?? key
  }

  /** Whether what counts under a key has one of some names now. @param names packed keys */
  has(key: string, names: ReadonlySet<string>): boolean {
    const device = this.#devices.get(key)
    if (!device || device.linkedTo !== undefined) return false
    return [key, ...(device.links ?? [])].some((member) => this.#hasItself(member, names))
  }

  #hasItself(key: string, names: ReadonlySet<string>): boolean {
    const own = this.#names.get(key)
    if (!own || !this.#devices.get(key)?.counted) return false
    return [...names].some((name) => own.has(name))
  }
}

/** @param keys packed */
export const readMachines = async (table: Table, keys: Iterable<string>): Promise<Machines> => {
  const named = await readDevices(table, keys)
  const primaries = [...named.values()].flatMap(({ linkedTo }) => linkedTo ?? [])
  const first = new Map([...named, ...(await readDevices(table, new Set(primaries).difference(named)))])
  const linked = new Set([...first.values()].flatMap(({ links = [] }) => [...links]))
  const all = new Map([...first, ...(await readDevices(table, linked.difference(first)))])
  return new Machines(all, await readSoftwareLists(table, all.keys()))
}
