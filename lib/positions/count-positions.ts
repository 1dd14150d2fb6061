import { unpackPair } from '../agreements/pair.ts'
import { markForAlerts } from '../alerts/alert-marks.ts'
import { positionsLockKey } from '../table/keys.ts'
import { transactionLimit, type Write } from '../table/table.ts'
import { type CountingLedger, commitInTurn, type Turn, workInTurn } from '../work/turn.ts'
import { placeClaims } from './claim.ts'
import { countHoldings } from './count-holdings.ts'
import { countPositionsWork } from './count-positions-work.ts'
import { coverProducts } from './cover-products.ts'
import { markDueTitles } from './due-titles.ts'
import { hasStatements, wantedOfLicenses, wantedOfPairs } from './holdings.ts'
import { meetTitles } from './meet-titles.ts'
import { type PositionMark, readPositionMarks, removeMark, together } from './position-marks.ts'
import { sumTitles } from './sum-titles.ts'

/** Marks that are taken at once. */
const marksAtOnce = 2_500
/** Pairs whose answers are in memory at once. */
const pairsAtOnce = 500

/** Rows of statements count by whether there are pairs with their License IDs, and by what these say themselves. */
const licensesOf = (pairs: ReadonlySet<string>): string[] => [...pairs].map((key) => unpackPair(key).licenseNumber)

const countSources = async (turn: Turn, pairs: ReadonlySet<string>, licenses: ReadonlySet<string>): Promise<void> => {
  const { table } = turn.ledger
  const keys = [...pairs]
  for (let first = 0; first < keys.length; first += pairsAtOnce)
    await countHoldings(turn, await wantedOfPairs(table, keys.slice(first, first + pairsAtOnce)))
  const all = new Set([...licenses, ...licensesOf(pairs)])
  if (all.size > 0 && (await hasStatements(table))) await countHoldings(turn, await wantedOfLicenses(table, all))
}

/** Marks that one transaction takes away, besides the turn and what it marks. */
const marksForgotten = transactionLimit - 2

/** What pairs were answered may be alarming, too. */
const lookForAlerts = ({ newId, now }: Turn['ledger'], marks: readonly PositionMark[]): Write[] => {
  const pairs = marks.flatMap((mark) => mark.pairs)
  return pairs.length > 0 ? [markForAlerts(newId(), { pairs }, now().toISOString())] : []
}

const forget = async (turn: Turn, marks: readonly PositionMark[]): Promise<void> => {
  for (let first = 0; first < marks.length; first += marksForgotten) {
    const some = marks.slice(first, first + marksForgotten)
    await commitInTurn(turn, [...some.map(removeMark), ...lookForAlerts(turn.ledger, some)])
  }
}

/** What follows from some marks; what follows from that is marked. @returns false when nothing is marked any more */
const countSome = async (turn: Turn): Promise<boolean> => {
  await markDueTitles(turn)
  const marks = await readPositionMarks(turn.ledger.table, marksAtOnce)
  if (marks.length === 0) return false
  const { pairs, licenses, agreements, titles, products, sums } = together(marks)
  await countSources(turn, pairs, licenses)
  await placeClaims(turn, [...agreements])
  await meetTitles(turn, [...titles])
  await coverProducts(turn, [...products])
  await sumTitles(turn, [...sums])
  await forget(turn, marks)
  return true
}

/**
 * Counts what titles are entitled to, for all that is marked. Safe to run at any time, twice, or after a crash: it
 * follows from what is stored, and a mark stays until all that it is for has been counted or is marked itself.
 */
export const countPositions = (ledger: CountingLedger): Promise<void> =>
  workInTurn(ledger, {
    name: countPositionsWork,
    key: positionsLockKey,
    doSome: countSome,
    hasMore: async (table) => (await readPositionMarks(table, 1)).length > 0,
  })
