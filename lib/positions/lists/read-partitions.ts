import { known } from '../../foundation/table/known.ts'
import { type Item, pagesOf, type Table } from '../../foundation/table/table.ts'

/** The items of some partitions. @param atOnce so many are read in parallel: a page of each is in memory */
export const readPartitions = async <T>(
  table: Table,
  partitions: readonly string[],
  parse: (item: Item) => T,
  only?: readonly string[],
  atOnce = 8,
): Promise<T[][]> => {
  const read = partitions.map((): T[] => [])
  const open = [...partitions.entries()]
  const work = async () => {
    for (let next = open.shift(); next; next = open.shift()) {
      const [number, partition] = next
      for await (const items of pagesOf(table, { partition, ...(only && { only }) }))
        read[number]?.push(...items.flatMap(known(parse)))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return read
}
