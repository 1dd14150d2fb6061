import type { Figures } from './document.ts'
import { type Cost, metered, sumOf } from './meter.ts'
import { measureAgreements } from './patterns/agreements.ts'
import { measureCatalog } from './patterns/catalog.ts'
import { measureDecisions } from './patterns/decisions.ts'
import { measureEntitlements } from './patterns/entitlements.ts'
import { measureGroups } from './patterns/groups.ts'
import { measureImports } from './patterns/imports.ts'
import { measureInventory, measureReturn } from './patterns/inventory.ts'
import { measureLists } from './patterns/lists.ts'
import { measureOtherAgreements } from './patterns/other-agreements.ts'
import { measurePeople } from './patterns/people.ts'
import { measureRefreshes } from './patterns/refreshes.ts'
import { measureReports } from './patterns/reports.ts'
import { measureRuns } from './patterns/runs.ts'
import { measureUndo } from './patterns/undo.ts'
import type { Stage } from './stage.ts'
import { usersOf } from './users.ts'

/** What access patterns are played on: a client, and another one that no one meters. */
export type PatternStage = Pick<Stage, 'client' | 'aside' | 'newLedger' | 'importerFor'>

/** Plays each access pattern: one ledger's life, from its first group to its five hundredth. The same in every run. */
export const playAccessPatterns = async (stage: PatternStage, cost: Cost): Promise<void> => {
  const ledger = await stage.newLedger()
  const users = usersOf(ledger, stage.importerFor(ledger))
  await users.publish()
  await measureGroups(cost, users)
  await measureAgreements(cost, users)
  await measureImports(cost, users)
  await measureRefreshes(cost, users)
  await measureLists(cost, users)
  await measureUndo(cost, users)
  await measureReports(cost, users)
  await measureOtherAgreements(cost, users, ledger)
  await measureInventory(cost, users)
  await measureCatalog(cost, users)
  await measureEntitlements(cost, users)
  await measureDecisions(cost, users)
  await measureRuns(cost, users, ledger)
  await measureReturn(cost, users)
  await measurePeople(cost, users)
}

/** What each access pattern costs, and by which operations. */
export const measureAccessPatterns = async (stage: PatternStage) => {
  const costs = new Map<string, Figures & { operations: string }>()
  await playAccessPatterns(stage, async (pattern, work) => {
    const { usage, result } = await metered(stage, work)
    const { requests, readUnits: RCU, writeUnits: WCU } = usage
    const operations = Object.entries(requests).map(([operation, count]) => `${count} ${operation}`)
    costs.set(pattern, { requests: sumOf(requests), RCU, WCU, operations: operations.join(', ') })
    return result
  })
  return costs
}
