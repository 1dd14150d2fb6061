import * as z from 'zod'
import { auditEntry } from '../../audit/trail.ts'
import { conflict, LedgerError } from '../../foundation/errors.ts'
import { type RaceLost, settle } from '../../foundation/table/attempts.ts'
import { Ulid, versioned } from '../../foundation/table/ids.ts'
import { allMoves, moveKey } from '../../foundation/table/keys.ts'
import type { Change, Ledger, LedgerWith, Who } from '../../foundation/table/ledger.ts'
import { commit, type Table, type Write } from '../../foundation/table/table.ts'
import { expiryOf, newRun, RunMoved, runsOf } from '../../work/run.ts'
import { addWork, endWork, type Work } from '../../work/work.ts'
import { moveWrites } from '../edits/move-agreements.ts'
import { listAgreements } from '../edits/read-agreements.ts'
import { GroupId, membersOf, unassigned } from '../records/group.ts'
import { groupDeleting, groupNotFound, readGroup } from '../records/group-store.ts'
import { joinGroup, leaveGroups } from '../records/group-writes.ts'
import { EitherNumber } from '../records/pair.ts'
import { AgreementType } from '../records/restrictions.ts'
import { readHeads, type StoredAgreement } from '../records/stored-agreement.ts'

/** Which agreements: those that `GET /agreements` finds by the same words. */
export const AgreementChoice = z
  .strictObject({
    type: AgreementType.optional(),
    groupId: GroupId.optional().meta({ description: 'The group that they are in.' }),
    contains: z.string().max(256).optional().meta({ description: 'Text that the name contains, in any case.' }),
    number: EitherNumber.optional().meta({ description: 'Agreement or license number of a pair that they have.' }),
  })
  .meta({ id: 'AgreementChoice', description: 'Which agreements, as `GET /agreements` finds them; all without any.' })
type AgreementChoice = z.infer<typeof AgreementChoice>

const MoveStatus = z.enum(['running', 'completed', 'failed', 'cancelled'])
const MoveError = z.strictObject({ code: z.string(), message: z.string() })

const shared = {
  id: Ulid,
  groupId: GroupId.meta({ description: 'The group that agreements move to.' }),
  choice: AgreementChoice,
  actor: z.string(),
  status: MoveStatus,
  total: z.int().optional().meta({ description: 'How many the choice finds; absent until they are counted.' }),
  error: MoveError.optional(),
  finishedAt: z.iso.datetime().optional(),
  ...versioned,
}

export const Move = z
  .strictObject({
    ...shared,
    counts: z.strictObject({
      moved: z.int(),
      unchanged: z.int().meta({ description: 'They were in the group already.' }),
    }),
  })
  .meta({ id: 'Move' })
type Move = z.infer<typeof Move>

const StoredMove = z.object({
  ...shared,
  moved: z.number(),
  unchanged: z.number(),
  /** Where in the list it goes on. */
  after: z.string().optional(),
})
type StoredMove = z.infer<typeof StoredMove>

const Shown = Move.strip()
const showMove = ({ moved, unchanged, ...run }: StoredMove): Move =>
  Shown.parse({ ...run, counts: { moved, unchanged } })

const moves = runsOf<StoredMove>({
  name: 'move',
  parse: (item) => StoredMove.parse(item),
  key: moveKey,
  listedIn: () => allMoves,
})

export const getMove = async (table: Table, id: string): Promise<Move> => showMove(await moves.get(table, id))

export const listMoves = async (table: Table, page: Parameters<typeof moves.list>[2]) => {
  const { items, next } = await moves.list(table, [allMoves], page)
  return { items: items.map(showMove), next }
}

/** Two items each in a transaction of 100, a counter of each group that they leave, and four items more. */
const membersAtOnce = 30
const daysKept = 30

/** @throws LedgerError `group-not-found`, `group-deleting` */
const expectGroup = async (table: Table, id: string): Promise<void> => {
  if (id === unassigned.id) return
  const found = await readGroup(table, id)
  if (!found) throw groupNotFound(id)
  if (found.group.deleting) throw groupDeleting(id)
}

/** Has all agreements that a choice finds moved to a group, by follow-up work. @throws LedgerError as {@link expectGroup} */
export const requestMove = async (
  ledger: LedgerWith<'announceWork'>,
  groupId: string,
  choice: AgreementChoice,
  change: Change,
): Promise<Move> => {
  await expectGroup(ledger.table, groupId)
  const { actor, at } = change
  const run = { ...newRun(ledger.newId(), at), ...{ groupId, choice, actor, status: 'running' as const } }
  const move: StoredMove = { ...run, moved: 0, unchanged: 0 }
  const workId = ledger.newId()
  const shown = showMove(move)
  await commit(ledger.table, [
    ...change.alongside(shown),
    moves.add(move),
    addWork({ id: workId, kind: 'move-agreements', subjectId: move.id, actor, createdAt: at }),
  ])
  await ledger.announceWork(workId)
  return shown
}

