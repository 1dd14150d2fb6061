import { type Item, pagesOf, type Table } from '../../foundation/table/table.ts'

/**
 * Reads all items of some partitions, in no order.
 * @param only attributes to read
 * @param atOnce partitions that are read in parallel: a page of each is in memory
 */
export const readPartitions = async (
  table: Table,
  partitions: readonly string[],
  only: readonly string[] | undefined,
  take: (item: Item, partition: number) => void,
  atOnce = 8,
): Promise<void> => {
  const open = [...partitions.entries()]
  const work = async () => {
    for (let next = open.shift(); next; next = open.shift()) {
      const [number, partition] = next
      for await (const items of pagesOf(table, { partition, ...(only && { only }) }))
        for (const item of items) take(item, number)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

/** Sorts by a text, in the order of its code units. */
export const byText =
  <T>(textOf: (one: T) => string) =>
  (one: T, other: T): number => {
    const [first, second] = [textOf(one), textOf(other)]
    return first < second ? -1 : first > second ? 1 : 0
  }
