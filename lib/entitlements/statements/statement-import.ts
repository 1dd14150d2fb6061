import { put, remove, type Table } from '../../foundation/table/table.ts'
import { importKind } from '../../work/imports/import-engine.ts'
import { fileTypeOf, judgeLines, type Verdict } from '../../work/imports/import-file.ts'
import type { Step } from '../../work/imports/import-kind.ts'
import { type StoredImport, stepOfLine } from '../../work/imports/import-run.ts'
import {
  haveSameQuantities,
  licenseKey,
  readStatementRows,
  StatementLayout,
  type StoredEntitlement,
  statementRowKey,
} from '../rows/statement-rows.ts'
import { statementFiles } from './file-kind.ts'
import { holdLayout, readBeginnings, releaseLayout, takeWaiting } from './layout-hold.ts'
import { readStatement, type StatementFile } from './read-statement.ts'

/**
 * A file replaces the earlier rows of its layout: those with a License ID per License ID, those without one as a whole.
 * What a wrong line may speak of is not removed. An equal row is left alone, unless a file of the other layout began
 * since it was written: the newer file counts. @param done rows of the file that are written
 */
const planStatement = async (table: Table, { layout, lines, isUnclear }: StatementFile, done: number) => {
  const begunAt = await readBeginnings(table)
  const isNewest = ({ at }: StoredEntitlement): boolean =>
    StatementLayout.options.every((one) => one === layout || at > begunAt(one))
  const spokenOf = new Set(lines.map(({ row: { licenseId } }) => licenseKey(licenseId)))
  const stored = await readStatementRows(table, layout, spokenOf)
  const there = new Map(stored.map((row) => [row.sk, row]))
  const placed = lines.map((line) => ({ line, place: statementRowKey(layout, line.row).sk }))
  const kept = new Set(placed.map(({ place }) => place))
  const planned = placed.slice(done).map(({ line, place }) => {
    const existing = there.get(place)
    const isSame = existing && haveSameQuantities(existing, line.row) && isNewest(existing)
    const outcome: Verdict['outcome'] = isSame ? 'unchanged' : existing ? 'updated' : 'created'
    // The newest file of the layout is this one, once it has begun.
    return { line, outcome, existing, at: begunAt(layout) }
  })
  const gone = stored.filter(({ sk, licenseId }) => !kept.has(sk) && !isUnclear(licenseKey(licenseId)))
  return [...planned, ...gone.map((removed) => ({ removed }))]
}
type StatementPlan = Awaited<ReturnType<typeof planStatement>>[number]

const stepOf = (run: StoredImport, plan: StatementPlan): Step => {
  if ('removed' in plan) {
    const { importId, ...key } = plan.removed
    return { writes: [remove(key, { equals: { importId } })], next: { removed: (run.removed ?? 0) + 1 } }
  }
  const { line, outcome, existing, at } = plan
  const layout = StatementLayout.parse(run.layout)
  const item = { ...statementRowKey(layout, line.row), ...line.row, source: layout, importId: run.id, at }
  const asRead = existing ? { equals: { importId: existing.importId } } : { exists: false }
  return { ...stepOfLine(run, plan), writes: outcome === 'unchanged' ? [] : [put(item, asRead)] }
}

/** Imports of license statements: docs/files.md. Two files of one layout are written one after the other. */
export const statementImport = importKind<StatementFile, StatementPlan, Step>({
  ...statementFiles,
  read: ({ bytes = new Uint8Array() }, { fileName }) => readStatement(bytes, fileTypeOf(fileName)),
  about: ({ layout }) => ({ layout }),

  forward: { plan: ({ table }, run, file) => planStatement(table, file, run.nextUnit), stepOf },
  judge: (plan) => ('removed' in plan ? { outcomes: [] } : judgeLines([plan])),
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
