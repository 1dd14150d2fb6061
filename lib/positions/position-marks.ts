import * as z from 'zod'
import { positionMarkKey, positionMarksPartition } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { type Item, put, remove, type Table, type Write } from '../table/table.ts'

const kinds = ['pairs', 'licenses', 'agreements', 'titles', 'products', 'sums'] as const

const ids = z.array(z.string()).default([])

const StoredMark = z.object({
  sk: z.string(),
  /** Keys of pairs that came, went, or got another answer. */
  pairs: ids,
  /** License IDs whose rows of statements changed, upper case; '' for the whole organization. */
  licenses: ids,
  /** Ids of other agreements that came, went or changed. */
  agreements: ids,
  /** Ids of titles that are new, were merged or split, or whose mapping changed. */
  titles: ids,
  /** Ids of products whose quantity or mapping changed. */
  products: ids,
  /** Ids of titles for which something else counts now. */
  sums: ids,
})
export type PositionMark = z.infer<typeof StoredMark>

/** What positions are to be counted anew for. */
export type Marked = Partial<Record<(typeof kinds)[number], readonly string[]>>

/** Marks what changes, in the transaction that changes it; {@link countPositionsWork} is announced behind it. */
export const markPositions = (id: string, marked: Marked, at: string): Write => {
  const distinct = kinds.map((kind) => [kind, [...new Set(marked[kind])]] as const)
  return put(
    { ...positionMarkKey(id), ...Object.fromEntries(distinct.filter(([, some]) => some.length > 0)), createdAt: at },
    { exists: false },
    raceLost,
  )
}

export const removeMark = ({ sk }: PositionMark): Write => remove({ pk: positionMarksPartition, sk }, {}, raceLost)

/** What all these marks say. */
export const together = (marks: readonly PositionMark[]): Record<(typeof kinds)[number], Set<string>> => {
  const all = (kind: (typeof kinds)[number]) => new Set(marks.flatMap((mark) => mark[kind]))
  return {
    pairs: all('pairs'),
    licenses: all('licenses'),
    agreements: all('agreements'),
    titles: all('titles'),
    products: all('products'),
    sums: all('sums'),
  }
}

/** Ids of all marks that are read at once, beyond which no more are read. */
const idsAtOnce = 5_000

const countOf = (mark: PositionMark): number => kinds.reduce((sum, kind) => sum + mark[kind].length, 0)

/** The oldest marks: so many, or fewer that say much. */
export const readPositionMarks = async (table: Table, limit: number): Promise<PositionMark[]> => {
  const marks: PositionMark[] = []
  let startKey: Item | undefined
  do {
    const page = await table.query({ partition: positionMarksPartition, limit: limit - marks.length, startKey })
    marks.push(...page.items.map((item) => StoredMark.parse(item)))
    startKey = page.lastKey
  } while (startKey && marks.length < limit && marks.reduce((sum, mark) => sum + countOf(mark), 0) < idsAtOnce)
  return marks
}
