import { countNames } from '../inventory/count-versions.ts'
import { nameKey } from '../names/name.ts'
import { explainPosition } from '../positions/explain-position.ts'
import type { PositionShelf } from '../positions/show-position.ts'
import { readTitle, showTitle } from './show-software.ts'
import type { Software } from './software.ts'

/**
 * A title with all that its position is counted from, so that a person can check it by hand.
 * @throws LedgerError `title-not-found`
 */
export const getSoftware = async (shelf: PositionShelf, id: string): Promise<Software> => {
  const title = await readTitle(shelf.table, id)
  const [shown, entitlements, { names, devices }] = await Promise.all([
    showTitle(shelf, title),
    explainPosition(shelf, title),
    countNames(shelf.table, title),
  ])
  return {
    ...shown,
    rawTitles: names.sort((one, other) => (nameKey(one.title) < nameKey(other.title) ? -1 : 1)),
    versionsOf: devices,
    entitlements,
  }
}
