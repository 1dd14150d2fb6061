import { historyEntry } from '../../audit/trail.ts'
import { pause } from '../../foundation/table/backoff.ts'
import { agreementHistoryKey } from '../../foundation/table/keys.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { transactionLimit, type Write } from '../../foundation/table/table.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { addErrors, advance, type Progress } from '../../work/imports/import-store.ts'
import { guardName } from '../records/agreement-store.ts'
import { unassigned } from '../records/group.ts'
import { joinGroup } from '../records/group-store.ts'
import { membersOfType } from '../records/members.ts'
import { addOtherAgreement, changeOther } from '../records/other-agreement-store.ts'
import type { StoredOtherAgreement } from '../records/stored-agreement.ts'
import { leaveGroupGone } from './choose-group.ts'
import { commitLines, type Setback } from './commit-lines.ts'
import { keepFormer } from './former-values.ts'
import { countOf, errorsOf, type Plan, planAgreements } from './plan-agreements.ts'
import type { AgreementFile } from './read-agreement-file.ts'

/** Items of a transaction besides those of its lines: the run, the counter of its group, errors. */
const around = 3
/** Lines that one transaction judges, so that their errors fit into one item. */
const linesPerTransaction = 500

const newAgreement = (
  run: StoredImport,
  { line, product, agreementId }: Extract<Plan, { outcome: 'created' }>,
  at: string,
): StoredOtherAgreement => ({
  id: agreementId,
  type: 'other',
  name: line.name,
  groupId: run.groupId ?? unassigned.id,
  ...product,
  licenseCount: line.licenseCount,
  ...(line.startDate !== undefined && { startDate: line.startDate }),
  ...(line.endDate !== undefined && { endDate: line.endDate }),
  ...(line.details !== undefined && { hasDetails: true }),
  version: 1,
  createdAt: at,
  createdBy: run.actor,
  updatedAt: at,
  importId: run.id,
})

const updateWrites = (
  run: StoredImport,
  unit: number,
  plan: Extract<Plan, { outcome: 'updated' }>,
  at: string,
): Write[] => {
  const { existing, changes, details } = plan
  const { writes, before, after } = changeOther(existing, changes, details, at)
  return [
    ...writes,
    keepFormer(run, unit, existing, plan, at),
    historyEntry(
      agreementHistoryKey(existing.id, existing.version + 1),
      { actor: run.actor, at },
      'agreement-changed',
      { before, after: { ...after, importId: run.id } },
    ),
  ]
}

const writesOf = (run: StoredImport, unit: number, plan: Plan, at: string): Write[] => {
  if (plan.outcome === 'updated') return updateWrites(run, unit, plan, at)
  if (plan.outcome !== 'created') return []
  const agreement = newAgreement(run, plan, at)
  return [guardName(agreement), ...addOtherAgreement(agreement, plan.line.details)]
}

/** The next lines that fit into one transaction, and what they write. */
const nextBatch = (run: StoredImport, plans: readonly Plan[], at: string): { taken: Plan[]; writes: Write[] } => {
  const taken: Plan[] = []
  const writes: Write[] = []
  for (const plan of plans.slice(0, linesPerTransaction)) {
    const more = writesOf(run, run.nextUnit + taken.length, plan, at)
    if (writes.length + more.length + around > transactionLimit) break
    taken.push(plan)
    writes.push(...more)
  }
  return { taken, writes }
}

/** The run as it is behind some lines. */
const behind = (run: StoredImport, taken: readonly Plan[]) =>
  ({
    nextUnit: run.nextUnit + taken.length,
    done: run.done + taken.length,
    created: run.created + countOf(taken, 'created'),
    updated: run.updated + countOf(taken, 'updated'),
    unchanged: run.unchanged + countOf(taken, 'unchanged'),
    rejected: run.rejected + countOf(taken, 'rejected'),
  }) satisfies Partial<Progress>

/** Commits some lines. @returns what kept it from happening, if anything did */
const attempt = async (
  ledger: Ledger,
  run: StoredImport,
  { taken, writes }: ReturnType<typeof nextBatch>,
  at: string,
): Promise<{ run: StoredImport } | Setback> => {
  const progress = behind(run, taken)
  const creates = countOf(taken, 'created')
  const record = advance(run, progress, at)
  const count = joinGroup(run.groupId ?? unassigned.id, membersOfType('other', creates), 'import')
  const errors = addErrors(run, errorsOf(taken))
  const setback = await commitLines(ledger.table, { record, count, creates }, [...writes, ...errors])
  return setback ?? { run: { ...run, ...progress, version: run.version + 1, updatedAt: at } }
}

/**
 * Writes what a file says, from where its run stands, in transactions of at most 100 items. Each also moves the run on,
 * on condition that nobody else did: after a crash or beside a second delivery every line is written and counted once.
 * Lines whose agreement was changed, or whose name was taken meanwhile, are judged again.
 * @param planned what is to be done with the lines that are not done; judged here when the run was begun earlier
 * @throws RunMoved when another delivery takes the steps, Busy when no time is left
 */
export const writeAgreements = async (
  ledger: Ledger,
  begun: StoredImport,
  file: AgreementFile,
  planned?: readonly Plan[],
): Promise<StoredImport> => {
  const judge = (from: number, to?: number) => planAgreements(ledger.table, begun, file.lines.slice(from, to), file)
  let run = begun
  let plans = planned ?? (await judge(run.nextUnit))
  for (let setbacks = 0; plans.length > 0; ) {
    const at = ledger.now().toISOString()
    const batch = nextBatch(run, plans, at)
    const result = await attempt(ledger, run, batch, at)
    if (typeof result === 'object') {
      setbacks = 0
      run = result.run
      plans = plans.slice(batch.taken.length)
    } else if (result === 'group-gone') {
      await pause(setbacks++)
      run = await leaveGroupGone(ledger, run, at)
    } else {
      await pause(setbacks++)
      const count = batch.taken.length
      plans = [...(await judge(run.nextUnit, run.nextUnit + count)), ...plans.slice(count)]
    }
  }
  return run
}
