import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { HistoryEntry, readHistory } from '../../audit/read-trail.ts'
import { type Action, auditEntry, changeOf, historyEntry } from '../../audit/trail.ts'
import { absent, expectVersion, invalidInput, notFound, type Versions } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import { Ulid } from '../../foundation/table/ids.ts'
import { decisionHistory, decisionHistoryKey } from '../../foundation/table/keys.ts'
import type { Change, Ledger } from '../../foundation/table/ledger.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { commit, type Table } from '../../foundation/table/table.ts'
import { Metric } from '../../recognition/data/recognition.ts'
import {
  type Decision,
  type DeclaredUse,
  decide,
  decisionAfter,
  readDecisionsOf,
} from '../../recognition/titles/decision.ts'

const maximumUse = 10_000_000

export const NewDeclaredUse = z
  .strictObject({
    metric: Metric.meta({ description: 'The unit of what is counted.' }),
    quantity: z.int().min(0).max(maximumUse),
    asOf: z.iso.date().meta({ description: 'The day on which it was counted.' }),
    note: z.string().trim().min(1).max(1_000).optional(),
  })
  .meta({ id: 'NewDeclaredUse' })
type NewDeclaredUse = z.infer<typeof NewDeclaredUse>

export const ShownUse = z
  .strictObject({
    familyId: Ulid,
    ...NewDeclaredUse.shape,
    version: z.int(),
    by: z.string(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'DeclaredUse' })
type ShownUse = z.infer<typeof ShownUse>

export const FamilyUse = z
  .strictObject({
    declared: z.array(ShownUse).meta({ description: 'What counts now, by metric.' }),
    items: z.array(HistoryEntry).meta({ description: 'A page of its changes, newest first.' }),
    cursor: z.string().optional(),
  })
  .meta({ id: 'FamilyUse' })

type Use = Decision<'declared-use'>

const useSubject = (familyId: string, metric: Metric): string => `${familyId}#${metric}`

const show = ({ version, by, at }: Use, value: DeclaredUse): ShownUse => ({ ...value, version, by, at })

/** What was declared of a family in these metrics, or taken back. */
export const readUse = async (
  table: Table,
  familyId: string,
  asked: readonly Metric[],
): Promise<(Use | undefined)[]> => {
  const subjects = asked.map((metric) => useSubject(familyId, metric))
  const found = await readDecisionsOf(
    table,
    subjects.map((subject) => ({ kind: 'declared-use', subject })),
  )
  return subjects.map((subject) => found.get('declared-use', subject))
}

/** What is declared of a family, and a page of its changes. Any id may be that of a family, whatever a snapshot knows. */
export const listDeclaredUse = async (table: Table, familyId: string, page: PageRequest) => {
  const [use, history] = await Promise.all([
    readUse(table, familyId, Metric.options),
    readHistory(table, decisionHistory(familyId), page),
  ])
  return { declared: use.flatMap((one) => (one?.value ? [show(one, one.value)] : [])), ...history }
}

const changeUse = async (
  { table, newId }: Ledger,
  [familyId, metric]: readonly [string, Metric],
  before: Use | undefined,
  after: DeclaredUse | undefined,
  change: Change,
): Promise<Use> => {
  const told = (value: DeclaredUse | undefined) => {
    if (!value) return null
    const { familyId: _, ...state } = value
    return state
  }
  const states = { before: told(before?.value), after: told(after) }
  const action: Action = after ? 'use-declared' : 'declared-use-deleted'
  const id = newId()
  await commit(table, [
    decide('declared-use', useSubject(familyId, metric), before, after, change),
    historyEntry(decisionHistoryKey(familyId, change.at, id), change, action, states),
    auditEntry(id, change, action, [changeOf('family', { id: familyId, name: `Family ${familyId}` }, states)]),
  ])
  return decisionAfter('declared-use', useSubject(familyId, metric), before, after, change)
}

/** @throws LedgerError `invalid-date` when the day has not begun anywhere yet */
export const expectCounted = ({ asOf }: NewDeclaredUse, at: string): void => {
  const easternmost = 14 * 3_600_000 // ms before UTC
  if (asOf <= new Date(Date.parse(at) + easternmost).toISOString().slice(0, 10)) return
  throw invalidInput([{ pointer: '/asOf', code: 'invalid-date', message: `${asOf} is still to come.` }])
}

/**
 * Says how many licenses of a family are in use, where nothing measures it.
 * @throws LedgerError `invalid-date`, `stale-version`
 */
export const putDeclaredUse = (
  ledger: Ledger,
  familyId: string,
  said: NewDeclaredUse,
  change: Change,
  expected?: Versions,
): Promise<{ use: ShownUse; isNew: boolean }> =>
  settle(async () => {
    expectCounted(said, change.at)
    const [before] = await readUse(ledger.table, familyId, [said.metric])
    expectVersion(before?.value ? before.version : absent, expected)
    const value = { familyId, ...said }
    if (before && isDeepStrictEqual(before.value, value)) return { use: show(before, value), isNew: false }
    const after = await changeUse(ledger, [familyId, said.metric], before, value, change)
    return { use: show(after, value), isNew: !before?.value }
  })

/** What is declared of a metric of a family. @throws LedgerError `declared-use-not-found` */
export const openUse = async (table: Table, familyId: string, metric: Metric): Promise<Use> => {
  const [use] = await readUse(table, familyId, [metric])
  if (use?.value) return use
  throw notFound('declared-use-not-found', `No use in the metric ${metric} is declared for the family ${familyId}.`)
}

/** @throws LedgerError `declared-use-not-found`, `stale-version` */
export const deleteDeclaredUse = (
  ledger: Ledger,
  familyId: string,
  metric: Metric,
  change: Change,
  expected?: Versions,
): Promise<void> =>
  settle(async () => {
    const use = await openUse(ledger.table, familyId, metric)
    expectVersion(use.version, expected)
    await changeUse(ledger, [familyId, metric], use, undefined, change)
  })
