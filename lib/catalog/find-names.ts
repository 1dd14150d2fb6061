import { nameKey } from '../names/name.ts'
import { type CatalogEntry, entryAt, inOrder, type Leaf } from './leaf.ts'
import type { LooseRow, Shelf } from './read-shelf.ts'

/** Names that one search shows. */
export const namesShown = 50

/** Where the first key of a leaf is that does not sort before a text. */
const firstFrom = ({ keys }: Leaf, text: string): number => {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}

type Find = (leaf: Leaf, found: CatalogEntry[], isCovered: (id: string) => boolean) => void

/** Names that begin with a text lie together. */
const findBeginning =
  (text: string): Find =>
  (leaf, found, isCovered) => {
    for (let index = firstFrom(leaf, text); leaf.keys[index]?.startsWith(text); index++) {
      if (found.length >= namesShown) return
      if (!isCovered(leaf.ids[index] ?? '')) found.push(entryAt(leaf, index))
    }
  }

const findWithin =
  (text: string, most: number): Find =>
  (leaf, found, isCovered) => {
    for (let index = 0; index < leaf.keys.length && found.length < most; index++) {
      const key = leaf.keys[index] ?? ''
      if (key.includes(text) && !key.startsWith(text) && !isCovered(leaf.ids[index] ?? ''))
        found.push(entryAt(leaf, index))
    }
  }

/** The first names of a shelf that hold a text, in any case: those that begin with it first, each kind by name. */
export const findNames = ({ rows, leaves }: Pick<Shelf, 'rows' | 'leaves'>, contains = ''): CatalogEntry[] => {
  const text = nameKey(contains)
  const covered = new Set(rows.map(({ id }) => id))
  const isCovered = (id: string): boolean => covered.has(id)
  const listed = rows.filter(({ removed }) => !removed)
  /** Leaves follow each other in the order of names; loose rows lie anywhere among them. */
  const firstOf = (find: Find, isMeant: (row: LooseRow) => boolean, most: number): CatalogEntry[] => {
    const found: CatalogEntry[] = []
    for (const leaf of leaves) find(leaf, found, isCovered)
    return [...found, ...listed.filter(isMeant)].sort(inOrder).slice(0, most)
  }

  const beginning = firstOf(findBeginning(text), ({ key }) => key.startsWith(text), namesShown)
  const room = namesShown - beginning.length
  if (room === 0 || text === '') return beginning
  const isWithin = ({ key }: LooseRow): boolean => key.includes(text) && !key.startsWith(text)
  return [...beginning, ...firstOf(findWithin(text, room), isWithin, room)]
}
