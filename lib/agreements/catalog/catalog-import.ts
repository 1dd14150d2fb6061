import { RaceLost } from '../../foundation/table/race.ts'
import type { Write } from '../../foundation/table/table.ts'
import { nameOf } from '../../inventory/names/find-title.ts'
import { licensableReported } from '../../inventory/names/readiness.ts'
import { decide } from '../../recognition/titles/decision.ts'
import { catalogSubject } from '../../recognition/titles/title-decisions.ts'
import { guardNewTitle, guardTitle } from '../../recognition/titles/title-guard.ts'
import { idOfName, titleSubject } from '../../recognition/titles/title-id.ts'
import { importKind } from '../../work/imports/import-engine.ts'
import type { Step } from '../../work/imports/import-kind.ts'
import { withOutcomes } from '../../work/imports/import-run.ts'
import { catalogFiles } from '../files/file-kinds.ts'
import { type CatalogPlan, errorsOf, outcomesOf, planCatalog } from './plan-catalog.ts'
import { type CatalogFile, readCatalogFile } from './read-catalog-file.ts'

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

interface CatalogStep extends Step {
  /** Software that devices report needs a license by it. */
  makesReady: boolean
}

/** Imports of catalog files: titles that managers add. */
export const catalogImport = importKind<CatalogFile, CatalogPlan, CatalogStep>({
  ...catalogFiles,
  read: ({ bytes = new Uint8Array() }) => readCatalogFile(bytes),

  forward: {
    plan: ({ table }, run, { lines }) => planCatalog(table, lines.slice(run.nextUnit)),
    stepOf: (run, plan, _ledger, at) => ({
      writes: writesOf(plan, { actor: run.actor, at }),
      errors: errorsOf(plan),
      makesReady: plan.outcome === 'updated' && plan.line.licensable === true && plan.existing?.isReported === true,
      next: { ...withOutcomes(run, outcomesOf(plan)), nextUnit: run.nextUnit + 1 },
    }),
    around: (_run, steps) => (steps.some(({ makesReady }) => makesReady) ? [licensableReported()] : []),
  },

  judge: (plan) => ({ outcomes: outcomesOf(plan), errors: errorsOf(plan) }),
})
