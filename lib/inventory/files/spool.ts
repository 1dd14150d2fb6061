import { nameKey } from '../../foundation/text/name.ts'
import type { ImportError } from '../../work/imports/import-file.ts'
import type { InventoryRow } from './inventory-row.ts'
import {
  deviceText,
  type InventoryLimits,
  inventoryLimits,
  loadPart,
  partWriter,
  type SpooledReport,
  weightOfRow,
} from './part-file.ts'
import type { InventoryFile } from './read-inventory.ts'

const partBytes = 16 * 1024 * 1024
const maximumParts = 256
const progressRows = 20_000
const errorsListed = 10_000

export interface SpoolOptions {
  progress?: (rows: number) => Promise<void> | void
  limits?: InventoryLimits
}

/** A power of two, so that parts of a file of 5 GiB stay at about 20 MB. @param size of the text in bytes */
const partsFor = (size: number): number =>
  Math.min(maximumParts, 2 ** Math.ceil(Math.log2(Math.max(1, size / partBytes))))

/** 32 bits of a text (FNV-1a with a final mix). */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

const counters = 2 ** 20
/** If all versions of a device are shorter, its titles reach their limit before the stored list does. */
const longVersion = 61

/**
 * Writes all rows. @returns what was found, except for refused devices: `suspects` are the parts in which a device may
 * exceed a limit, found in little memory; reading such a part shows whether one does
 */
const writeParts = async ({ size, batches }: InventoryFile, folder: string, options: Required<SpoolOptions>) => {
  const { progress, limits } = options
  const parts = partsFor(size)
  const counts = { rows: 0, skipped: 0, rejected: 0 }
  const errors: ImportError[] = []
  // Devices share counters of rows, and a device has at most as many titles as its counter.
  const rowsOf = new Uint32Array(counters)
  const weights = new Float64Array(parts)
  const suspects = new Set<number>()
  let device: Pick<InventoryRow, 'deviceId' | 'deviceName' | 'operatingSystem'> & { text: string; hash: number } = {
    ...{ deviceId: '', deviceName: '', text: '', hash: 0 },
  }
  const writer = partWriter(folder, parts)
  let told = 0
  try {
    for await (const { rows, faults, skipped } of batches) {
      for (const row of rows) {
        const { deviceId, deviceName, operatingSystem } = row
        const isSame = deviceId === device.deviceId && deviceName === device.deviceName
        // Rows of one device share it.
        if (!isSame || operatingSystem !== device.operatingSystem) {
          const said = operatingSystem && { operatingSystem }
          device = { deviceId, deviceName, ...said, text: deviceText(row), hash: hashOf(nameKey(deviceId)) }
        }
        const [part, counter] = [device.hash % parts, device.hash % counters]
        const longVersions = Math.floor(Buffer.byteLength(row.version) / longVersion)
        const count = (rowsOf[counter] ?? 0) + 1 + longVersions
        const weight = (weights[part] ?? 0) + weightOfRow(writer.append(part, device.text, row))
        rowsOf[counter] = count
        weights[part] = weight
        if (count > limits.titles || weight > limits.partWeight) suspects.add(part)
      }
      errors.push(...faults.slice(0, errorsListed - errors.length))
      counts.rows += rows.length + faults.length + skipped
      counts.skipped += skipped
      counts.rejected += faults.length
      if (counts.rows - told < progressRows) continue
      told = counts.rows
      await progress(counts.rows)
    }
    writer.flush()
  } finally {
    writer.close()
  }
  return { parts, counts, errors, suspects }
}

const listErrors = (errors: readonly ImportError[], count: number): ImportError[] => {
  const inOrder = errors.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0)).slice(0, errorsListed)
  const more = count - inOrder.length
  if (more === 0) return inOrder
  const message = `The file has ${more} more ${more === 1 ? 'error' : 'errors'}, which are not listed.`
  return [...inOrder, { code: 'too-many-errors', message }]
}

/**
 * Writes the rows of a file into part files by device: no more than a part is in memory when devices are applied.
 * @param folder an empty one, which `readPart` needs afterwards @throws WrongFile as the file does, and `file-too-large`
 */
export const spool = async (file: InventoryFile, folder: string, options: SpoolOptions = {}) => {
  const { progress = () => undefined, limits = inventoryLimits } = options
  const { parts, counts, errors, suspects } = await writeParts(file, folder, { progress, limits })
  const isDayFirst = file.isDayFirst()
  let { rejected } = counts
  const late: ImportError[] = []
  for (const part of suspects)
    for (const { lines, firstLine: line } of (await loadPart(folder, part, limits, isDayFirst)).refused) {
      rejected += lines
      const message = `The device that begins here has more than ${limits.titles} titles, or too many versions of them. It is left out.`
      late.push({ line, code: 'too-many-titles', message })
    }
  let last: { part: number; reports: SpooledReport[] } | undefined
  return {
    source: file.source,
    ...counts,
    /** Rows that are wrong, and all rows of devices that are refused. */
    rejected,
    /** The first 10,000 by line; a last one of code `too-many-errors` says how many more there are. */
    errors: listErrors([...errors, ...late], counts.rejected + late.length),
    parts,
    /** The devices of one part, in the order of their keys, without refused ones. The last part read is kept. */
    readPart: async (part: number): Promise<SpooledReport[]> => {
      if (last?.part !== part) {
        last = undefined
        last = { part, reports: (await loadPart(folder, part, limits, isDayFirst)).reports }
      }
      return last.reports
    },
  }
}
export type Spooled = Awaited<ReturnType<typeof spool>>
