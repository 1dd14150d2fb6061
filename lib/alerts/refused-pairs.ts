import { parseAgreement } from '../agreements/agreement-store.ts'
import { pairKey, showPair } from '../agreements/pair.ts'
import { byPairKey, type PairStatus, StoredPair } from '../agreements/stored-pair.ts'
import { plainly } from '../events/event.ts'
import { agreementKey, alertsBegunKey, pairItemKey, pairPartitions } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { pagesOf, put, type Table } from '../table/table.ts'
import { commitInTurn, type Turn } from '../work/turn.ts'
import type { AlertKind } from './alert.ts'
import { markForAlerts } from './alert-marks.ts'
import type { Verdict } from './settle-alerts.ts'

const told: Partial<Record<PairStatus, { kind: AlertKind; says: string }>> = {
  expired: { kind: 'pair-expired', says: 'has expired' },
  'not-found': { kind: 'pair-not-found', says: 'was not found' },
}

const judge = (pair: StoredPair | undefined, agreementName: string | undefined): Verdict => {
  if (!pair) return 'gone'
  const { agreementNumber, licenseNumber, agreementId, status } = pair
  const refusal = told[status]
  if (!refusal) return 'resolved'
  const { kind, says } = refusal
  const of = agreementName === undefined ? '' : ` of the agreement ${plainly(agreementName)}`
  return {
    kind,
    condition: status,
    title: `${showPair(pair)} ${says}`,
    message: `VLSC says that the agreement number pair ${showPair(pair)}${of} ${says}.`,
    about: { agreementId, ...(agreementName !== undefined && { agreementName }), agreementNumber, licenseNumber },
  }
}

const readNames = async (table: Table, pairs: readonly StoredPair[]): Promise<Map<string, string>> => {
  const items = await table.getMany(pairs.map(({ agreementId }) => agreementKey(agreementId)))
  return new Map(items.map(parseAgreement).map(({ id, name }) => [id, name]))
}

/** Pairs that are in memory at once, with what they entitle to. */
const pairsAtOnce = 500

/**
 * What is to be told of pairs whose answers have changed, or that came or went.
 * @param keys `<agreementNumber>#<licenseNumber>`, upper case
 */
export const judgePairs = async (table: Table, keys: readonly string[]): Promise<[string, Verdict][]> => {
  const verdicts: [string, Verdict][] = []
  for (let first = 0; first < keys.length; first += pairsAtOnce) {
    const some = keys.slice(first, first + pairsAtOnce)
    const pairs = byPairKey(await table.getMany(some.map(pairItemKey)))
    const names = await readNames(
      table,
      [...pairs.values()].filter(({ status }) => told[status]),
    )
    for (const key of some) {
      const pair = pairs.get(key)
      verdicts.push([`pair#${key}`, judge(pair, names.get(pair?.agreementId ?? ''))])
    }
  }
  return verdicts
}

/**
 * Marks the pairs that VLSC refused before anybody looked for alerts: once in the life of a ledger.
 * @throws TurnMoved
 */
export const markRefusedPairs = async (turn: Turn): Promise<void> => {
  const { table, newId, now } = turn.ledger
  if (await table.get(alertsBegunKey)) return
  const at = now().toISOString()
  for (const partition of pairPartitions)
    for await (const items of pagesOf(table, { partition })) {
      const refused = items.map((item) => StoredPair.parse(item)).filter(({ status }) => told[status])
      if (refused.length > 0) await commitInTurn(turn, [markForAlerts(newId(), { pairs: refused.map(pairKey) }, at)])
    }
  await commitInTurn(turn, [put({ ...alertsBegunKey, at }, {}, raceLost)])
}
