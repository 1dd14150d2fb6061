import { contractsById } from '../../agreements/records/contract.ts'
import { contractKey, type Key } from '../../foundation/table/keys.ts'
import { put, remove, type Table, type Write } from '../../foundation/table/table.ts'
import { importKind } from '../../work/imports/import-engine.ts'
import { fileTypeOf, judgeLines, type Verdict } from '../../work/imports/import-file.ts'
import type { Step } from '../../work/imports/import-kind.ts'
import { type StoredImport, stepOfLine } from '../../work/imports/import-run.ts'
import {
  type FileLayout,
  haveSameQuantities,
  licenseKey,
  readStatementRows,
  type StoredEntitlement,
  statementRowKey,
  VolumeLayout,
} from '../rows/statement-rows.ts'
import { statementFiles } from './file-kind.ts'
import { holdLayout, readBeginnings, releaseLayout, takeWaiting } from './layout-hold.ts'
import { readStatement, type StatementFile, saysTheSame } from './read-statement.ts'
import { keepFormer, undoContracts } from './undo-contracts.ts'

/** What becomes of a line, or of a row that the file no longer has. */
type StatementPlan =
  | { removed: StoredEntitlement }
  /** `isRenewed`: it says the same again, and is newer. */
  | (Verdict & { writes: readonly Write[]; isRenewed?: boolean })

type FileOf<L extends FileLayout> = Extract<StatementFile, { layout: L }>

const asRead = (existing: { importId?: string | undefined } | undefined) =>
  existing ? { equals: { importId: existing.importId } } : { exists: false }

/**
 * A file replaces the earlier rows of its layout: those with a License ID per License ID, those without one as a whole.
 * What a wrong line may speak of is not removed. An equal row is left alone, unless a file of the other layout of volume
 * licenses began since it was written: the newer file counts. @param run whose `nextUnit` rows are written
 */
const planRows = async (
  table: Table,
  { id: importId, nextUnit: done }: StoredImport,
  { layout, lines, isUnclear }: FileOf<Exclude<FileLayout, 'contracts'>>,
): Promise<StatementPlan[]> => {
  const begunAt = await readBeginnings(table, layout)
  const isNewest = ({ at }: StoredEntitlement): boolean =>
    layout === 'subscriptions' || VolumeLayout.options.every((one) => one === layout || at > begunAt(one))
  const spokenOf = new Set(lines.map(({ row: { licenseId } }) => licenseKey(licenseId)))
  const stored = await readStatementRows(table, layout, spokenOf)
  const there = new Map(stored.map((row) => [row.sk, row]))
  const placed = lines.map((line) => ({ line, key: statementRowKey(layout, line.row) }))
  const kept = new Set(placed.map(({ key }) => key.sk))
  const planned = placed.slice(done).map(({ line, key }) => {
    const existing = there.get(key.sk)
    const isSame = existing !== undefined && haveSameQuantities(existing, line.row) && isNewest(existing)
    // The newest file of the layout is this one, once it has begun.
    const item = { ...key, ...line.row, source: layout, importId, at: begunAt(layout) }
    const outcome: Verdict['outcome'] = isSame ? 'unchanged' : existing ? 'updated' : 'created'
    return { line, outcome, writes: isSame ? [] : [put(item, asRead(existing))] }
  })
  const gone = stored.filter(({ sk, licenseId }) => !kept.has(sk) && !isUnclear(licenseKey(licenseId)))
  return [...planned, ...gone.map((removed) => ({ removed }))]
}

/**
 * A file speaks for the License IDs that it names. The newer file counts, by the time when it came, whichever is read
 * first; an equal answer that is newer is kept with its time, because it may be newer than that of a look-up.
 */
const planContracts = async (
  table: Table,
  run: StoredImport,
  { lines }: FileOf<'contracts'>,
): Promise<StatementPlan[]> => {
  const { id: importId, createdAt: at, nextUnit: done } = run
  const keyOf = (licenseId: string): Key => contractKey(licenseKey(licenseId))
  const stored = contractsById(await table.getMany(lines.map(({ row: { licenseId } }) => keyOf(licenseId))))
  return lines.slice(done).map((line, offset): StatementPlan => {
    const existing = stored.get(licenseKey(line.row.licenseId))
    const writes = [
      put({ ...keyOf(line.row.licenseId), ...line.row, importId, at }, asRead(existing)),
      keepFormer(run, done + offset, existing),
    ]
    if (!existing) return { line, outcome: 'created', writes }
    if (`${existing.at} ${existing.importId}` >= `${at} ${importId}`) return { line, outcome: 'unchanged', writes: [] }
    if (!saysTheSame(existing, line.row)) return { line, outcome: 'updated', writes }
    return { line, outcome: 'unchanged', writes, isRenewed: true }
  })
}

const stepOf = (run: StoredImport, plan: StatementPlan): Step => {
  if ('removed' in plan) {
    const { importId, pk, sk } = plan.removed
    return { writes: [remove({ pk, sk }, { equals: { importId } })], next: { removed: (run.removed ?? 0) + 1 } }
  }
  return { ...stepOfLine(run, plan), writes: plan.writes }
}

/** Imports of files of Microsoft: docs/files.md. Two files of one layout are written one after the other. */
export const statementImport = importKind<StatementFile, StatementPlan, Step>({
  ...statementFiles,
  read: ({ bytes = new Uint8Array() }, { fileName }) => readStatement(bytes, fileTypeOf(fileName)),
  about: ({ layout, warnings }) => ({ layout, warnings }),

  forward: {
    plan: ({ table }, run, file) =>
      file.layout === 'contracts' ? planContracts(table, run, file) : planRows(table, run, file),
    stepOf,
  },
  judge: (plan) => ('removed' in plan ? { outcomes: [] } : judgeLines([plan])),
  removes: (plan) => 'removed' in plan || plan.isRenewed === true,
  plansTwice: true,
  back: undoContracts,

  begin: async ({ table }, run, { layout }, _plans, at) => ({ writes: [holdLayout(table, layout, run, at)] }),

  conclude: async ({ table }, run) => ({
    writes: releaseLayout(run),
    announce: async (wake) => {
      for (const importId of await takeWaiting(table, run)) await wake(importId)
    },
  }),
})
