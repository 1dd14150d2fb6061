import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { readHistory } from '../../audit/read-trail.ts'
import { auditEntry, changeOf, historyEntry } from '../../audit/trail.ts'
import { expectVersion, type Versions } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import { decisionHistory, decisionHistoryKey } from '../../foundation/table/keys.ts'
import type { Change, Ledger } from '../../foundation/table/ledger.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { commit, type Table } from '../../foundation/table/table.ts'
import { everyRight, PositionPolicies } from '../../recognition/rights/rights.ts'
import {
  type Decision,
  decide,
  decisionAfter,
  policiesOf,
  policiesSubject,
  readPolicies,
} from '../../recognition/titles/decision.ts'

/** A body without a policy turns it on. */
export const NewPositionPolicies = z
  .strictObject({
    priorVersion: z.boolean().default(true).meta({ description: 'A license runs earlier versions of its product.' }),
    softwareAssurance: z
      .boolean()
      .default(true)
      .meta({ description: 'One with Software Assurance runs newer versions.' }),
    lowerEdition: z
      .boolean()
      .default(true)
      .meta({ description: 'A license runs lower editions, where its terms say so.' }),
  })
  .meta({ id: 'NewPositionPolicies', description: 'Which rights count, for licenses that have them.' })

export const ShownPolicies = z
  .strictObject({
    ...PositionPolicies.shape,
    version: z.int(),
    by: z.string().optional().meta({ description: 'Who changed them last.' }),
    at: z.iso.datetime().optional(),
  })
  .meta({ id: 'PositionPolicies' })
type ShownPolicies = z.infer<typeof ShownPolicies>

const show = (decision: Decision<'policies'> | undefined): ShownPolicies => ({
  ...policiesOf(decision),
  // There always are policies.
  version: (decision?.version ?? 0) + 1,
  ...(decision && { by: decision.by, at: decision.at }),
})

export const getPolicies = async (table: Table): Promise<ShownPolicies> => show(await readPolicies(table))

/** @throws LedgerError `stale-version` */
export const putPolicies = (
  { table, newId }: Ledger,
  policies: PositionPolicies,
  change: Change,
  expected?: Versions,
): Promise<ShownPolicies> =>
  settle(async () => {
    const decision = await readPolicies(table)
    expectVersion(show(decision).version, expected)
    const before = policiesOf(decision)
    if (isDeepStrictEqual(before, policies)) return show(decision)
    const value = isDeepStrictEqual(policies, everyRight) ? undefined : policies
    const states = { before, after: policies }
    const [action, id] = ['position-policies-changed', newId()] as const
    const about = { id: policiesSubject, name: 'Position policies' }
    await commit(table, [
      decide('policies', policiesSubject, decision, value, change),
      historyEntry(decisionHistoryKey(policiesSubject, change.at, id), change, action, states),
      auditEntry(id, change, action, [changeOf('position-policies', about, states)]),
    ])
    return show(decisionAfter('policies', policiesSubject, decision, value, change))
  })

export const readPoliciesHistory = (table: Table, page: PageRequest) =>
  readHistory(table, decisionHistory(policiesSubject), page)
