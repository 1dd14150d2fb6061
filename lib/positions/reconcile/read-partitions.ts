import { type Item, pagesOf, type Table } from '../../foundation/table/table.ts'

/** Partitions that are read at once: a page of each is in memory. */
const partitionsAtOnce = 8

/** Reads all items of some partitions. */
export const readAll = async (
  table: Table,
  partitions: readonly string[],
  take: (item: Item, partition: number) => void,
  only?: readonly string[],
): Promise<void> => {
  const open = [...partitions.entries()]
  const work = async () => {
    for (let next = open.shift(); next; next = open.shift()) {
      const [number, partition] = next
      for await (const items of pagesOf(table, { partition, ...(only && { only }) }))
        for (const item of items) take(item, number)
    }
  }
  await Promise.all(Array.from({ length: partitionsAtOnce }, work))
}

export const byText =
  <T>(textOf: (one: T) => string) =>
  (one: T, other: T): number => {
    const [first, second] = [textOf(one), textOf(other)]
    return first < second ? -1 : first > second ? 1 : 0
  }