/**
 * Ends a move that works: what it has moved stays. Its worker sees that at the next step.
 * @throws LedgerError `move-not-found`, `move-ended`
 */
export const cancelMove = ({ table }: Pick<Ledger, 'table'>, id: string, change: Change): Promise<Move> =>
  settle(async () => {
    const run = await moves.get(table, id)
    if (run.status === 'cancelled') return showMove(run)
    if (run.status !== 'running') throw conflict('move-ended', `This move has already ended: it is ${run.status}.`)
    const changes = { status: 'cancelled', finishedAt: change.at, expiresAt: expiryOf(change.at, daysKept) } as const
    const shown = showMove(moves.changed(run, changes, change.at))
    await commit(table, [...change.alongside(shown), moves.change(run, changes, change.at)])
    return shown
  })

const countedAtOnce = 1_000

const countFound = async (table: Table, choice: AgreementChoice): Promise<number> => {
  let total = 0
  let after: string | undefined
  do {
    const { items, next } = await listAgreements(table, choice, { limit: countedAtOnce, after })
    total += items.length
    after = next
  } while (after !== undefined)
  return total
}

const writesOfMove = (
  ledger: LedgerWith<'announceWork'>,
  agreements: readonly StoredAgreement[],
  groupId: string,
  who: Who,
): Write[] => {
  if (agreements.length === 0) return []
  const auditId = ledger.newId()
  const { writes, changes } = moveWrites(agreements, groupId, who, auditId)
  const refused = (counter?: object) => (counter ? groupDeleting(groupId) : groupNotFound(groupId))
  return [
    joinGroup(groupId, membersOf(agreements), 'api', refused),
    ...leaveGroups(agreements),
    ...writes,
    auditEntry(auditId, who, 'agreement-moved', changes, []),
  ]
}

/** Counts what is to move, then moves the next agreements in the order of the list. @returns whether that was the end */
const takeStep = async (ledger: LedgerWith<'announceWork'>, work: Work): Promise<boolean> => {
  const { table } = ledger
  const run = await moves.read(table, work.subjectId)
  if (run?.status !== 'running') {
    await commit(table, [endWork(work.id)])
    return true
  }
  const { groupId, choice, after, actor, moved, unchanged } = run
  const at = ledger.now().toISOString()
  if (run.total === undefined) {
    await commit(table, [moves.change(run, { total: await countFound(table, choice) }, at)])
    return false
  }
  const end = (status: 'completed' | 'failed', more: Partial<StoredMove> = {}) => ({
    changes: { ...more, status, finishedAt: at, expiresAt: expiryOf(at, daysKept) },
    writes: [endWork(work.id)],
  })
  const page = await listAgreements(table, choice, { limit: membersAtOnce, after })
  // The index may lag behind.
  const heads = [
    ...(
      await readHeads(
        table,
        page.items.map(({ id }) => id),
      )
    ).values(),
  ]
  const meant = heads.filter((agreement) => agreement.groupId === (choice.groupId ?? agreement.groupId))
  const moving = meant.filter((agreement) => agreement.groupId !== groupId)
  const counts = { moved: moved + moving.length, unchanged: unchanged + meant.length - moving.length }
  const { changes, writes } =
    page.next === undefined ? end('completed', counts) : { changes: { ...counts, after: page.next }, writes: [] }
  try {
    await commit(table, [
      moves.change(run, changes, at),
      ...writes,
      ...writesOfMove(ledger, moving, groupId, { actor, at }),
    ])
    return page.next === undefined
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    const { code, message } = error
    const failed = end('failed', { error: { code, message } })
    await commit(table, [moves.change(run, failed.changes, at), ...failed.writes])
    return true
  }
}

/**
 * Moves what a choice finds, in the order of names, from where the run stands. Safe to repeat: each step is one transaction
 * with the run's own, and on condition of what it read. Another worker that takes a step takes over.
 */
export const moveAgreements = async (ledger: LedgerWith<'announceWork'>, work: Work): Promise<void> => {
  try {
    const lostToOthers = (error: RaceLost): boolean => error instanceof RunMoved
    while (!(await settle(() => takeStep(ledger, work), lostToOthers)));
  } catch (error) {
    if (!(error instanceof RunMoved)) throw error
  }
}
