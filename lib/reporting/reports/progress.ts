import type { Step } from './report-store.ts'

/** Takes a run further; throws when another delivery did. */
export type TakeStep = (step: Step) => Promise<void>

/** Milliseconds between two steps of a run: a sixth of those after which it counts as left alone. */
const betweenSteps = 5_000

/** Tells how far a run is, and that it is alive. @param total agreements and titles, as far as it is known at first */
export const progressOf = (step: TakeStep, total: number, now: () => Date) => {
  let done = 0
  let known = total
  let last = now().getTime()

  /** To be called again and again, be it that nothing is done yet. */
  const alive = async (): Promise<void> => {
    if (now().getTime() - last < betweenSteps) return
    last = now().getTime()
    await step({ done, total: Math.max(done, known) })
  }

  return {
    alive,
    /** Is told of each agreement or title that was read. */
    met: async (): Promise<void> => {
      done += 1
      await alive()
    },
    /** Everything is read. */
    end: async (): Promise<void> => {
      known = done
      await step({ done, total: done })
    },
  }
}

export type Progress = ReturnType<typeof progressOf>
