import * as z from 'zod'
import { installMarkKey, installMarksPartition } from '../table/keys.ts'
import { packKeys, unpackKeys } from '../table/packed.ts'
import { raceLost } from '../table/race.ts'
import { type Item, put, remove, type Table, type Write } from '../table/table.ts'

const StoredMark = z.object({
  sk: z.string(),
  device: z.string().optional(),
  raws: z.instanceof(Uint8Array).optional(),
  titles: z.array(z.string()).optional(),
  createdAt: z.string(),
})

/** What is to be counted anew: some names of one device, or titles whose names have changed. */
export interface InstallMark {
  sk: string
  /** Packed key. */
  device: string | undefined
  /** Packed keys of names that the device has got, or has no more. */
  raws: string[]
  titles: string[]
  createdAt: string
}

const parseMark = (item: Item): InstallMark => {
  const { sk, device, raws, titles = [], createdAt } = StoredMark.parse(item)
  return { sk, device, raws: raws ? unpackKeys(raws) : [], titles, createdAt }
}

/** Marks names of a device to be counted anew, in the transaction that changes them. @param device packed key */
export const markDevice = (id: string, device: string, raws: Iterable<string>, at: string): Write =>
  put({ ...installMarkKey(id, device), device, raws: packKeys(raws), createdAt: at }, { exists: false }, raceLost)

/** Marks titles to be counted anew, in the transaction that changes which names are theirs. */
export const markTitles = (id: string, titles: readonly string[], at: string): Write =>
  put({ ...installMarkKey(id), titles: [...titles], createdAt: at }, { exists: false }, raceLost)

export const removeMark = ({ sk }: InstallMark): Write =>
  remove({ pk: installMarksPartition, sk }, { exists: true }, raceLost)

/** Names of all marks that are read at once, beyond which no more are read: devices may have thousands. */
const namesAtOnce = 250_000

/** Marks of titles, then those of devices in the order of their buckets: so many, or fewer that have many names. */
export const readMarks = async (table: Table, limit: number): Promise<InstallMark[]> => {
  const marks: InstallMark[] = []
  let names = 0
  let startKey: Item | undefined
  do {
    const page = await table.query({ partition: installMarksPartition, limit: limit - marks.length, startKey })
    const read = page.items.map(parseMark)
    marks.push(...read)
    names += read.reduce((sum, { raws }) => sum + raws.length, 0)
    startKey = page.lastKey
  } while (startKey && marks.length < limit && names < namesAtOnce)
  return marks
}
