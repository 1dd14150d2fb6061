import { pause } from './backoff.ts'

/** Somebody changed an item between our read of it and our write. Reading again settles it. */
export class RaceLost extends Error {
  override name = 'RaceLost'
}

export const raceLost = (): RaceLost => new RaceLost()

/** Repeats an attempt that reads, decides and commits on condition, until it is not overtaken. @throws Busy */
export const settle = async <T>(attempt: () => Promise<T>): Promise<T> => {
  for (let count = 0; ; count++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof RaceLost)) throw error
      await pause(count, error)
    }
  }
}
