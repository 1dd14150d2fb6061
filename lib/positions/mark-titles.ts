import { matchKeyOfTitle } from '../matching/match-key.ts'
import type { StoredTitle } from '../software/title-store.ts'
import type { Write } from '../table/table.ts'
import { isSharing } from './position.ts'
import { markPositions } from './position-marks.ts'

const mayBeEntitled = (title: StoredTitle): boolean => matchKeyOfTitle(title) !== undefined || isSharing(title)

/** Marks those titles for which products may count otherwise, as they are new or begin or cease to need licenses. */
export const markTitles = (id: string, titles: readonly StoredTitle[], at: string): Write[] => {
  const some = titles.filter(mayBeEntitled).map((title) => title.id)
  return some.length > 0 ? [markPositions(id, { titles: some }, at)] : []
}
