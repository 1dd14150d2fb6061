import { type CatalogEntry, entriesOf, inOrder, type Leaf, packLeaf } from './leaf.ts'
import type { LooseRow } from './read-shelf.ts'

/** The most bytes of a leaf, packed. A leaf that is cut leaves room for more in each part. */
const leafBytes = 250_000
const cutBytes = leafBytes * 0.6

/** A leaf as it is to be written. */
export interface NewLeaf {
  from: string
  packed: Uint8Array
}

const cutToFit = (entries: readonly CatalogEntry[]): NewLeaf[] => {
  const [first] = entries
  if (!first) return []
  const packed = packLeaf(entries)
  if (packed.length <= leafBytes || entries.length === 1) return [{ from: first.key, packed }]
  const each = Math.ceil(entries.length / Math.ceil(packed.length / cutBytes))
  return Array.from({ length: Math.ceil(entries.length / each) }, (_, index) =>
    cutToFit(entries.slice(index * each, (index + 1) * each)),
  ).flat()
}

const isSame = (entry: CatalogEntry, row: LooseRow): boolean =>
  !row.removed && entry.name === row.name && entry.licensable === row.licensable

/**
 * Folds loose rows into the leaves of a shelf: each leaf that becomes another one, with the leaves that it becomes. A
 * shelf without leaves becomes as many as it needs.
 * @param leaves in the order of names, with what each holds from on
 */
export const foldRows = <L extends { from: string; leaf: Leaf }>(
  leaves: readonly L[],
  rows: readonly LooseRow[],
): { old: L | undefined; leaves: NewLeaf[] }[] => {
  const rowOf = new Map(rows.map((row) => [row.id, row]))
  const placeOf = ({ key }: LooseRow): number =>
    Math.max(
      leaves.findLastIndex(({ from }) => from <= key),
      0,
    )
  const arriving = Map.groupBy(
    rows.filter(({ removed }) => !removed),
    placeOf,
  )
  const places: (L | undefined)[] = leaves.length > 0 ? [...leaves] : [undefined]
  return places.flatMap((old, place) => {
    const before = old ? entriesOf(old.leaf) : []
    const stays = new Set<string>()
    const kept = before.filter((entry) => {
      const row = rowOf.get(entry.id)
      const isKept = !row || (isSame(entry, row) && placeOf(row) === place)
      if (row && isKept) stays.add(entry.id)
      return isKept
    })
    const added = (arriving.get(place) ?? []).filter(({ id }) => !stays.has(id))
    if (added.length === 0 && kept.length === before.length) return []
    const entries = [...kept, ...added].sort(inOrder)
    return [{ old, leaves: cutToFit(entries) }]
  })
}
