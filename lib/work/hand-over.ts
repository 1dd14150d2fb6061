import { workKey } from '../foundation/table/keys.ts'
import { RaceLost, raceLost } from '../foundation/table/race.ts'
import { commit, type Table, update } from '../foundation/table/table.ts'
import { endWork, type Work } from './work.ts'

/** Milliseconds after which a worker that is at it is taken for dead: more than any service has for its answer. */
const patience = 2 * 60_000
/** Seconds for which it waits for someone to send its message again from the dead letters, which are kept for two weeks. */
const secondsKept = 15 * 24 * 3_600

interface Shelf {
  table: Table
  now: () => Date
}

/** Of two deliveries at once one does it, as what another service was handed cannot be taken back. */
const take = async ({ table, now }: Shelf, { id }: Work): Promise<boolean> => {
  const at = now().getTime()
  try {
    const taken = { set: { takenUntil: at + patience } }
    await commit(table, [update(workKey(id), taken, { exists: true, below: { takenUntil: at } }, raceLost)])
    return true
  } catch (error) {
    if (error instanceof RaceLost) return false
    throw error
  }
}

/** The sweep asks for it no more: the queue delivers it again a few times, and then gives it up. */
const leaveToQueue = ({ now }: Shelf, { id }: Work) => {
  const expiresAt = Math.floor(now().getTime() / 1000) + secondsKept
  const left = { set: { leftToQueue: true, takenUntil: undefined, expiresAt } }
  return update(workKey(id), left, { exists: true }, raceLost)
}

/**
 * Hands something over to another service, and forgets it. When that fails it is the queue's to try again, and then to
 * keep among the dead letters; sent again from there, it is tried anew. Should this worker die between the two, it is
 * handed over twice: who takes it knows it by its id.
 */
export const handOver = async (shelf: Shelf, work: Work, send: () => Promise<void>): Promise<void> => {
  if (!(await take(shelf, work))) return
  try {
    await send()
  } catch (error) {
    await commit(shelf.table, [leaveToQueue(shelf, work)])
    throw error
  }
  await commit(shelf.table, [endWork(work.id)])
}
