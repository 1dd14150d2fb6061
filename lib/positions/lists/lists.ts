import { createHash } from 'node:crypto'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import * as z from 'zod'
import { once } from '../../foundation/collections.ts'
import type { SoftwareName } from '../../inventory/names/software-names.ts'

const Numbers = z.array(z.number())

/** What files of device facts say, of those devices only that they speak of: each array has a place for each such device. */
const MachineFacts = z.object({
  /** Numbers of devices, ascending. */
  device: Numbers,
  /** 0: not known. */
  cores: Numbers,
  /** 0: not known. */
  processors: Numbers,
  /** 1 and 0: a virtual machine, or none; -1: not known. */
  isVirtual: Numbers,
  /**
   * Numbers of names that facts give, ascending, and where those of each place begin; one more at the end. They are among
   * the device's installs too.
   */
  names: z.object({ starts: Numbers, nameNumbers: Numbers }),
})
export type MachineFacts = z.infer<typeof MachineFacts>

export const noMachineFacts: MachineFacts = {
  device: [],
  cores: [],
  processors: [],
  isVirtual: [],
  names: { starts: [0], nameNumbers: [] },
}

/**
 * What devices report, as of one moment: names in the order of their hashes, devices in that of their packed keys, and
 * for each device the numbers of its names, ascending, one device after the other.
 */
export interface Lists {
  names: readonly SoftwareName[]
  devices: {
    keys: readonly string[]
    ids: readonly string[]
    names: readonly string[]
    /** Under which another machine seems to report with the same id; mostly empty. */
    otherNames: readonly string[]
  }
  /** When each device last reported: milliseconds since 1970. */
  seenAt: Float64Array
  /** Numbers of names, and where those of each device begin; one more at the end. */
  installs: { starts: Uint32Array; nameNumbers: Uint32Array }
  machines: MachineFacts
  /**
   * Of each device, what plans of its primary user cover: `coverageBits` of lib/inventory/devices/plan-coverage.ts. Absent
   * when nothing of that is known of any.
   */
  coverage?: Uint8Array | undefined
  /** As a file has them: a run that changes no install need not read devices and installs. */
  digests?: { structure: string; devices: string }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

const digestOf = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('base64url')
}

/** Of which device has which names, and of the facts of machines: not of when devices were seen. */
export const structureDigest = (lists: Lists): string => {
  if (lists.digests) return lists.digests.structure
  const { names, devices, installs, machines } = lists
  const head = `${names.map(({ hash }) => hash).join()}\n${devices.keys.join()}\n${JSON.stringify(machines)}\n`
  return digestOf(head, bytesOf(installs.starts), bytesOf(installs.nameNumbers))
}

export const devicesDigest = (lists: Lists): string => {
  if (lists.digests) return lists.digests.devices
  const { devices, seenAt } = lists
  return digestOf(JSON.stringify([devices.keys, devices.ids, devices.names, devices.otherNames]), bytesOf(seenAt))
}

export const coverageDigest = ({ coverage }: Pick<Lists, 'coverage'>): string => (coverage ? digestOf(coverage) : '')

export const namesDigest = ({ names }: Pick<Lists, 'names'>): string =>
  digestOf(names.map(({ hash, seenAt }) => `${hash}${seenAt}`).join())

/**
 * The lists file: a JSON header with its length before it, then its sections, all compressed. Numbers of names are
 * differences, seven bits a byte, so that a name of a device takes little more than a byte.
 */
const formatVersion = 3

const Header = z.object({
  format: z.literal(formatVersion),
  names: z.number(),
  devices: z.number(),
  installs: z.number(),
  sections: z.array(z.number()),
  digests: z.object({ structure: z.string(), devices: z.string() }).optional(),
})

const Texts = z.array(z.string())
const Names = z.tuple([Texts, Texts, Texts, Texts])
const Devices = z.tuple([Texts, Texts, Texts, Texts])

