import * as z from 'zod'
import { freshnessByPartition, isStale } from '../../agreements/records/freshness.ts'
import { pairPartitions, validationPartition } from '../../foundation/table/keys.ts'
import { queryAll } from '../../foundation/table/table.ts'
import type { Row } from '../snapshot/tables.ts'
import type { AnswerShelf } from './answer-shelf.ts'

/** What is to be known of a position beside its numbers. */
export const PositionFlag = z.enum([
  /** Some of it is what expired pairs still have. */
  'expired-pairs',
  /** Other titles take from the same quantity. */
  'shared-quantity',
  /** VLSC has not confirmed all of it lately. */
  'stale-data',
])
export type PositionFlag = z.infer<typeof PositionFlag>

export type FlaggedTitle = Pick<Row<'titles'>, 'expiredPairs' | 'sharedQuantity' | 'partitions'>

type ReadFlags = (title: FlaggedTitle) => PositionFlag[]

const partitionsOf = ({ partitions }: FlaggedTitle): number[] => (partitions ? partitions.split(',').map(Number) : [])

/** Partitions with pairs whose last answers are too old. */
const readStalePartitions = async ({ table, now, staleAfterHours }: Omit<AnswerShelf, 'snapshots'>) => {
  const freshness = freshnessByPartition(await queryAll(table, { partition: validationPartition }))
  return new Set(
    [...freshness]
      .filter(([, { oldest }]) => oldest !== undefined && isStale(oldest, now(), staleAfterHours))
      .map(([partition]) => pairPartitions.indexOf(partition)),
  )
}

/**
 * The flags of some positions. Whether answers are stale is a matter of hours, so that it is not read from the snapshot
 * but with one request, when any of the titles rests on pairs. It is known by partitions of pairs: a stale answer may be
 * another pair's.
 */
export const readFlags = async (
  shelf: Omit<AnswerShelf, 'snapshots'>,
  titles: readonly FlaggedTitle[],
): Promise<ReadFlags> => {
  const stale = titles.some(({ partitions }) => partitions) ? await readStalePartitions(shelf) : new Set<number>()
  return (title) => [
    ...(title.expiredPairs ? (['expired-pairs'] as const) : []),
    ...(title.sharedQuantity ? (['shared-quantity'] as const) : []),
    ...(partitionsOf(title).some((partition) => stale.has(partition)) ? (['stale-data'] as const) : []),
  ]
}
