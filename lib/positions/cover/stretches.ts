/** So many machines in a row of which the same is true. */
export interface Stretch<T> {
  count: number
  what: T
}

/** Takes the first machines out of each queue. @returns what is true of them by each queue */
export const takeTogether = <T>(queues: readonly Stretch<T>[][], count: number): Stretch<T[]>[] => {
  const taken: Stretch<T[]>[] = []
  for (let left = count; left > 0; ) {
    const heads = queues.map(([head]) => {
      if (head === undefined) throw new RangeError(`${left} of ${count} machines are missing.`)
      return head
    })
    const step = Math.min(left, ...heads.map((head) => head.count))
    taken.push({ count: step, what: heads.map(({ what }) => what) })
    for (const [at, head] of heads.entries()) {
      head.count -= step
      if (head.count === 0) queues[at]?.shift()
    }
    left -= step
  }
  return taken
}
