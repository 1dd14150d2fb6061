import * as z from 'zod'
import { ascendingBy } from '../../foundation/collections.ts'
import { deviceFactsPartitions, devicePartitions, namePartitions, seenPartitions } from '../../foundation/table/keys.ts'
import type { Item, Table } from '../../foundation/table/table.ts'
import { StoredFacts } from '../../inventory/devices/device-facts.ts'
import { FormerName, otherNameOf } from '../../inventory/devices/former-name.ts'
import { coverageBits, StoredCoverage } from '../../inventory/devices/plan-coverage.ts'
import { type Lists, type MachineFacts, noMachineFacts } from './lists.ts'
import { readPartitions } from './read-partitions.ts'

const partitionsAtOnce = 4
const bytesOfHash = 6

const StoredName = z.object({ sk: z.string(), publisher: z.string(), title: z.string(), seenAt: z.string() })
const StoredDevice = z.object({
  ...{ sk: z.string(), id: z.string(), name: z.string(), names: z.instanceof(Uint8Array) },
  covers: StoredCoverage.optional(),
})
const StoredSeen = z.object({ sk: z.string(), reportedAt: z.string(), formerName: FormerName.optional() })

/** Reads items in the order of their sort keys. @param parse gives nothing for an item of another kind */
const readSorted = async <T>(
  table: Table,
  partitions: readonly string[],
  { shape }: z.ZodObject,
  parse: (item: Item) => (T & { sk: string })[],
) => {
  const read = await readPartitions(table, partitions, parse, Object.keys(shape), partitionsAtOnce)
  return read.flat(2).sort(ascendingBy(({ sk }) => sk))
}

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

/** Of the names that facts give: ascending, each once. */
const numbersOf = ({ products }: StoredFacts, numberOf: ReturnType<typeof numberFinder>): number[] => {
  const numbers = products.map(({ hash }) => numberOf(Buffer.from(hash, 'base64url'), 0))
  return [...new Set(numbers)].filter((number) => number >= 0).sort((one, other) => one - other)
}

const addMachine = (
  { device, cores, processors, isVirtual, names }: MachineFacts,
  number: number,
  facts: StoredFacts,
  nameNumbers: readonly number[],
): void => {
  device.push(number)
  cores.push(facts.cores ?? 0)
  processors.push(facts.processors ?? 0)
  isVirtual.push(facts.isVirtual === undefined ? -1 : Number(facts.isVirtual))
  names.nameNumbers.push(...nameNumbers)
  names.starts.push(names.nameNumbers.length)
}

/** Reads what devices report, and facts of them: names last, as they are committed before the devices that have them. */
export const readLists = async (table: Table): Promise<Lists> => {
  const devices = await readSorted(table, devicePartitions, StoredDevice, (item) => {
    const { names, covers, ...device } = StoredDevice.parse(item)
    return [{ ...device, hashes: Buffer.from(names), coverage: covers ? coverageBits(covers) : 0 }]
  })
  const reports = await readSorted(table, seenPartitions, StoredSeen, (item) => [StoredSeen.parse(item)])
  const seenAt = new Map(reports.map(({ sk, reportedAt }) => [sk, Date.parse(reportedAt)]))
  const otherNames = new Map(reports.flatMap((seen) => (seen.formerName ? [[seen.sk, otherNameOf(seen)?.name]] : [])))
  const facts = await readSorted(table, deviceFactsPartitions, StoredFacts, (item) => [StoredFacts.parse(item)])
  const factsOf = new Map(facts.map((one) => [one.sk, one]))
  // The counter of a partition lies beside its names.
  const names = await readSorted(table, namePartitions, StoredName, (item) =>
    item.publisher === undefined ? [] : [StoredName.parse(item)],
  )
  const numberOf = numberFinder(names.map(({ sk }) => sk))
  const starts = new Uint32Array(devices.length + 1)
  const ofFacts = facts.reduce((sum, { products }) => sum + products.length, 0)
  const places = devices.reduce((sum, { hashes }) => sum + Math.floor(hashes.length / bytesOfHash), ofFacts)
  const machines: MachineFacts = structuredClone(noMachineFacts)
  const nameNumbers = new Uint32Array(places)
  let next = 0
  for (const [device, { sk, hashes }] of devices.entries()) {
    starts[device] = next
    for (let offset = 0; offset + bytesOfHash <= hashes.length; offset += bytesOfHash) {
      const number = numberOf(hashes, offset)
      if (number >= 0) nameNumbers[next++] = number
    }
    const said = factsOf.get(sk)
    if (said) {
      const numbers = numbersOf(said, numberOf)
      const reported = new Set(nameNumbers.subarray(starts[device], next))
      for (const number of numbers) if (!reported.has(number)) nameNumbers[next++] = number
      addMachine(machines, device, said, numbers)
    }
    nameNumbers.subarray(starts[device], next).sort()
  }
  starts[devices.length] = next
  return {
    names: names.map(({ sk: hash, ...name }) => ({ hash, ...name })),
    devices: {
      keys: devices.map(({ sk }) => sk),
      ids: devices.map(({ id }) => id),
      names: devices.map(({ name }) => name),
      otherNames: devices.map(({ sk }) => otherNames.get(sk) ?? ''),
    },
    seenAt: Float64Array.from(devices, ({ sk }) => seenAt.get(sk) ?? 0),
    installs: { starts, nameNumbers: nameNumbers.slice(0, next) },
    machines,
    ...(devices.some(({ coverage }) => coverage > 0) && {
      coverage: Uint8Array.from(devices, ({ coverage }) => coverage),
    }),
  }
}
