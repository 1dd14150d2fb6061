import type { Ledger } from '../../foundation/table/ledger.ts'
import { RaceLost, settle } from '../../foundation/table/race.ts'
import { commit, transactionLimit, type Write } from '../../foundation/table/table.ts'
import { nameOf } from '../../inventory/names/find-title.ts'
import { licensableReported } from '../../inventory/names/readiness.ts'
import { decide } from '../../recognition/titles/decision.ts'
import { catalogSubject } from '../../recognition/titles/title-decisions.ts'
import { guardNewTitle, guardTitle } from '../../recognition/titles/title-guard.ts'
import { idOfName, titleSubject } from '../../recognition/titles/title-id.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { addErrors, advance, type Progress } from '../../work/imports/import-store.ts'
import { type CatalogPlan, errorsOf, outcomesOf, planCatalog } from './plan-catalog.ts'
import type { CatalogFile } from './read-catalog-file.ts'

/** Lines that one transaction moves the run on by; those that change nothing take no item of it. */
const linesAtOnce = 5_000
/** The run, its errors and readiness. */
const itemsBesides = 3

/** A new title is what was decided, and its guard. */
const itemsOf = ({ outcome }: CatalogPlan): number => (outcome === 'created' ? 2 : outcome === 'updated' ? 1 : 0)

/** The plan cut into transactions, in the order of the file. */
function* batchesOf(plans: readonly CatalogPlan[]): Generator<CatalogPlan[]> {
  let batch: CatalogPlan[] = []
  let items = itemsBesides
  for (const plan of plans) {
    if (items + itemsOf(plan) > transactionLimit || batch.length >= linesAtOnce) {
      yield batch
      batch = []
      items = itemsBesides
    }
    items += itemsOf(plan)
    batch.push(plan)
  }
  if (batch.length > 0) yield batch
}

/** What becomes of the title of a line: a manager's word. */
const writesOf = (
  { line, outcome, catalog, licensable: said, isGuarded }: CatalogPlan,
  by: { actor: string; at: string },
): Write[] => {
  const { licensable = true } = line
  const name = nameOf(line)
  if (outcome === 'updated') return [decide('licensable', titleSubject(name), said, { ...name, licensable }, by)]
  if (outcome !== 'created') return []
  const guard = { id: idOfName(name), ...name }
  return [
    decide('catalog', catalogSubject(name), catalog, { ...name, licensable }, by),
    isGuarded ? guardTitle(guard) : guardNewTitle(guard, () => new RaceLost()),
  ]
}

const makesReady = ({ line, outcome, existing }: CatalogPlan): boolean =>
  outcome === 'updated' && line.licensable === true && existing?.isReported === true

/** The run as it is behind a transaction. */
const behind = (run: StoredImport, batch: readonly CatalogPlan[]) => {
  const outcomes = batch.flatMap(outcomesOf)
  const count = (outcome: string): number => outcomes.filter((each) => each === outcome).length
  return {
    nextUnit: run.nextUnit + batch.length,
    done: run.done + outcomes.length,
    created: run.created + count('created'),
    updated: run.updated + count('updated'),
    unchanged: run.unchanged + count('unchanged'),
    rejected: run.rejected + count('rejected'),
  } satisfies Partial<Progress>
}

/**
 * Writes what a catalog file says, from where its run stands, in transactions of at most 100 items. Each also moves the
 * run on, on condition that nobody else did: after a crash or beside a second delivery every line is written and counted
 * once. Titles that were changed meanwhile are judged again.
 * @param planned what is to be done with the lines; judged here when the run was begun earlier
 * @throws RunMoved when another delivery takes the steps, Busy when no time is left
 */
export const writeCatalog = async (
  { table, now }: Ledger,
  begun: StoredImport,
  { lines }: CatalogFile,
  planned?: readonly CatalogPlan[],
): Promise<StoredImport> => {
  let run = begun
  let fresh = planned
  await settle(async () => {
    const plans = fresh ?? (await planCatalog(table, lines.slice(run.nextUnit)))
    fresh = undefined
    for (const batch of batchesOf(plans)) {
      const at = now().toISOString()
      const progress = behind(run, batch)
      await commit(table, [
        advance(run, progress, at),
        ...batch.flatMap((plan) => writesOf(plan, { actor: run.actor, at })),
        ...(batch.some(makesReady) ? [licensableReported()] : []),
        ...addErrors(run, batch.flatMap(errorsOf)),
      ])
      run = { ...run, ...progress, version: run.version + 1, updatedAt: at }
    }
  })
  return run
}
