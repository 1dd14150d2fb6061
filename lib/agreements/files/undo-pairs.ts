import { auditEntry } from '../../audit/trail.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit, transactionLimit, type Write } from '../../foundation/table/table.ts'
import { endUndo, type ImportDesk } from '../../work/imports/end-import.ts'
import type { ImportError, StoredImport } from '../../work/imports/import-run.ts'
import { addErrors, advance, readErrors } from '../../work/imports/import-store.ts'
import { withText } from '../../work/imports/line-errors.ts'
import { deletionOfEmpty } from '../groups/delete-group.ts'
import { leaveGroup } from '../records/group-store.ts'
import { membersOf } from '../records/members.ts'
import { readOwnPairFile } from './pair-import.ts'
import { nextSteps, type Step, type Who } from './undo-pair-steps.ts'

/** Items of a transaction besides those of its steps: the run, audit, what is left. */
const around = 3

const sum = (steps: readonly Step[], count: (step: Step) => number): number =>
  steps.reduce((total, step) => total + count(step), 0)

/** Agreements of one group leave it with one write: a transaction may change an item once. */
const leaveGroups = (steps: readonly Step[]): Write[] =>
  [
    ...Map.groupBy(
      steps.flatMap(({ leaves }) => leaves ?? []),
      ({ groupId }) => groupId,
    ),
  ].map(([groupId, members]) => leaveGroup(groupId, membersOf(members)))

const itemsOf = (steps: readonly Step[]): number =>
  around + leaveGroups(steps).length + sum(steps, ({ writes }) => writes.length)

/** As many steps from the first on as fit into one transaction. */
const fitting = (steps: readonly Step[]): Step[] => {
  let count = 1
  while (count < steps.length && itemsOf(steps.slice(0, count + 1)) <= transactionLimit) count += 1
  return steps.slice(0, count)
}

const behind = (run: StoredImport, steps: readonly Step[]): Pick<StoredImport, 'nextUnit' | 'nextLine' | 'undo'> => ({
  nextUnit: run.nextUnit,
  nextLine: run.nextLine,
  ...steps.at(-1)?.next,
  undo: run.undo && {
    ...run.undo,
    agreements: run.undo.agreements + sum(steps, ({ agreements }) => agreements),
    restored: run.undo.restored + sum(steps, ({ restored = 0 }) => restored),
    pairs: run.undo.pairs + sum(steps, ({ pairs }) => pairs),
    left: run.undo.left + sum(steps, ({ left }) => left.length),
  },
})

/** An import as its undo sees it: what its file says, unit by unit. */
interface Doing {
  file: Parameters<typeof withText>[0]
  /** How many. */
  units: number
  nextSteps: (run: StoredImport, who: Who) => Promise<Step[]>
}

/** Commits the next steps together with how far the run is then. */
const takeSteps = async ({ ledger }: ImportDesk, run: StoredImport, doing: Doing): Promise<StoredImport> => {
  const at = ledger.now().toISOString()
  const who = { actor: run.undoneBy ?? run.actor, at }
  const steps = fitting(await doing.nextSteps(run, who))
  const progress = behind(run, steps)
  const changes = steps.flatMap((step) => step.changes)
  const left = steps.flatMap((step) => step.left)
  await commit(ledger.table, [
    advance(run, progress, at),
    ...steps.flatMap(({ writes }) => writes),
    ...leaveGroups(steps),
    ...(changes.length > 0 ? [auditEntry(ledger.newId(), who, 'import-undone', changes)] : []),
    ...addErrors(run, left),
  ])
  for (const { work } of steps) if (work !== undefined) await ledger.announceWork(work)
  return { ...run, ...progress, version: run.version + 1, updatedAt: at }
}

/** An undo that was begun anew finds again what it left before. */
const oncePerLine = (errors: readonly ImportError[]): ImportError[] => [
  ...new Map(errors.map((error) => [error.line, error])).values(),
]

/**
 * Takes back what an import did, unit by unit from where its run stands, then the group that it made when that is empty.
 * What was changed is listed and left. Safe to run twice, at once or after a crash.
 * @throws RunMoved when another delivery takes the steps
 */
export const takeBack = async (desk: ImportDesk, begun: StoredImport, doing: Doing): Promise<void> => {
  let run = begun
  while (run.nextUnit < doing.units) {
    const current = run
    run = await settle(() => takeSteps(desk, current, doing))
  }
  const left = withText(doing.file, oncePerLine(await readErrors(desk.ledger.table, run.id, true)))
  await settle(async () => {
    const who = { actor: run.undoneBy ?? run.actor, at: desk.ledger.now().toISOString() }
    const { madeGroup, groupId } = run
    const group = madeGroup && groupId !== undefined ? await deletionOfEmpty(desk.ledger, groupId, who) : []
    await endUndo(desk, run, left, group)
  })
}

/** Takes back what an import of pairs did: agreements that it made and nobody changed, pairs that it added to others. */
export const undoPairImport = async (desk: ImportDesk, run: StoredImport): Promise<void> => {
  const file = await readOwnPairFile(desk, run)
  await takeBack(desk, run, {
    file,
    units: file.units.length,
    nextSteps: (current, who) => nextSteps(desk.ledger, current, file.units, who),
  })
}
