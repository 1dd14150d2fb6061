import { matchKeyOfTitle } from '../matching/match-key.ts'
import { readLiving, readTitles, type StoredTitle } from '../software/title-store.ts'
import { matchingProductPrefix, matchingTitleKey, matchPartition } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { put, queryAll, type Table, type Write } from '../table/table.ts'
import { commitInTurn, type Turn } from '../work/turn.ts'
import { readEntitling } from './entitling.ts'
import { markPositions } from './position-marks.ts'

/** Products that have the match key of a title, and that it has it: so each finds the other. */
const readMeeting = async (table: Table, title: StoredTitle): Promise<{ products: string[]; writes: Write[] }> => {
  const matchKey = matchKeyOfTitle(title)
  if (matchKey === undefined) return { products: [], writes: [] }
  const items = await queryAll(table, { partition: matchPartition(matchKey) })
  const key = matchingTitleKey(matchKey, title.id)
  const products = items
    .map(({ sk }) => String(sk))
    .filter((sk) => sk.startsWith(matchingProductPrefix))
    .map((sk) => sk.slice(matchingProductPrefix.length))
  return { products, writes: items.some(({ sk }) => sk === key.sk) ? [] : [put({ ...key }, {}, raceLost)] }
}

/** What stands at a title that may belong to another one now. */
const readMoving = async (table: Table, title: StoredTitle): Promise<{ products: string[]; agreements: string[] }> => {
  const { claims, covers } = await readEntitling(table, title.id)
  const living = await readLiving(
    table,
    claims.map(({ namedTitleId }) => namedTitleId),
  )
  return {
    products: [...covers.map(({ productId }) => productId), ...(title.mapping ?? [])],
    agreements: claims
      .filter(({ namedTitleId }) => living.get(namedTitleId)?.id !== title.id)
      .map(({ agreementId }) => agreementId),
  }
}

/** Titles that are looked at together: each may bring one item. */
const titlesAtOnce = 50

/**
 * Finds the products and agreements that may count for other titles since some titles are new, or were merged, split or
 * mapped: they are marked.
 * @throws TurnMoved
 */
export const meetTitles = async (turn: Turn, ids: readonly string[]): Promise<void> => {
  const { table, newId, now } = turn.ledger
  for (let first = 0; first < ids.length; first += titlesAtOnce) {
    const titles = [...(await readTitles(table, ids.slice(first, first + titlesAtOnce))).values()]
    const found = await Promise.all(
      titles.map(async (title) => {
        const [meeting, moving] = await Promise.all([readMeeting(table, title), readMoving(table, title)])
        return {
          writes: meeting.writes,
          products: [...meeting.products, ...moving.products],
          agreements: moving.agreements,
        }
      }),
    )
    await commitInTurn(turn, [
      ...found.flatMap(({ writes }) => writes),
      markPositions(
        newId(),
        {
          products: found.flatMap(({ products }) => products),
          agreements: found.flatMap(({ agreements }) => agreements),
          sums: titles.map(({ id }) => id),
        },
        now().toISOString(),
      ),
    ])
  }
}
