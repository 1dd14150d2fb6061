import { historyEntry } from '../../audit/trail.ts'
import { pause } from '../../foundation/table/backoff.ts'
import { agreementHistoryKey, agreementKey } from '../../foundation/table/keys.ts'
import type { PairLedger } from '../../foundation/table/ledger.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { transactionLimit, type Write } from '../../foundation/table/table.ts'
import type { ImportError, StoredImport } from '../../work/imports/import-run.ts'
import { addErrors, advance, type Progress } from '../../work/imports/import-store.ts'
import { pairsPerTransaction } from '../records/agreement.ts'
import {
  addAgreement,
  changePairs,
  completeStaged,
  guardName,
  parseAgreement,
  stagePairs,
} from '../records/agreement-store.ts'
import { unassigned } from '../records/group.ts'
import { joinGroup } from '../records/group-store.ts'
import { membersOfType } from '../records/members.ts'
import type { AgreementNumberPair } from '../records/pair.ts'
import { addPair } from '../records/stored-pair.ts'
import { leaveGroupGone } from './choose-group.ts'
import { commitLines, type Setback } from './commit-lines.ts'
import type { Unit } from './pair-file.ts'
import { errorsOf, outcomesOf, planUnits, type UnitPlan, type Verdict } from './plan-pairs.ts'

/** Items of a transaction besides those of its steps: the run, the counter of its group, errors. */
const around = 3
const itemsForSteps = transactionLimit - around
/** Pairs that one step of a staged agreement writes; its first step writes the name and the packed set too. */
const pairsPerStagedStep = itemsForSteps - 2
/** Lines that one transaction judges, so that their errors fit into one item. */
const linesPerTransaction = 500

/** A part of the work on one agreement that is committed as a whole. */
interface Step {
  plan: UnitPlan
  verdicts: Verdict[]
  writes: Write[]
  /** Agreements that become visible with this step. */
  creates: 0 | 1
  /** Where the run stands behind this step. */
  progress: Pick<Progress, 'nextUnit' | 'nextLine' | 'staged'>
}

const isNew = ({ outcome }: Verdict): boolean => outcome === 'created' || outcome === 'updated'

const pairOf = ({ line: { agreementNumber, licenseNumber } }: Verdict): AgreementNumberPair => ({
  agreementNumber,
  licenseNumber,
})

const newAgreement = (run: StoredImport, { agreementId, unit }: UnitPlan, at: string) => ({
  id: agreementId,
  type: 'volume' as const,
  name: unit.name,
  groupId: run.groupId ?? unassigned.id,
  ...(run.program && { program: run.program }),
  version: 1,
  createdAt: at,
  createdBy: run.actor,
  updatedAt: at,
  importId: run.id,
})

const pairWrites = (run: StoredImport, { agreementId }: UnitPlan, verdicts: readonly Verdict[]): Write[] =>
  verdicts.filter(isNew).map((verdict) => addPair(pairOf(verdict), agreementId, raceLost, run.id))

const joinWrites = (run: StoredImport, { existing }: UnitPlan, pairs: AgreementNumberPair[], at: string): Write[] => {
  if (!existing || pairs.length === 0) return []
  const who = { actor: run.actor, at }
  return [
    ...changePairs(existing, { added: pairs }, at),
    historyEntry(agreementHistoryKey(existing.id, existing.version + 1), who, 'pairs-added', {
      before: { pairCount: existing.pairCount },
      after: { pairCount: existing.pairCount + pairs.length, pairs, importId: run.id },
    }),
  ]
}

/** The lines from `from` on, as far as they have at most so many new pairs and fit into one transaction. */
const take = (verdicts: readonly Verdict[], from: number, newPairs: number): Verdict[] => {
  const taken: Verdict[] = []
  let count = 0
  for (const verdict of verdicts.slice(from, from + linesPerTransaction)) {
    if (isNew(verdict) && ++count > newPairs) break
    taken.push(verdict)
  }
  return taken
}

/** The next step of an agreement. @param from lines of it that are done */
const stepOf = (run: StoredImport, unitIndex: number, plan: UnitPlan, from: number, at: string): Step => {
  const { verdicts, existing, agreementId, unit } = plan
  const done = { nextUnit: unitIndex + 1, nextLine: 0, staged: undefined }
  const isStaged = run.staged?.agreementId === agreementId
  const stages = isStaged || (!existing && verdicts.slice(from).filter(isNew).length > pairsPerTransaction)

  if (stages && from === verdicts.length) {
    const held = verdicts.slice(run.staged?.from).filter(isNew).map(pairOf)
    const writes = completeStaged(newAgreement(run, plan, at), held)
    return { plan, verdicts: [], writes, creates: held.length > 0 ? 1 : 0, progress: done }
  }

  const taken = take(verdicts, from, stages ? pairsPerStagedStep : pairsPerTransaction)
  const to = from + taken.length
  const isLast = to === verdicts.length
  const pairs = taken.filter(isNew).map(pairOf)
  const written = pairWrites(run, plan, taken)
  if (stages) {
    const agreement = newAgreement(run, plan, at)
    const intended = verdicts.slice(from).filter(isNew).map(pairOf)
    const begins = isStaged ? [] : [guardName(agreement), stagePairs(agreementId, intended)]
    const staged = run.staged && isStaged ? run.staged : { agreementId, name: unit.name, from }
    const progress = { nextUnit: unitIndex, nextLine: to, staged }
    return { plan, verdicts: taken, writes: [...begins, ...written], creates: 0, progress }
  }
  const progress = isLast ? done : { nextUnit: unitIndex, nextLine: to, staged: undefined }
  if (existing || pairs.length === 0)
    return { plan, verdicts: taken, writes: [...joinWrites(run, plan, pairs, at), ...written], creates: 0, progress }
  const agreement = newAgreement(run, plan, at)
  return {
    plan,
    verdicts: taken,
    writes: [guardName(agreement), ...addAgreement(agreement, pairs), ...written],
    creates: 1,
    progress,
  }
}

