import { setTimeout as sleep } from 'node:timers/promises'
import { Stuck, say } from './ledger.ts'

/** Milliseconds between two looks, between two lines, and until it is said that nothing moves. */
const interval = 250
const lineInterval = 1_000
const patience = 60_000

/** What was seen of work, and how far it is. */
export interface Look<T> {
  /** There when the work has ended. */
  ended?: T
  /** How far it is, for people. */
  progress: string
}

/** Looks at work until it has ended, and says how far it is. @throws Stuck when it does not go on for a minute */
export const follow = async <T>(look: () => Promise<Look<T>>): Promise<T> => {
  let last = ''
  let told = ''
  let toldAt = performance.now()
  let movedAt = performance.now()
  while (true) {
    const { ended, progress } = await look()
    if (ended !== undefined) return ended
    const now = performance.now()
    if (progress !== last) movedAt = now
    last = progress
    if (now - movedAt > patience)
      throw new Stuck(`Nothing has moved for a minute: ${progress}. See what npm start prints, and npm run doctor.`)
    if (progress !== told && now - toldAt > lineInterval) {
      say(`    ${progress}`)
      told = progress
      toldAt = now
    }
    await sleep(interval)
  }
}
