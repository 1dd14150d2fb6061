import * as z from 'zod'
import { devicePartitions, namePartitions, seenPartitions } from '../../foundation/table/keys.ts'
import type { Item, Table } from '../../foundation/table/table.ts'
import type { SoftwareName } from '../../inventory/names/software-names.ts'
import type { Lists } from './lists.ts'
import { byText, readPartitions } from './read-partitions.ts'

/** Items of devices are large. */
const partitionsAtOnce = 4
const bytesOfHash = 6

const StoredName = z.object({ sk: z.string(), publisher: z.string(), title: z.string(), seenAt: z.string() })
const StoredDevice = z.object({ sk: z.string(), id: z.string(), name: z.string(), names: z.instanceof(Uint8Array) })
const StoredSeen = z.object({ sk: z.string(), reportedAt: z.string() })

/** Finds the numbers of names by their hashes. Eight million look-ups in a `Map` would take seconds. */
const numberFinder = (hashes: readonly string[]) => {
  const size = 2 ** Math.ceil(Math.log2(2 * hashes.length + 2))
  const slots = new Int32Array(size).fill(-1)
  const low = new Uint32Array(hashes.length)
  const high = new Uint16Array(hashes.length)
  const slotOf = (lowBits: number, highBits: number): number => {
    let slot = lowBits & (size - 1)
    for (let number = slots[slot] ?? -1; number >= 0; number = slots[slot] ?? -1) {
      if (low[number] === lowBits && high[number] === highBits) return slot
      slot = (slot + 1) & (size - 1)
    }
    return slot
  }
  for (const [number, hash] of hashes.entries()) {
    const bytes = Buffer.from(hash, 'base64url')
    low[number] = bytes.readUInt32LE(0)
    high[number] = bytes.readUInt16LE(4)
    slots[slotOf(low[number] ?? 0, high[number] ?? 0)] = number
  }
  /** @returns -1 where no name has the hash */
  return (bytes: Buffer, offset: number): number =>
    slots[slotOf(bytes.readUInt32LE(offset), bytes.readUInt16LE(offset + 4))] ?? -1
}

interface ReadDevice {
  key: string
  id: string
  name: string
  hashes: Buffer
}

const readDevices = async (table: Table): Promise<ReadDevice[]> => {
  const devices: ReadDevice[] = []
  const take = (item: Item) => {
    const { sk: key, id, name, names } = StoredDevice.parse(item)
    devices.push({ key, id, name, hashes: Buffer.from(names) })
  }
  await readPartitions(table, devicePartitions, Object.keys(StoredDevice.shape), take, partitionsAtOnce)
  return devices.sort(byText(({ key }) => key))
}

const readNames = async (table: Table): Promise<SoftwareName[]> => {
  const names: SoftwareName[] = []
  const take = (item: Item) => {
    // The bucket's counter lies beside its names.
    if (item.publisher === undefined) return
    const { sk: hash, ...name } = StoredName.parse(item)
    names.push({ hash, ...name })
  }
  await readPartitions(table, namePartitions, Object.keys(StoredName.shape), take, partitionsAtOnce)
  return names.sort(byText(({ hash }) => hash))
}

const readSeen = async (table: Table): Promise<Map<string, number>> => {
  const seen = new Map<string, number>()
  const take = (item: Item) => {
    const { sk, reportedAt } = StoredSeen.parse(item)
    seen.set(sk, Date.parse(reportedAt))
  }
  await readPartitions(table, seenPartitions, Object.keys(StoredSeen.shape), take, partitionsAtOnce)
  return seen
}

/**
 * Reads what devices report. Names are committed before the devices that have them and read after these, so that no name
 * of a device is missing.
 */
export const readLists = async (table: Table): Promise<Lists> => {
  const devices = await readDevices(table)
  const seen = await readSeen(table)
  const names = await readNames(table)
  const numberOf = numberFinder(names.map(({ hash }) => hash))
  const starts = new Uint32Array(devices.length + 1)
  const nameNumbers = new Uint32Array(
    devices.reduce((sum, { hashes }) => sum + Math.floor(hashes.length / bytesOfHash), 0),
  )
  let next = 0
  for (const [device, { hashes }] of devices.entries()) {
    starts[device] = next
    for (let offset = 0; offset + bytesOfHash <= hashes.length; offset += bytesOfHash) {
      const number = numberOf(hashes, offset)
      if (number >= 0) nameNumbers[next++] = number
    }
    nameNumbers.subarray(starts[device], next).sort()
  }
  starts[devices.length] = next
  return {
    names,
    devices: {
      keys: devices.map(({ key }) => key),
      ids: devices.map(({ id }) => id),
      names: devices.map(({ name }) => name),
      seenAt: Float64Array.from(devices, ({ key }) => seen.get(key) ?? 0),
    },
    starts,
    nameNumbers: nameNumbers.slice(0, next),
  }
}
