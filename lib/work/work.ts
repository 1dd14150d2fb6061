import * as z from 'zod'
import { isWon, RaceLost } from '../foundation/table/attempts.ts'
import { workKey, workPartitions } from '../foundation/table/keys.ts'
import { skipped } from '../foundation/table/known.ts'
import type { Ledger, LedgerWith } from '../foundation/table/ledger.ts'
import { commit, put, queryAll, remove, type Table, update, type Write } from '../foundation/table/table.ts'
import { expiryOf } from './run.ts'

/** Follow-up work: what follows a commit and must not be lost. A kind may keep more fields in it. */
export const Work = z.looseObject({
  id: z.string(),
  kind: z.string(),
  subjectId: z.string(),
  actor: z.string(),
  createdAt: z.string(),
  /** Its message is in the queue until it succeeds or is given up. */
  leftToQueue: z.literal(true).optional(),
})
export type Work = z.infer<typeof Work>

export const addWork = (work: Work): Write => put({ ...workKey(work.id), ...work }, { exists: false })

/** Writes for a transaction, and ids of the work among them, to be announced once that is committed. */
export interface FollowUp {
  writes: Write[]
  workIds: string[]
}

export const followUpOf = (work: readonly Work[]): FollowUp => ({
  writes: work.map(addWork),
  workIds: work.map(({ id }) => id),
})

export const commitFollowed = async (
  { table, announceWork }: Pick<LedgerWith<'announceWork'>, 'table' | 'announceWork'>,
  writes: readonly Write[],
  followUp?: FollowUp | undefined,
): Promise<void> => {
  await commit(table, [...writes, ...(followUp?.writes ?? [])])
  for (const id of followUp?.workIds ?? []) await announceWork(id)
}

export const endWork = (id: string): Write => remove(workKey(id), { exists: true })

const readWork = async (table: Table, id: string): Promise<Work | undefined> => {
  const item = await table.get(workKey(id))
  return item && Work.parse(item)
}

/** Work that was committed before this time, is not done, and may have no message. @param before ISO 8601 UTC */
export const readOverdueWork = async (table: Table, before: string): Promise<Work[]> => {
  const items = await Promise.all(workPartitions.map((partition) => queryAll(table, { partition, consistent: false })))
  return items
    .flat()
    .map((item) => Work.parse(item))
    .filter(({ createdAt, leftToQueue }) => createdAt < before && !leftToQueue)
}

/** How each kind of work is done. Kinds register at the edge: functions/wiring/follow-up.ts. */
export type WorkKinds<L> = Readonly<Record<string, (ledger: L, work: Work) => Promise<void>>>

/** Does a piece of follow-up work; nothing when it is done already, or another delivery does it all meanwhile. */
export const takeWork = async <L extends Pick<Ledger, 'table'>>(
  kinds: WorkKinds<L>,
  ledger: L,
  workId: string,
): Promise<void> => {
  const work = await readWork(ledger.table, workId)
  if (!work) return
  const act = kinds[work.kind]
  // The sweep asks for it again, until a version that knows the kind is back.
  if (!act) return skipped(work.kind, ['kind'])
  try {
    await act(ledger, work)
  } catch (error) {
    const isDone = error instanceof RaceLost && (await readWork(ledger.table, workId)) === undefined
    if (!isDone) throw error
  }
}

/** Milliseconds after which a worker that hands over is taken for dead: more than any service has for its answer. */
const patience = 2 * 60_000
/** Dead letters, from which the message can be sent again, are kept for two weeks. */
const daysKept = 15

type Clocked = Pick<Ledger, 'table' | 'now'>

/** Only one of two deliveries hands over, as what another service took cannot be taken back. */
const take = ({ table, now }: Clocked, { id }: Work): Promise<boolean> => {
  const at = now().getTime()
  const taken = { set: { takenUntil: at + patience } }
  return isWon(commit(table, [update(workKey(id), taken, { exists: true, below: { takenUntil: at } })]))
}

/** The sweep asks for it no more: the queue delivers it again a few times, and then gives it up. */
const leaveToQueue = ({ now }: Clocked, { id }: Work): Write => {
  const set = { leftToQueue: true, takenUntil: undefined, expiresAt: expiryOf(now().toISOString(), daysKept) }
  return update(workKey(id), { set }, { exists: true })
}

/**
 * Hands something over to another service, and forgets it. When that fails, the queue tries again. Should this worker
 * die between the two, it is handed over twice, with the same id.
 */
export const handOver = async (ledger: Clocked, work: Work, send: () => Promise<void>): Promise<void> => {
  if (!(await take(ledger, work))) return
  try {
    await send()
  } catch (error) {
    await commit(ledger.table, [leaveToQueue(ledger, work)])
    throw error
  }
  await commit(ledger.table, [endWork(work.id)])
}
