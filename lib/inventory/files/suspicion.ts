import { type InventoryLimits, weightOfRow } from './part-file.ts'

/** Devices share counters of rows: that many. */
const counters = 2 ** 20
/** As many titles as a device may have, each with a version that is a little shorter, are kept in one item. */
const longVersion = 61

/** 32 bits of a text (FNV-1a, its bits stirred). */
export const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/**
 * Finds the parts in which a limit may be exceeded, in little memory: a device has at most as many titles as all devices
 * of its counter have rows. What is exceeded indeed, reading such a part tells.
 */
export const suspicion = (parts: number, limits: InventoryLimits) => {
  const rows = new Uint32Array(counters)
  const weights = new Float64Array(parts)
  const suspects = new Set<number>()
  return {
    suspects,
    /**
     * @param hash of the device's key
     * @param bytes of its row in the part file
     * @param version of its row: long ones count more than once, as what is kept of a device has a limit in bytes
     */
    note: (hash: number, part: number, bytes: number, version: string): void => {
      const counter = hash % counters
      const count = (rows[counter] ?? 0) + 1 + Math.floor(Buffer.byteLength(version) / longVersion)
      const weight = (weights[part] ?? 0) + weightOfRow(bytes)
      rows[counter] = count
      weights[part] = weight
      if (count > limits.titles || weight > limits.partWeight) suspects.add(part)
    },
  }
}
