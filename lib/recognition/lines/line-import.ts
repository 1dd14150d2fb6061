import * as z from 'zod'
import type { Table, Write } from '../../foundation/table/table.ts'
import { giveBackLines, keepFormer } from '../../work/imports/give-back.ts'
import { importKind } from '../../work/imports/import-engine.ts'
import { judgeLines, reject, type Verdict } from '../../work/imports/import-file.ts'
import type { Step } from '../../work/imports/import-kind.ts'
import { type StoredImport, stepOfLine } from '../../work/imports/import-run.ts'
import { rowsOfFile } from '../../work/imports/rows-of-file.ts'
import { decide, Line, readDecisionsOf } from '../titles/decision.ts'
import { tellName } from '../titles/title-id.ts'
import { countLines, type LineDecision, linesLimit, maximumLines, readLineTotal, stateOf } from './edit-lines.ts'
import { readHeadings } from './line-columns.ts'
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

/** What the import found in place of a line that it wrote. */
const StoredFormer = z.object({
  /** Of the line, after the import wrote it. */
  version: z.number(),
  /** Undefined when there was none. */
  line: Line.optional(),
})

const writeLine = (run: StoredImport, { line: said, before, outcome }: Plan, at: string): Write[] => {
  if (outcome !== 'created' && outcome !== 'updated') return []
  const { line: _, repeats: __, ...line } = said
  const former = { version: (before?.version ?? 0) + 1, line: before?.value }
  return [decide('line', line.id, before, line, { actor: run.actor, at }), keepFormer(run, former, at)]
}

interface LineStep extends Step {
  /** How many lines more there are after it. */
  adds: number
}

const countAll = (steps: readonly Pick<LineStep, 'adds'>[]): Write[] =>
  countLines(steps.reduce((sum, { adds }) => sum + adds, 0))

const undoLines = giveBackLines<FileLine, LineDecision, z.infer<typeof StoredFormer>, Pick<LineStep, 'adds'>>({
  parse: (item) => StoredFormer.parse(item),
  read: async (table, lines) => {
    const lineOf = await readLines(table, lines)
    return (line) => {
      const now = lineOf(line)
      return now?.value && now
    }
  },
  whyLeft: ({ id }, now, former) =>
    now.version === former.version ? undefined : `The recognition line ${id} was changed since it was imported.`,
  stepOf: ({ id }, now, former, who) => {
    const states = { before: now.value ? stateOf(now.value) : null, after: former.line ? stateOf(former.line) : null }
    const name = now.value ? tellName(now.value) : id
    return {
      writes: [decide('line', id, now, former.line, who)],
      adds: former.line ? 0 : -1,
      changes: [{ type: 'recognition-line', id, name, ...states }],
    }
  },
  nothing: { adds: 0 },
  around: countAll,
})

export const recognitionImport = importKind<LineFile, Plan, LineStep>({
  ...recognitionFiles,
  read: async ({ bytes = new Uint8Array() }, { fileName }) =>
    readLineFile(await rowsOfFile(bytes, fileName, { headings: readHeadings, maximumRows: maximumLines })),

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
