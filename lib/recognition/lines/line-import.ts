import * as z from 'zod'
import { formerKey, type Key } from '../../foundation/table/keys.ts'
import { put, remove, type Table, type Write } from '../../foundation/table/table.ts'
import { importKind } from '../../work/imports/import-engine.ts'
import { judgeLines, reject, type Verdict } from '../../work/imports/import-file.ts'
import type { ImportLedger, KindDefinition, Step } from '../../work/imports/import-kind.ts'
import { type StoredImport, stepOfLine } from '../../work/imports/import-run.ts'
import { takeSteps } from '../../work/imports/take-steps.ts'
import { expiryOf } from '../../work/run.ts'
import { decide, Line, readDecisionsOf } from '../titles/decision.ts'
import { tellName } from '../titles/title-id.ts'
import { countLines, type LineDecision, linesLimit, maximumLines, readLineTotal, stateOf } from './edit-lines.ts'
import { type FileLine, type LineFile, readLineFile } from './read-line-file.ts'
import { isSameLine, recognitionFiles } from './recognition-line.ts'

interface Plan extends Verdict<FileLine> {
  before: LineDecision | undefined
}

const readLines = async (table: Table, lines: readonly FileLine[]) => {
  const read = await readDecisionsOf(
    table,
    lines.map(({ id }) => ({ kind: 'line', subject: id })),
  )
  return ({ id }: FileLine): LineDecision | undefined => read.get('line', id)
}

const planLines = async (table: Table, lines: readonly FileLine[]): Promise<Plan[]> => {
  const [lineOf, total] = await Promise.all([readLines(table, lines), readLineTotal(table)])
  let count = total
  return lines.map((line) => {
    const before = lineOf(line)
    if (before?.value) return { line, before, outcome: isSameLine(before.value, line) ? 'unchanged' : 'updated' }
    if (count >= maximumLines) return { ...reject(line, 'line-limit-reached', linesLimit), before }
    count += 1
    return { line, before, outcome: 'created' }
  })
}

/** As long as the import keeps a copy of its file: an undo that is requested in time finds both. */
const daysKept = 30

/** What the import found in place of a line that it wrote. */
const StoredFormer = z.object({
  sk: z.string(),
  /** Of the line, after the import wrote it. */
  version: z.number(),
  /** Undefined when there was none. */
  line: Line.optional(),
})

const writeLine = (run: StoredImport, { line: said, before, outcome }: Plan, at: string): Write[] => {
  if (outcome !== 'created' && outcome !== 'updated') return []
  const { line: _, repeats: __, ...line } = said
  const former = { version: (before?.version ?? 0) + 1, line: before?.value, expiresAt: expiryOf(at, daysKept) }
  return [
    decide('line', line.id, before, line, { actor: run.actor, at }),
    put({ ...formerKey(run.id, run.nextUnit), ...former }, { exists: false }),
  ]
}

interface LineStep extends Step {
  /** How many lines more there are after it. */
  adds: number
}

const countAll = (steps: readonly LineStep[]): Write[] => countLines(steps.reduce((sum, { adds }) => sum + adds, 0))

interface UndoPlan {
  line: FileLine
  before: LineDecision | undefined
  key: Key
  former: z.infer<typeof StoredFormer> | undefined
}

/** Lines of a file that are taken back together: with what they were, they fit into one transaction. */
const linesAtOnce = 45

const planUndo = async ({ table }: ImportLedger, { id, nextUnit }: StoredImport, { lines }: LineFile) => {
  const some = lines.slice(nextUnit, nextUnit + linesAtOnce)
  const keys = some.map((_, offset) => formerKey(id, nextUnit + offset))
  const [items, lineOf] = await Promise.all([table.getMany(keys), readLines(table, some)])
  const formers = new Map(items.map((item) => StoredFormer.parse(item)).map((former) => [former.sk, former]))
  return some.map((line, offset): UndoPlan => {
    const key = keys[offset] ?? formerKey(id, nextUnit)
    return { line, before: lineOf(line), key, former: formers.get(key.sk) }
  })
}

const undoStep = (run: StoredImport, { line, before, key, former }: UndoPlan, at: string): LineStep => {
  const nextUnit = run.nextUnit + 1
  // It may have been deleted since.
  if (!former || !before?.value) return { writes: [], adds: 0, next: { nextUnit } }
  if (before.version !== former.version) {
    const left = run.undo && { ...run.undo, left: run.undo.left + 1 }
    const message = `The recognition line ${line.id} was changed since it was imported.`
    const error = { line: line.line, code: 'changed-since', message }
    return { writes: [], adds: 0, next: { nextUnit, undo: left }, errors: [error] }
  }
  const states = { before: stateOf(before.value), after: former.line ? stateOf(former.line) : null }
  return {
    writes: [
      decide('line', line.id, before, former.line, { actor: run.undoneBy ?? run.actor, at }),
      remove(key, { exists: true }),
    ],
    adds: former.line ? 0 : -1,
    changes: [{ type: 'recognition-line', id: line.id, name: tellName(before.value), ...states }],
    next: { nextUnit, undo: run.undo && { ...run.undo, restored: run.undo.restored + 1 } },
  }
}

const undoLines: NonNullable<KindDefinition<LineFile, never, never>['back']> = {
  take: (ledger, run, file) =>
    takeSteps(
      {
        plan: planUndo,
        plansParts: true,
        stepOf: (begun, plan, _ledger, at) => undoStep(begun, plan, at),
        around: (_run, steps: readonly LineStep[]) => countAll(steps),
      },
      ledger,
      run,
      file,
      { reserve: 0, who: run.undoneBy },
    ),
  finish: async () => [],
}

export const recognitionImport = importKind<LineFile, Plan, LineStep>({
  ...recognitionFiles,
  read: ({ bytes = new Uint8Array() }) => readLineFile(bytes),

  forward: {
    plan: ({ table }, run, { lines }) => planLines(table, lines.slice(run.nextUnit)),
    stepOf: (run, plan, _ledger, at) => ({
      ...stepOfLine(run, plan),
      writes: writeLine(run, plan, at),
      adds: plan.outcome === 'created' ? 1 : 0,
    }),
    around: (_run, steps) => countAll(steps),
  },

  judge: (plan) => judgeLines([plan]),
  back: undoLines,
})
