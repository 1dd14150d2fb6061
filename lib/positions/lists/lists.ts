import { createHash } from 'node:crypto'
import type { SoftwareName } from '../../inventory/names/software-names.ts'

/**
 * What devices report, as of one moment: names in the order of their hashes, devices in that of their packed keys, and
 * for each device the numbers of its names, ascending, one device after the other.
 */
export interface Lists {
  names: readonly SoftwareName[]
  devices: {
    /** Packed keys. */
    keys: readonly string[]
    ids: readonly string[]
    names: readonly string[]
    /** When each last reported: milliseconds since 1970. */
    seenAt: Float64Array
  }
  /** Where the names of each device begin; one more at the end. */
  starts: Uint32Array
  /** Numbers of names. */
  nameNumbers: Uint32Array
  /** As a file has them: a run that changes no install need not read devices and installs. */
  digests?: { structure: string; devices: string }
}

export const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

const digestOf = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('base64url')
}

/** Of which device has which names: not of when devices were seen. */
export const structureDigest = (lists: Lists): string => {
  if (lists.digests) return lists.digests.structure
  const { names, devices, starts, nameNumbers } = lists
  const head = `${names.map(({ hash }) => hash).join()}\n${devices.keys.join()}\n`
  return digestOf(head, bytesOf(starts), bytesOf(nameNumbers))
}

/** Of all that lists say of devices themselves. */
export const devicesDigest = ({ devices, digests }: Lists): string =>
  digests?.devices ?? digestOf(JSON.stringify([devices.keys, devices.ids, devices.names]), bytesOf(devices.seenAt))

/** Of all that lists say of names. */
export const namesDigest = ({ names }: Pick<Lists, 'names'>): string =>
  digestOf(names.map(({ hash, seenAt }) => `${hash}${seenAt}`).join())
