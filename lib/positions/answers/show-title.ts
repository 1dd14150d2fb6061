import { isStale, readFreshness } from '../../agreements/records/freshness.ts'
import { pairPartitions } from '../../foundation/table/keys.ts'
import { statusOf } from '../reconcile/position-status.ts'
import type { Row } from '../snapshot/tables.ts'
import type { AnswerShelf } from './open-snapshot.ts'
import { PositionFlag, type SoftwareListItem } from './title.ts'

type Title = Row<'titles'>
type Position = Pick<Title, 'installed' | 'entitled' | 'unlimited'>
type FlaggedTitle = Pick<Title, 'expiredPairs' | 'sharedQuantity' | 'partitions'>

/** A position on the wire: spec "Position". */
export const showPosition = ({ installed, entitled, unlimited }: Position) => ({
  installedCount: installed,
  entitledCount: entitled,
  unlimited,
  difference: unlimited ? null : entitled - installed,
})

export const showListed = (
  title: Position & Pick<Title, 'id' | 'publisher' | 'title' | 'licensable' | 'version'>,
  flags: PositionFlag[],
): SoftwareListItem => ({
  id: title.id,
  publisher: title.publisher,
  title: title.title,
  licensable: title.licensable,
  ...showPosition(title),
  status: statusOf(title),
  flags,
  version: title.version,
})

/** Numbers of partitions with pairs whose last answers are too old. */
const readStalePartitions = async ({ table, now, staleAfterHours }: Omit<AnswerShelf, 'snapshots'>) => {
  const freshness = await readFreshness(table)
  return new Set(
    [...freshness]
      .filter(([, { oldest }]) => oldest !== undefined && isStale(oldest, now(), staleAfterHours))
      .map(([partition]) => pairPartitions.indexOf(partition)),
  )
}

/**
 * The flags of some positions. Answers go stale within hours, so this is read live, with one request. It is known by
 * partitions of pairs, so the stale answer may be another pair's.
 */
export const readFlags = async (
  shelf: Omit<AnswerShelf, 'snapshots'>,
  titles: readonly FlaggedTitle[],
): Promise<(title: FlaggedTitle) => PositionFlag[]> => {
  const stale = titles.some(({ partitions }) => partitions) ? await readStalePartitions(shelf) : new Set<number>()
  return ({ expiredPairs, sharedQuantity, partitions }) => {
    const isOld = partitions ? partitions.split(',').some((partition) => stale.has(Number(partition))) : false
    const flags = { 'expired-pairs': expiredPairs, 'shared-quantity': sharedQuantity, 'stale-data': isOld }
    return PositionFlag.options.filter((flag) => flags[flag])
  }
}
