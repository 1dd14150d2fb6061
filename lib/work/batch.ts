import { transactionLimit, type Write } from '../foundation/table/table.ts'

/**
 * The first pieces of work whose writes fit into one transaction together; at least one.
 * @param writesOf writes of a piece. @param index of the piece, from 0
 * @param around items that the transaction has besides them
 * @param most pieces at most
 */
export const batchOf = <T>(
  pieces: readonly T[],
  writesOf: (piece: T, index: number) => readonly Write[],
  { around = 0, most = pieces.length }: { around?: number; most?: number } = {},
): { taken: readonly T[]; writes: Write[] } => {
  const writes: Write[] = []
  let count = 0
  for (const piece of pieces.slice(0, most)) {
    const more = writesOf(piece, count)
    if (count > 0 && writes.length + more.length + around > transactionLimit) break
    writes.push(...more)
    count += 1
  }
  return { taken: pieces.slice(0, count), writes }
}
