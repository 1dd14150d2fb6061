import { DatabaseSync } from 'node:sqlite'

/** SQLITE_BUSY */
const busy = 5

/**
 * Takes a lock that ends with this process, however it ends: the operating system drops it, so none is ever stale.
 * @param patience milliseconds to wait (blocking) for whoever holds it
 * @returns what releases it; undefined when another process holds it
 */
export const holdLock = (file: string, patience: number): (() => void) | undefined => {
  const database = new DatabaseSync(file, { timeout: patience })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return () => database.close()
  } catch (error) {
    database.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) return undefined
    throw error
  }
}
