import * as z from 'zod'
import { installsLockKey } from '../table/keys.ts'
import { commit, type Table, update, type Write } from '../table/table.ts'

/** Milliseconds after which a worker that says nothing is taken for dead. */
const patience = 60_000

/** Another worker counts installs, or which names are whose has changed: what was read of them is out of date. */
export class LockMoved extends Error {
  override name = 'LockMoved'
}

const lockMoved = () => new LockMoved()

const StoredLock = z.object({ revision: z.number(), holder: z.string().optional() })

/** The right to count installs, as of a revision of the lock. */
export interface HeldLock {
  holder: string
  revision: number
}

const heldUntil = (now: Date): number => now.getTime() + patience

/** Takes the right to count installs. @returns undefined while another worker has it, and is alive */
export const takeLock = async (table: Table, holder: string, now: Date): Promise<HeldLock | undefined> => {
  const take = update(
    installsLockKey,
    { set: { holder, until: heldUntil(now) }, add: { revision: 1 } },
    { below: { until: now.getTime() } },
    lockMoved,
  )
  try {
    await commit(table, [take])
  } catch (error) {
    if (error instanceof LockMoved) return undefined
    throw error
  }
  return readLock(table, holder)
}

/** @returns undefined when the right has gone to another worker */
export const readLock = async (table: Table, holder: string): Promise<HeldLock | undefined> => {
  const item = await table.get(installsLockKey)
  const lock = StoredLock.safeParse(item)
  return lock.success && lock.data.holder === holder ? { holder, revision: lock.data.revision } : undefined
}

/** Goes into every transaction that writes what installs are counted from: only one worker counts at a time. */
export const keepLock = ({ holder, revision }: HeldLock, now: Date): Write =>
  update(
    installsLockKey,
    { set: { until: heldUntil(now), revision: revision + 1 } },
    { equals: { holder, revision } },
    lockMoved,
  )

export const releaseLock = ({ holder }: HeldLock): Write =>
  update(installsLockKey, { set: { holder: undefined, until: undefined } }, { equals: { holder } }, lockMoved)

/** Goes into every transaction that changes which names are a title's: whoever counts reads anew. */
export const moveLock = (): Write => update(installsLockKey, { add: { revision: 1 } }, {}, lockMoved)
