import { markTitles } from '../inventory/install-marks.ts'
import { markPositions } from '../positions/position-marks.ts'
import { installsLockKey, rawKey } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { update, type Write } from '../table/table.ts'
import { moveTurn } from '../work/turn.ts'
import type { StoredRaw } from './know-software.ts'
import { addTitle, changed, changeTitle, type StoredTitle } from './title-store.ts'

/** A title that gets names: one that is there, or one that is made with them. One that was merged away comes back. */
export interface Target {
  title: StoredTitle
  isNew: boolean
  comesBack?: boolean
}

/**
 * Names of one title become names of another one, in one transaction with the marks by which installs and positions
 * of both are counted anew. Whoever counts at that moment reads anew.
 * @param names of `from`; at most some 80
 * @param pinned a manager said so: rules do not move them any more
 */
export const moveNames = (
  { newId }: { newId: () => string },
  from: StoredTitle,
  to: Target,
  names: readonly StoredRaw[],
  { pinned, at, also = {} }: { pinned: boolean; at: string; also?: Parameters<typeof changeTitle>[1] },
): Write[] => {
  const keys = names.map(({ sk }) => sk)
  const back = to.comesBack ? { mergedInto: undefined, version: to.title.version + 1 } : {}
  const gains = { addedRaws: keys, updatedAt: at, ...back }
  return [
    ...keys.map((key) =>
      update(
        rawKey(key),
        { set: { titleId: to.title.id, ...(pinned && { pinned }) } },
        { equals: { titleId: from.id } },
        raceLost,
      ),
    ),
    changeTitle(from, { ...also, removedRaws: keys, updatedAt: at }),
    to.isNew ? addTitle(changed(to.title, gains)) : changeTitle(to.title, gains),
    moveTurn(installsLockKey),
    markTitles(newId(), [from.id, to.title.id], at),
    markPositions(newId(), { titles: [from.id, to.title.id] }, at),
  ]
}
