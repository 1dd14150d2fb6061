import * as z from 'zod'
import { pairKey } from '../agreements/pair.ts'
import { StoredPair } from '../agreements/stored-pair.ts'
import { StatementLayout, StoredEntitlement } from '../entitlements/entitlement.ts'
import { licenseKey } from '../entitlements/statement-rows.ts'
import type { AnnouncingLedger, DatedLedger } from '../ledger.ts'
import { matchRulesVersion } from '../matching/match-rules.ts'
import { PositionStatus } from '../software/title-store.ts'
import {
  agreementsByType,
  pairPartitions,
  positionRulesKey,
  softwareByStatus,
  statementEntitlements,
} from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { commit, type Item, pagesOf, put, type Query } from '../table/table.ts'
import { addWork, endWork, readWork, type Work } from '../work/work.ts'
import { countPositionsWork } from './count-positions-work.ts'
import { type Marked, markPositions } from './position-marks.ts'

type RecountingLedger = AnnouncingLedger & DatedLedger

const StoredRules = z.object({ version: z.number(), timeZone: z.string() })

/** Positions follow these rules of matching, and days of this time zone. */
const followsRules = async ({ table, timeZone }: Pick<RecountingLedger, 'table' | 'timeZone'>): Promise<boolean> => {
  const rules = StoredRules.safeParse(await table.get(positionRulesKey))
  return rules.success && rules.data.version === matchRulesVersion && rules.data.timeZone === timeZone
}

const workIdOf = (timeZone: string): string => `recount-positions-${matchRulesVersion}-${timeZone}`

/**
 * Begins to count all positions anew when they follow other rules of matching or another time zone, or were never
 * counted. Called by the sweep.
 * @returns the work to announce, if there is any
 */
export const beginRecounting = async (
  ledger: Pick<RecountingLedger, 'table' | 'now' | 'timeZone'>,
): Promise<string | undefined> => {
  const { table, now, timeZone } = ledger
  const id = workIdOf(timeZone)
  if ((await followsRules(ledger)) || (await readWork(table, id))) return undefined
  const createdAt = now().toISOString()
  await commit(table, [addWork({ id, kind: 'recount-positions', subjectId: timeZone, actor: 'sweep', createdAt })])
  return id
}

/** Everything from which positions are counted, and what to mark of it. */
const walks: { query: Query; kind: keyof Marked; idOf: (item: Item) => string }[] = [
  ...pairPartitions.map((partition) => ({
    query: { partition },
    kind: 'pairs' as const,
    idOf: (item: Item) => pairKey(StoredPair.parse(item)),
  })),
  ...StatementLayout.options.map((layout) => ({
    query: { partition: statementEntitlements(layout) },
    kind: 'licenses' as const,
    idOf: (item: Item) => licenseKey(StoredEntitlement.parse(item).licenseId),
  })),
  {
    query: { index: 'gsi1' as const, partition: agreementsByType('other') },
    kind: 'agreements' as const,
    idOf: ({ id }) => String(id),
  },
  ...PositionStatus.options.map((status) => ({
    query: { index: 'gsi1' as const, partition: softwareByStatus(status) },
    kind: 'titles' as const,
    idOf: ({ id }: Item) => String(id),
  })),
]

/** Ids that one mark names. */
const idsAtOnce = 1_000

const markAll = async ({ table, newId, now }: RecountingLedger, kind: keyof Marked, ids: readonly string[]) => {
  for (let first = 0; first < ids.length; first += idsAtOnce)
    await commit(table, [markPositions(newId(), { [kind]: ids.slice(first, first + idsAtOnce) }, now().toISOString())])
}

/** Has all positions counted anew. Safe to run twice, at once or after a crash: it marks again what it marked. */
export const recountPositions = async (ledger: RecountingLedger, { id }: Work): Promise<void> => {
  const { table, timeZone } = ledger
  for (const { query, kind, idOf } of walks)
    for await (const items of pagesOf(table, query)) await markAll(ledger, kind, [...new Set(items.map(idOf))])
  await commit(table, [endWork(id), put({ ...positionRulesKey, version: matchRulesVersion, timeZone }, {}, raceLost)])
  await ledger.announceWork(countPositionsWork)
}
