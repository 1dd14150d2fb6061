import { auditEntry } from '../../audit/trail.ts'
import { chunksOf } from '../../foundation/collections.ts'
import { pause, settle, timeLeft } from '../../foundation/table/attempts.ts'
import { refusalOf, type Table, transactionLimit, type Write } from '../../foundation/table/table.ts'
import { RunMoved } from '../run.ts'
import type { Direction, ImportLedger, Step } from './import-kind.ts'
import { addErrors, importRuns, type StoredImport } from './import-run.ts'

/** Items of a transaction besides those of its steps: the run, its errors, the audit entry. */
const besides = 3
const errorsAtOnce = 500
const stepsAtOnce = 5_000
const bytesAtOnce = 3_000_000

/** Commits steps. @returns what kept it from happening, if anything did @throws RunMoved */
const tryToCommit = async (table: Table, writes: readonly Write[]): Promise<unknown> => {
  try {
    await table.transact(writes)
    return undefined
  } catch (error) {
    const reason = await refusalOf(error)
    if (reason === error || reason instanceof RunMoved) throw reason
    return reason
  }
}

/** Writes at one time that are done by themselves. */
const aloneAtOnce = 16

/** Does what steps write by itself. @returns what kept some of it from happening, if anything did */
const tryAlone = async (table: Table, writes: readonly Write[]): Promise<unknown> => {
  for (const some of chunksOf(writes, aloneAtOnce)) {
    const setbacks = await Promise.all(some.map((write) => tryToCommit(table, [write])))
    const setback = setbacks.find((one) => one !== undefined)
    if (setback) return setback
  }
  return undefined
}

/** The next steps, as many as fit into one transaction, and where the run stands after them. */
const nextSteps = <File, Plan, S extends Step>(
  { stepOf, around = () => [] }: Direction<File, Plan, S>,
  ledger: ImportLedger,
  begun: StoredImport,
  plans: readonly Plan[],
  at: string,
) => {
  const steps: S[] = []
  let [run, next]: [StoredImport, Partial<StoredImport>] = [begun, {}]
  let [items, bytes, errors] = [besides, 0, 0]
  for (const plan of plans.slice(0, stepsAtOnce)) {
    const step = stepOf(run, plan, ledger, at)
    items += step.writes.length
    bytes += step.bytes ?? 0
    errors += step.errors?.length ?? 0
    const isFull =
      bytes > bytesAtOnce ||
      errors > errorsAtOnce ||
      (step.writes.length > 0 && items + around(begun, [...steps, step]).length > transactionLimit)
    if (steps.length > 0 && isFull) break
    steps.push(step)
    next = { ...next, ...step.next }
    run = { ...run, ...step.next }
    if (step.isPart) break
  }
  return { steps, next }
}

/**
 * Takes all steps from where the run stands, in transactions that also move the run on, on condition that nobody else
 * did: after a crash or beside a second delivery each line is written and counted once. What others changed is planned
 * again.
 * @param planned plans from where the run stands, if they are known
 * @param who in whose name things are taken back
 * @returns the run after its last step; undefined when no time is left @throws RunMoved
 */
export const takeSteps = async <File, Plan, S extends Step>(
  direction: Direction<File, Plan, S>,
  ledger: ImportLedger,
  begun: StoredImport,
  file: File,
  {
    planned,
    reserve,
    who = begun.actor,
  }: { planned?: readonly Plan[] | undefined; reserve: number; who?: string | undefined },
): Promise<StoredImport | undefined> => {
  const { plan, around = () => [], again = async (_ledger, _run, same) => same, recover = () => undefined } = direction
  let run = begun
  /** Undefined while it is not known what is to be done. */
  let plans = planned
  for (let setbacks = 0; ; ) {
    if (timeLeft() < reserve) return undefined
    const current = run
    plans ??= await settle(() => plan(ledger, current, file))
    if (plans.length === 0) return run
    const at = ledger.now().toISOString()
    const { steps, next } = nextSteps(direction, ledger, run, plans, at)
    const audited = steps.flatMap(({ changes = [] }) => changes)
    const about = [run.id, ...audited.slice(0, 1).map(({ id }) => id)]
    const errors = steps.flatMap(({ errors: some = [] }) => some)
    const alone = steps.flatMap(({ alone: some = [] }) => some)
    const setback =
      (await tryAlone(ledger.table, alone)) ??
      (await tryToCommit(ledger.table, [
        importRuns.change(run, { ...next, attempts: 0 }, at),
        ...around(run, steps),
        ...steps.flatMap(({ writes }) => writes),
        ...(audited.length > 0
          ? [auditEntry(ledger.newId(), { actor: who, at }, 'import-undone', audited, about)]
          : []),
        ...addErrors(run, errors),
      ]))
    if (setback) {
      await pause(setbacks++, setback)
      const changes = recover(setback)
      if (changes) run = await importRuns.step(ledger.table, run, changes, at)
      plans = undefined
      continue
    }
    setbacks = 0
    for (const { workId } of steps) if (workId !== undefined) await ledger.announceWork(workId)
    run = importRuns.changed(run, { ...next, attempts: 0 }, at)
    const isPart = steps.at(-1)?.isPart
    const [open, ...others] = plans.slice(steps.length - (isPart ? 1 : 0))
    if (open) plans = [isPart ? await again(ledger, run, open) : open, ...others]
    else plans = direction.plansParts ? undefined : []
  }
}
