import { type Cost, metered, sumOf } from './meter.ts'
import { measureAgreements } from './patterns/agreements.ts'
import { measureGroups } from './patterns/groups.ts'
import { measureImports } from './patterns/imports.ts'
import { measureLists } from './patterns/lists.ts'
import type { Row } from './report.ts'
import type { Stage } from './stage.ts'
import { usersOf } from './users.ts'

/** What access patterns cost: one ledger's life, from its first group to its five hundredth. The same in every run. */
export const measureAccessPatterns = async (stage: Stage): Promise<Row[]> => {
  const rows: Row[] = []
  const cost: Cost = async (pattern, work) => {
    const { usage, result } = await metered(stage.client, work)
    const { requests, readUnits: RCU, writeUnits: WCU } = usage
    const operations = Object.entries(requests).map(([operation, count]) => `${count} ${operation}`)
    rows.push({ pattern, requests: sumOf(requests), RCU, WCU, operations: operations.join(', ') })
    return result
  }
  const ledger = await stage.newLedger()
  const users = usersOf(ledger, stage.importerFor(ledger))
  await measureGroups(cost, users)
  await measureAgreements(cost, users)
  await measureImports(cost, users)
  await measureLists(cost, users)
  return rows
}