const encodeInstalls = ({ starts, nameNumbers }: Lists['installs']): Uint8Array => {
  const bytes = new Uint8Array(5 * (nameNumbers.length + starts.length))
  let at = 0
  const write = (value: number): void => {
    let rest = value
    while (rest > 127) {
      bytes[at++] = (rest & 127) | 128
      rest >>>= 7
    }
    bytes[at++] = rest
  }
  for (let device = 0; device + 1 < starts.length; device++) {
    const [from = 0, to = 0] = [starts[device], starts[device + 1]]
    write(to - from)
    let before = 0
    for (let index = from; index < to; index++) {
      const number = nameNumbers[index] ?? 0
      write(number - before)
      before = number
    }
  }
  return bytes.subarray(0, at)
}

const decodeInstalls = (bytes: Uint8Array, devices: number, installs: number) => {
  const starts = new Uint32Array(devices + 1)
  const nameNumbers = new Uint32Array(installs)
  let at = 0
  const read = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0
      value |= (byte & 127) << shift
      if (byte < 128) return value
    }
  }
  let next = 0
  for (let device = 0; device < devices; device++) {
    starts[device] = next
    let number = 0
    for (let count = read(); count > 0; count--) {
      number += read()
      nameNumbers[next++] = number
    }
  }
  starts[devices] = next
  return { starts, nameNumbers }
}

/** The file, and an id that follows from what it says: the same lists are the same file. */
export const encodeLists = (lists: Lists): { id: string; bytes: Uint8Array } => {
  const { names, devices, seenAt, installs, machines, coverage } = lists
  const json = (value: unknown) => Buffer.from(JSON.stringify(value))
  const sections = [
    json((['hash', 'publisher', 'title', 'seenAt'] as const).map((field) => names.map((name) => name[field]))),
    json([devices.keys, devices.ids, devices.names, devices.otherNames]),
    bytesOf(seenAt),
    encodeInstalls(installs),
    json(machines),
    // Files of earlier versions have none, and these versions pass it over.
    ...(coverage ? [coverage] : []),
  ]
  const header = json({
    format: formatVersion,
    names: names.length,
    devices: devices.ids.length,
    installs: installs.nameNumbers.length,
    sections: sections.map(({ length }) => length),
    digests: { structure: structureDigest(lists), devices: devicesDigest(lists) },
  })
  const length = Buffer.alloc(4)
  length.writeUInt32LE(header.length)
  const plain = Buffer.concat([length, header, ...sections])
  const id = createHash('sha256').update(plain).digest('base64url').slice(0, 22)
  return { id, bytes: zstdCompressSync(plain, { params: { 100: 1 } }) }
}

/** Devices, installs and machines are read when they are asked for: a run may not need them. */
export const decodeLists = (bytes: Uint8Array): Lists => {
  const plain = zstdDecompressSync(bytes)
  const headerLength = plain.readUInt32LE()
  let at = 4 + headerLength
  const header = Header.parse(JSON.parse(plain.toString('utf8', 4, at)))
  const [nameBytes, deviceBytes, seenBytes, numberBytes, machineBytes, coverage] = header.sections.map((length) => {
    at += length
    return plain.subarray(at - length, at)
  })
  const [hashes, publishers, titles, firstSeen] = Names.parse(JSON.parse(String(nameBytes)))
  const devices = once(() => {
    const [keys, ids, named, otherNames] = Devices.parse(JSON.parse(String(deviceBytes)))
    return { keys, ids, names: named, otherNames }
  })
  const installs = once(() => decodeInstalls(numberBytes ?? new Uint8Array(), header.devices, header.installs))
  const machines = once(() => MachineFacts.parse(JSON.parse(String(machineBytes))))
  const seenAt = new Float64Array(header.devices)
  bytesOf(seenAt).set(seenBytes ?? [])
  return {
    names: hashes.map((hash, index) => ({
      hash,
      publisher: publishers[index] ?? '',
      title: titles[index] ?? '',
      seenAt: firstSeen[index] ?? '',
    })),
    seenAt,
    ...(coverage && { coverage: Uint8Array.from(coverage) }),
    get devices() {
      return devices()
    },
    get installs() {
      return installs()
    },
    get machines() {
      return machines()
    },
    ...(header.digests && { digests: header.digests }),
  }
}

export const listsFileKey = (id: string): string => `snapshots/lists/${id}.lists`
