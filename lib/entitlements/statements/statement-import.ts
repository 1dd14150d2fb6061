import { importKind } from '../../work/imports/import-engine.ts'
import { fileTypeOf, type LineOutcome } from '../../work/imports/import-file.ts'
import type { Step } from '../../work/imports/import-kind.ts'
import { type StoredImport, withOutcomes } from '../../work/imports/import-run.ts'
import { StatementLayout } from '../rows/entitlement.ts'
import { putStatementRow, removeStatementRow } from '../rows/statement-rows.ts'
import { statementFiles } from './file-kind.ts'
import { holdLayout, releaseLayout, takeWaiting } from './layout-hold.ts'
import { planStatement, type StatementPlan } from './plan-statement.ts'
import { readStatement, type StatementFile } from './read-statement.ts'

/** What becomes of the line of a plan; those that repeat it are `unchanged`. */
const outcomesOf = (plan: StatementPlan): LineOutcome[] =>
  'removed' in plan ? [] : [plan.outcome, ...plan.line.repeats.map(() => 'unchanged' as const)]

const stepOf = (run: StoredImport, plan: StatementPlan): Step => {
  if ('removed' in plan)
    return { writes: [removeStatementRow(plan.removed)], next: { removed: (run.removed ?? 0) + 1 } }
  const { line, outcome, existing, at } = plan
  const said = { importId: run.id, at }
  const layout = StatementLayout.parse(run.layout)
  return {
    writes: outcome === 'unchanged' ? [] : [putStatementRow(layout, line.row, said, existing)],
    next: { ...withOutcomes(run, outcomesOf(plan)), nextUnit: run.nextUnit + 1 },
  }
}

/** Imports of license statements: spec "Entitlements (VLSC)". Two files of one layout are written one after the other. */
export const statementImport = importKind<StatementFile, StatementPlan, Step>({
  ...statementFiles,
  read: ({ bytes = new Uint8Array() }, { fileName }) => readStatement(bytes, fileTypeOf(fileName)),
  about: ({ layout }) => ({ layout }),

  forward: { plan: ({ table }, run, file) => planStatement(table, file, run.nextUnit), stepOf },
  judge: (plan) => ({ outcomes: outcomesOf(plan) }),
  removes: (plan) => 'removed' in plan,
  plansTwice: true,

  begin: async ({ table }, run, { layout }, _plans, at) => ({ writes: [holdLayout(table, layout, run, at)] }),

  conclude: async ({ table }, run) => ({
    writes: releaseLayout(run),
    announce: async (wake) => {
      for (const importId of await takeWaiting(table, run)) await wake(importId)
    },
  }),
})
