import * as z from 'zod'
import type { Basis } from '../software/title-store.ts'
import { pairPartitions, validationPartition } from '../table/keys.ts'
import { queryAll, type Table } from '../table/table.ts'
import { freshnessByPartition, isStale } from '../validation/freshness.ts'
import type { PositionShelf } from './show-position.ts'
import type { Row } from './snapshot/tables.ts'

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

/** What the freshness of answers is read with. */
export interface FlagShelf {
  table: Table
  now: () => Date
  /** Hours after which an answer of VLSC is stale. */
  staleAfterHours: number
}

/** Partitions with pairs whose last answers are too old; one request. */
export const readStalePartitions = async ({ table, now, staleAfterHours }: FlagShelf): Promise<Set<number>> => {
  const freshness = freshnessByPartition(await queryAll(table, { partition: validationPartition }))
  return new Set(
    [...freshness]
      .filter(([, { oldest }]) => oldest !== undefined && isStale(oldest, now(), staleAfterHours))
      .map(([partition]) => pairPartitions.indexOf(partition)),
  )
}

/**
 * The flags of some positions: one request, when any of them rests on pairs. How fresh answers are is known by partitions
 * of pairs, so that a stale one may be another's.
 */
export const readFlags = async (
  shelf: PositionShelf,
  all: readonly (Basis | undefined)[],
): Promise<(basis: Basis | undefined) => PositionFlag[]> => {
  const isAsked = all.some((basis) => basis && basis.partitions.length > 0)
  const stale = isAsked ? await readStalePartitions(shelf) : new Set()
  return (basis) => [
    ...(basis?.flags ?? []),
    ...(basis?.partitions.some((partition) => stale.has(partition)) ? (['stale-data'] as const) : []),
  ]
}

/**
 * The flags of a title of a snapshot. How fresh answers are is known by partitions of pairs, so that a stale one may be
 * another's.
 * @param stale of {@link readStalePartitions}
 */
export const flagsOf = (
  { expiredPairs, sharedQuantity, partitions }: Pick<Row<'titles'>, 'expiredPairs' | 'sharedQuantity' | 'partitions'>,
  stale: ReadonlySet<number>,
): PositionFlag[] => {
  const isStale = partitions?.split(',').some((partition) => stale.has(Number(partition)))
  return [
    ...(expiredPairs ? (['expired-pairs'] as const) : []),
    ...(sharedQuantity ? (['shared-quantity'] as const) : []),
    ...(isStale ? (['stale-data'] as const) : []),
  ]
}
