import * as z from 'zod'
import type { AnnouncingLedger, DatedLedger } from '../ledger.ts'
import { timeLeft } from '../table/deadline.ts'
import type { Key } from '../table/keys.ts'
import { commit, type Table, update, type Write } from '../table/table.ts'

/** Milliseconds after which a worker that says nothing is taken for dead. */
const patience = 60_000
/** Milliseconds that are left for what cannot be put off. */
const reserve = 20_000

/** Another worker has the turn, or what was read under it is out of date. */
class TurnMoved extends Error {
  override name = 'TurnMoved'
}

const turnMoved = () => new TurnMoved()

const StoredTurn = z.object({ revision: z.number(), holder: z.string().optional() })

/** What standing work needs. */
export type CountingLedger = AnnouncingLedger & DatedLedger

/** The turn of a worker: of one standing work there is one at a time. */
export interface Turn {
  ledger: CountingLedger
  key: Key
  holder: string
  revision: number
}

const heldUntil = (now: Date): number => now.getTime() + patience

/** @returns undefined when the turn has gone to another worker */
const readRevision = async (table: Table, key: Key, holder: string): Promise<number | undefined> => {
  const turn = StoredTurn.safeParse(await table.get(key))
  return turn.success && turn.data.holder === holder ? turn.data.revision : undefined
}

/** @returns undefined while another worker has the turn, and is alive */
export const takeTurn = async (ledger: CountingLedger, key: Key): Promise<Turn | undefined> => {
  const holder = ledger.newId()
  const now = ledger.now()
  const take = update(
    key,
    { set: { holder, until: heldUntil(now) }, add: { revision: 1 } },
    { below: { until: now.getTime() } },
    turnMoved,
  )
  try {
    await commit(ledger.table, [take])
  } catch (error) {
    if (error instanceof TurnMoved) return undefined
    throw error
  }
  const revision = await readRevision(ledger.table, key, holder)
  return revision === undefined ? undefined : { ledger, key, holder, revision }
}

/** Commits what belongs together, and keeps the turn with it. @throws TurnMoved */
export const commitInTurn = async (turn: Turn, writes: readonly Write[]): Promise<void> => {
  const { ledger, key, holder, revision } = turn
  const keep = update(
    key,
    { set: { until: heldUntil(ledger.now()), revision: revision + 1 } },
    { equals: { holder, revision } },
    turnMoved,
  )
  await commit(ledger.table, [keep, ...writes])
  turn.revision = revision + 1
}

const endTurn = ({ key, holder }: Turn): Write =>
  update(key, { set: { holder: undefined, until: undefined } }, { equals: { holder } }, turnMoved)

/** Goes into a transaction that changes what is read in a turn: whoever has it reads anew. */
export const moveTurn = (key: Key): Write => update(key, { add: { revision: 1 } }, {}, turnMoved)

/** Work whose to-do list are marks, done by one worker at a time. */
interface StandingWork {
  /** By which it is announced. */
  name: string
  /** Guards the turn. */
  key: Key
  /** @returns false when nothing was left to do. @throws TurnMoved */
  doSome: (turn: Turn) => Promise<boolean>
  hasMore: (table: Table) => Promise<boolean>
}

/** Works until nothing is left or time is short. @returns whether nothing is left. @throws TurnMoved when it lost the turn */
const doAll = async (turn: Turn, { doSome }: StandingWork): Promise<boolean> => {
  while (timeLeft() > reserve) {
    try {
      if (!(await doSome(turn))) return true
    } catch (error) {
      if (!(error instanceof TurnMoved)) throw error
      const revision = await readRevision(turn.ledger.table, turn.key, turn.holder)
      if (revision === undefined) throw error
      turn.revision = revision
    }
  }
  return false
}

/**
 * Does standing work, unless another worker has its turn: that one does it all. Safe to call at any time, twice, or after
 * a crash, when the work follows from what is stored and a mark stays until it is done.
 */
export const workInTurn = async (ledger: CountingLedger, work: StandingWork): Promise<void> => {
  do {
    const turn = await takeTurn(ledger, work.key)
    if (!turn) return
    try {
      const isDone = await doAll(turn, work)
      await commit(ledger.table, [endTurn(turn)])
      if (!isDone) return await ledger.announceWork(work.name)
    } catch (error) {
      if (error instanceof TurnMoved) return
      throw error
    }
    // Who came meanwhile and left it to this worker may have marked something after it last looked.
  } while (await work.hasMore(ledger.table))
}
