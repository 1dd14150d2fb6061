import type { ImportError } from '../../work/imports/import-run.ts'
import { collectErrors } from './collect-errors.ts'
import type { InventorySource } from './inventory-columns.ts'
import type { InventoryRow } from './inventory-row.ts'
import { asWrongFile } from './open-text.ts'
import {
  deviceKey,
  deviceText,
  type InventoryLimits,
  inventoryLimits,
  loadPart,
  partLine,
  type RefusedDevice,
  type SpooledReport,
  softwareText,
} from './part-file.ts'
import { partWriter } from './part-writer.ts'
import type { InventoryFile } from './read-inventory.ts'
import { hashOf, suspicion } from './suspicion.ts'

const partBytes = 16 * 1024 * 1024
const maximumParts = 256
/** Rows between two calls of `progress`. */
const progressRows = 20_000

/** What was found in a file whose rows lie in part files. */
export interface Spooled {
  source: InventorySource
  /** Rows of data: no heading, no blank ones. */
  rows: number
  skipped: number
  /** Rows that are wrong, and all rows of devices that are refused. */
  rejected: number
  /** The first 10,000 in the order of lines; if there are more, a last one of code `too-many-errors` says how many. */
  errors: ImportError[]
  /** How many parts there are, numbered from 0; some may be empty. */
  parts: number
}

export interface SpoolOptions {
  /** Called about every 20,000 rows, and awaited. */
  progress?: (rows: number) => Promise<void> | void
  limits?: InventoryLimits
}

/** A power of two, so that parts of a file of 5 GiB stay at about 20 MB. @param size of the text in bytes */
const partsFor = (size: number): number => {
  let parts = 1
  while (parts < maximumParts && parts * partBytes < size) parts *= 2
  return parts
}

/** What is the same for all rows of a device, which often follow each other. */
const deviceMemo = () => {
  let last = { deviceId: '', deviceName: '', text: '', hash: 0 }
  return ({ deviceId, deviceName }: InventoryRow) => {
    if (deviceId !== last.deviceId || deviceName !== last.deviceName)
      last = { deviceId, deviceName, text: deviceText({ deviceId, deviceName }), hash: hashOf(deviceKey(deviceId)) }
    return last
  }
}

/** Writes all rows. @returns what was found but the devices that are refused, and the parts in which such may be */
const writeParts = async (
  { size, batches }: InventoryFile,
  folder: string,
  { progress, limits }: Required<SpoolOptions>,
) => {
  const parts = partsFor(size)
  const counts = { rows: 0, skipped: 0, rejected: 0 }
  const errors = collectErrors()
  const { suspects, note } = suspicion(parts, limits)
  const deviceOf = deviceMemo()
  const writer = partWriter(folder)
  let told = 0
  try {
    for await (const { rows, faults, skipped } of batches) {
      for (const row of rows) {
        const { text, hash } = deviceOf(row)
        const part = hash % parts
        note(hash, part, writer.append(part, partLine(softwareText(row), text, row)), row.version)
      }
      errors.add(faults)
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

const refusedIn = async (
  folder: string,
  parts: Iterable<number>,
  limits: InventoryLimits,
): Promise<RefusedDevice[]> => {
  const refused: RefusedDevice[] = []
  try {
    for (const part of parts) refused.push(...(await loadPart(folder, part, limits)).refused)
  } catch (error) {
    throw asWrongFile(error)
  }
  return refused
}

/**
 * Writes the rows of a file into part files by device, so that devices can be applied one by one while no more than a
 * part is held. Devices with more titles than one may have are found before it returns.
 * @param folder an empty one, in which `readPart` reads afterwards
 * @throws WrongFile as the file does, and `file-too-large` when a part would take too much memory
 */
export const spool = async (
  file: InventoryFile,
  folder: string,
  { progress = () => undefined, limits = inventoryLimits }: SpoolOptions = {},
): Promise<Spooled> => {
  const { parts, counts, errors, suspects } = await writeParts(file, folder, { progress, limits })
  const refused = await refusedIn(folder, suspects, limits)
  const late = refused.map(({ firstLine }) => ({
    line: firstLine,
    code: 'too-many-titles',
    message: `The device that begins here has more than ${limits.titles} titles, or too many versions of them. It is left out.`,
  }))
  return {
    source: file.source,
    ...counts,
    rejected: refused.reduce((sum, { lines }) => sum + lines, counts.rejected),
    errors: errors.list(late),
    parts,
  }
}

/**
 * What a file says of the devices of one part, in the order of their keys; refused ones are left out.
 * @param folder where the file was spooled
 * @param part from 0
 */
export const readPart = async (
  folder: string,
  part: number,
  limits: InventoryLimits = inventoryLimits,
): Promise<SpooledReport[]> => (await loadPart(folder, part, limits)).reports
