import { formerKey } from '../../foundation/table/keys.ts'
import { type Item, put, remove, type Table, type Write } from '../../foundation/table/table.ts'
import { expiryOf } from '../run.ts'
import type { ImportFile } from './import-file.ts'
import type { ImportLedger, KindDefinition, Step } from './import-kind.ts'
import type { StoredImport } from './import-run.ts'
import { takeSteps } from './take-steps.ts'

/** As long as the import keeps a copy of its file: an undo that is requested in time finds both. */
const daysKept = 30

/** Keeps what an import found in place of what its next unit writes. */
export const keepFormer = (run: StoredImport, former: object, at: string): Write =>
  put({ ...formerKey(run.id, run.nextUnit), ...former, expiresAt: expiryOf(at, daysKept) }, { exists: false })

/** Lines of a file that are taken back together: with what they were, they fit into one transaction. */
const linesAtOnce = 45

interface GivenBack<Line, Now, Former, More> {
  parse: (item: Item) => Former
  /** What is there in place of lines, now. */
  read: (table: Table, lines: readonly Line[]) => Promise<(line: Line) => Now | undefined>
  /** Why what is there stays: somebody has changed it since. */
  whyLeft: (line: Line, now: Now, former: Former, run: StoredImport) => string | undefined
  stepOf: (
    line: Line,
    now: Now,
    former: Former,
    who: { actor: string; at: string },
  ) => Pick<Step, 'writes' | 'changes'> & More
  /** What steps say beside, when they change nothing. */
  nothing: More
  around?: (steps: readonly More[]) => Write[]
}

/** The undo of an import that kept the former of each of its lines: gives each back, in the order of the file. */
export const giveBackLines = <Line extends { line: number }, Now, Former, More>({
  parse,
  read,
  whyLeft,
  stepOf,
  nothing,
  around = () => [],
}: GivenBack<Line, Now, Former, More>): NonNullable<
  KindDefinition<ImportFile & { lines: readonly Line[] }, never, never>['back']
> => {
  const plan = async ({ table }: ImportLedger, { id, nextUnit }: StoredImport, lines: readonly Line[]) => {
    const some = lines.slice(nextUnit, nextUnit + linesAtOnce)
    const keys = some.map((_, offset) => formerKey(id, nextUnit + offset))
    const [items, nowOf] = await Promise.all([table.getMany(keys), read(table, some)])
    const formers = new Map(items.map((item) => [item.sk, parse(item)]))
    return some.map((line, offset) => {
      const key = keys[offset] ?? formerKey(id, nextUnit)
      return { line, now: nowOf(line), key, former: formers.get(key.sk) }
    })
  }
  type Plan = Awaited<ReturnType<typeof plan>>[number]

  const step = (run: StoredImport, { line, now, key, former }: Plan, at: string): Step & More => {
    const nextUnit = run.nextUnit + 1
    // It may have been deleted since.
    if (!former || !now) return { ...nothing, writes: [], next: { nextUnit } }
    const message = whyLeft(line, now, former, run)
    if (message !== undefined) {
      const left = run.undo && { ...run.undo, left: run.undo.left + 1 }
      const errors = [{ line: line.line, code: 'changed-since', message }]
      return { ...nothing, writes: [], next: { nextUnit, undo: left }, errors }
    }
    const given = stepOf(line, now, former, { actor: run.undoneBy ?? run.actor, at })
    const undo = run.undo && { ...run.undo, restored: run.undo.restored + 1 }
    return { ...given, writes: [...given.writes, remove(key, { exists: true })], next: { nextUnit, undo } }
  }

  return {
    take: (ledger, run, { lines }) =>
      takeSteps<undefined, Plan, Step & More>(
        {
          plan: (desk, begun) => plan(desk, begun, lines),
          plansParts: true,
          stepOf: (begun, planned: Plan, _ledger, at) => step(begun, planned, at),
          around: (_run, steps: readonly More[]) => around(steps),
        },
        ledger,
        run,
        undefined,
        { reserve: 0, who: run.undoneBy },
      ),
    finish: async () => [],
  }
}