/** As many next steps as fit into one transaction; a step that does not end its agreement ends the transaction. */
const nextSteps = (run: StoredImport, plans: readonly UnitPlan[], at: string): Step[] => {
  const steps: Step[] = []
  let items = 0
  let lines = 0
  for (const [offset, plan] of plans.entries()) {
    const unitIndex = run.nextUnit + offset
    const step = stepOf(run, unitIndex, plan, offset === 0 ? run.nextLine : 0, at)
    items += step.writes.length
    lines += step.verdicts.reduce((sum, { line }) => sum + 1 + line.repeats.length, 0)
    if (steps.length > 0 && (items > itemsForSteps || lines > linesPerTransaction)) break
    steps.push(step)
    if (step.progress.nextUnit === unitIndex) break
  }
  return steps
}

/** The run as it is behind some steps. */
const behind = (run: StoredImport, steps: readonly Step[]): Progress => {
  const outcomes = steps.flatMap(({ verdicts }) => verdicts.flatMap(outcomesOf))
  const count = (outcome: string): number => outcomes.filter((each) => each === outcome).length
  const last = steps.at(-1)
  return {
    nextUnit: last?.progress.nextUnit ?? run.nextUnit,
    nextLine: last?.progress.nextLine ?? run.nextLine,
    staged: last?.progress.staged,
    groupId: run.groupId,
    done: run.done + outcomes.length,
    created: run.created + count('created'),
    updated: run.updated + count('updated'),
    unchanged: run.unchanged + count('unchanged'),
    rejected: run.rejected + count('rejected'),
  }
}

/** Commits some steps. @returns what kept it from happening, if anything did */
const attempt = async (
  ledger: PairLedger,
  run: StoredImport,
  steps: readonly Step[],
  at: string,
): Promise<{ run: StoredImport } | Setback> => {
  const progress = behind(run, steps)
  const errors: ImportError[] = steps.flatMap(({ verdicts }) => verdicts.flatMap(errorsOf))
  const creates = steps.reduce((sum, step) => sum + step.creates, 0)
  const record = advance(run, progress, at)
  const count = joinGroup(run.groupId ?? unassigned.id, membersOfType('volume', creates), 'import')
  const setback = await commitLines(ledger.table, { record, count, creates }, [
    ...steps.flatMap(({ writes }) => writes),
    ...addErrors(run, errors),
  ])
  return setback ?? { run: { ...run, ...progress, version: run.version + 1, updatedAt: at } }
}

/** An agreement that took some of its pairs has another version now; one that is gone is judged again. */
const refresh = async (ledger: PairLedger, run: StoredImport, plan: UnitPlan): Promise<UnitPlan> => {
  if (run.nextLine === 0 || run.staged) return plan
  const item = await ledger.table.get(agreementKey(plan.agreementId))
  const existing = item && parseAgreement(item)
  if (existing?.type === 'volume') return { ...plan, existing }
  const [judged] = await planUnits(ledger.table, run, [plan.unit], ledger.pairLength)
  return judged ?? plan
}

/**
 * Writes what a file says, from where its run stands, in transactions of at most 100 items. Each also moves the run on,
 * on condition that nobody else did: after a crash or beside a second delivery every line is written and counted once.
 * Agreements whose name or pairs were taken meanwhile are judged again.
 * @param planned what is to be done with the units that are not done; judged here when the run was begun earlier
 * @throws RunMoved when another delivery takes the steps, Busy when no time is left
 */
export const writeUnits = async (
  ledger: PairLedger,
  begun: StoredImport,
  units: readonly Unit[],
  planned?: readonly UnitPlan[],
): Promise<StoredImport> => {
  const judge = (some: readonly Unit[]) => planUnits(ledger.table, begun, some, ledger.pairLength)
  let run = begun
  let plans = planned ?? (await judge(units.slice(run.nextUnit)))
  for (let setbacks = 0; plans.length > 0; ) {
    const at = ledger.now().toISOString()
    const steps = nextSteps(run, plans, at)
    const result = await attempt(ledger, run, steps, at)
    if (typeof result === 'object') {
      setbacks = 0
      const [next, ...others] = plans.slice(result.run.nextUnit - run.nextUnit)
      run = result.run
      plans = next ? [await refresh(ledger, run, next), ...others] : []
    } else if (result === 'group-gone') {
      await pause(setbacks++)
      run = await leaveGroupGone(ledger, run, at)
    } else {
      await pause(setbacks++)
      plans = [...(await judge(steps.map(({ plan }) => plan.unit))), ...plans.slice(steps.length)]
    }
  }
  return run
}
