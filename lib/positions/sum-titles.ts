import { isDeepStrictEqual } from 'node:util'
import { markForAlerts } from '../alerts/alert-marks.ts'
import { dayOf } from '../calendar/day.ts'
import { readTitles, type StoredTitle } from '../software/title-store.ts'
import { settle } from '../table/race.ts'
import { commitInTurn, type Turn } from '../work/turn.ts'
import { type Entitling, entitlementOf, readEntitling } from './entitling.ts'
import { movePosition } from './position.ts'
import { markPositions } from './position-marks.ts'

/** Titles that one transaction writes: each is two items at most. */
const titlesAtOnce = 45

const isCounted = (title: StoredTitle, entitlement: ReturnType<typeof entitlementOf>): boolean =>
  title.entitled === entitlement.entitled &&
  title.due === entitlement.due &&
  isDeepStrictEqual(title.basis, entitlement.basis)

/** It is installed and has had licenses, and has none now. */
const losesLast = ({ licensable, installed, entitled }: StoredTitle, next: number): boolean =>
  licensable && installed > 0 && entitled > 0 && next === 0

const sharedOf = ({ covers }: Entitling): string[] =>
  covers.filter(({ isShared }) => isShared).map(({ productId }) => productId)

/**
 * Adds up what titles are entitled to. Products that they share are marked to be shared anew: what they need of them
 * may have changed.
 * @throws TurnMoved
 */
export const sumTitles = async (turn: Turn, ids: readonly string[]): Promise<void> => {
  const { table, newId, now, timeZone } = turn.ledger
  for (let first = 0; first < ids.length; first += titlesAtOnce) {
    const some = ids.slice(first, first + titlesAtOnce)
    await settle(async () => {
      const titles = [...(await readTitles(table, some)).values()]
      const entitling = await Promise.all(titles.map(({ id }) => readEntitling(table, id)))
      const today = dayOf(now(), timeZone)
      const lost: string[] = []
      const writes = titles.flatMap((title, index) => {
        const entitlement = entitlementOf(entitling[index] ?? { claims: [], covers: [] }, today)
        if (losesLast(title, entitlement.entitled)) lost.push(title.id)
        return isCounted(title, entitlement) ? [] : movePosition(title, entitlement, today)
      })
      const products = entitling.flatMap(sharedOf)
      const at = now().toISOString()
      const marks = [
        ...(products.length > 0 ? [markPositions(newId(), { products }, at)] : []),
        ...(lost.length > 0 ? [markForAlerts(newId(), { titles: lost }, at)] : []),
      ]
      if (writes.length + marks.length > 0) await commitInTurn(turn, [...writes, ...marks])
    })
  }
}
