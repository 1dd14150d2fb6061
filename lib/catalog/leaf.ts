import { deflateRawSync, inflateRawSync } from 'node:zlib'
import * as z from 'zod'
import { nameKey } from '../names/name.ts'

/** A name that the catalog lists. */
export interface CatalogEntry {
  id: string
  name: string
  licensable: boolean
  /** By which it is found and sorted. */
  key: string
}

export const inOrder = (one: Pick<CatalogEntry, 'key' | 'id'>, other: Pick<CatalogEntry, 'key' | 'id'>): number => {
  if (one.key !== other.key) return one.key < other.key ? -1 : 1
  return one.id < other.id ? -1 : 1
}

/** Names by the thousand in their order, column by column. */
export interface Leaf {
  ids: string[]
  names: string[]
  keys: string[]
  /** `1` where a license is needed, else `0`. */
  licensable: string
  /** Roughly what it takes of the heap, in bytes. */
  weight: number
}

const Packed = z.tuple([z.array(z.string()), z.array(z.string()), z.string()])

/** @param entries in their order */
export const packLeaf = (entries: readonly Omit<CatalogEntry, 'key'>[]): Uint8Array => {
  const columns: z.infer<typeof Packed> = [
    entries.map(({ id }) => id),
    entries.map(({ name }) => name),
    entries.map(({ licensable }) => (licensable ? '1' : '0')).join(''),
  ]
  return deflateRawSync(JSON.stringify(columns))
}

/** Heap of a string besides its characters, twice a name and once an id, with their places in arrays. */
const weightOfEntry = 100

export const unpackLeaf = (bytes: Uint8Array): Leaf => {
  const text = inflateRawSync(bytes).toString()
  const [ids, names, licensable] = Packed.parse(JSON.parse(text))
  const keys = names.map(nameKey)
  return { ids, names, keys, licensable, weight: 2 * text.length + weightOfEntry * ids.length }
}

/** The entry at a position of a leaf. */
export const entryAt = ({ ids, names, keys, licensable }: Leaf, index: number): CatalogEntry => ({
  id: ids[index] ?? '',
  name: names[index] ?? '',
  key: keys[index] ?? '',
  licensable: licensable[index] === '1',
})

export const entriesOf = (leaf: Leaf): CatalogEntry[] => leaf.ids.map((_, index) => entryAt(leaf, index))
