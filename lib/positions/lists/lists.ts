import { createHash } from 'node:crypto'

/** A name of software as devices report it. */
export interface ListedName {
  /** Eight characters: lib/foundation/table/keys.ts, softwareNameHash. */
  hash: string
  publisher: string
  title: string
  /** When it was first reported, ISO 8601 UTC. */
  seenAt: string
}

/**
 * What devices report, as of one moment: names in the order of their hashes, devices in that of their packed keys, and
 * for each device the numbers of its names, ascending, one device after the other.
 */
export interface Lists {
  names: readonly ListedName[]
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
  /** What tells lists apart, where a file has it: a run that changes no install need not read these from it. */
  digests?: { structure: string; devices: string }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

/** Of which names there are, and which device has which: not of when devices were seen. */
export const structureDigest = (lists: Lists): string => lists.digests?.structure ?? digestStructure(lists)

const digestStructure = ({ names, devices, starts, nameNumbers }: Lists): string =>
  createHash('sha256')
    .update(names.map(({ hash }) => hash).join())
    .update('\n')
    .update(devices.keys.join())
    .update('\n')
    .update(bytesOf(starts))
    .update(bytesOf(nameNumbers))
    .digest('base64url')

/** Of all that lists say of devices themselves. */
export const devicesDigest = ({ devices, digests }: Lists): string =>
  digests?.devices ??
  createHash('sha256')
    .update(JSON.stringify([devices.keys, devices.ids, devices.names]))
    .update(bytesOf(devices.seenAt))
    .digest('base64url')

/** Of all that lists say of names. */
export const namesDigest = ({ names }: Pick<Lists, 'names'>): string =>
  createHash('sha256')
    .update(names.map(({ hash, seenAt }) => `${hash}${seenAt}`).join())
    .digest('base64url')
