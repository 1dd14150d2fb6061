import { AsyncLocalStorage } from 'node:async_hooks'

const deadlines = new AsyncLocalStorage<number>()

/** Runs `work` with a time limit that every retry below it respects. @param milliseconds from now */
export const withDeadline = <T>(milliseconds: number, work: () => Promise<T>): Promise<T> =>
  deadlines.run(Date.now() + milliseconds, work)

const withoutDeadline = 30_000

/** Milliseconds until the deadline of the invocation; 30 s where none was set. */
export const timeLeft = (): number => (deadlines.getStore() ?? Date.now() + withoutDeadline) - Date.now()
