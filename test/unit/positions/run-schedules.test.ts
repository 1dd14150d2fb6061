import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Key, listsKey } from '../../../lib/foundation/table/keys.ts'
import { countChanges, sendDue } from '../../../lib/positions/runs/ask-for-runs.ts'
import type { RunDesk, Stage } from '../../../lib/positions/runs/reconciliation.ts'
import { collect, reconcile } from '../../../lib/positions/runs/stages.ts'
import { isPending, presentOf, readPointers } from '../../../lib/positions/snapshot/pointers.ts'
import { amountOf } from '../../support/amount.ts'
import { Crash } from '../../support/faults.ts'
import { runsInMemory } from '../../support/runs.ts'

const second = 1_000
const minute = 60 * second
const start = Date.parse('2026-06-15T12:00:00Z')
const payroll = ['Contoso', 'Payroll 7'] as const

/** How a world is unkind. Times in milliseconds, parts between 0 and 1. */
interface Weather {
  seed: number
  /** Between two changes, at most. */
  pause: number
  /** The longest until the stream delivers a change, and until a message is delivered. */
  streamLag: number
  messageLag: number
  /** That a run takes for one of its steps, at most. */
  step: number
  /** Of messages that are lost, and that come twice; of records that come twice. */
  lost: number
  doubled: number
  /** Of workers that die at some step: of runs, and of the stream's function, which is called again. */
  dying: number
  /** By how much clocks differ, at most. */
  skew: number
}

/** The same numbers for the same seed. */
const randomOf = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A clock that jumps to whatever happens next. */
const virtualTime = () => {
  let now = start
  let order = 0
  const waiting: { at: number; order: number; wake: () => void }[] = []
  const idle = () => new Promise<void>((resolve) => setImmediate(resolve))
  return {
    now: () => now,
    sleep: (milliseconds: number) =>
      new Promise<void>((wake) => {
        order += 1
        waiting.push({ at: now + milliseconds, order, wake })
      }),
    /** Lets everything happen until then. */
    until: async (end: number) => {
      while (true) {
        await idle()
        waiting.sort((one, other) => one.at - other.at || one.order - other.order)
        const next = waiting[0]
        if (!next || next.at > end) break
        waiting.shift()
        now = next.at
        next.wake()
      }
      now = end
    },
  }
}

/** The service under a weather: a stream, a queue, a sweep, and workers that take their time. */
const world = (weather: Weather) => {
  const random = randomOf(weather.seed)
  const chance = (part: number) => random() < part
  const upTo = (milliseconds: number) => Math.floor(random() * milliseconds)
  const time = virtualTime()
  const runs = runsInMemory(new Date(start).toISOString())
  const crashes: unknown[] = []
  let inStream = Promise.resolve()

  /** A process: its clock is not right, its steps take time, and it may die at one of them. */
  const process = (lifetime: number): RunDesk => {
    const skew = Math.floor((random() - 0.5) * weather.skew)
    let steps = 0
    const step = async () => {
      await time.sleep(upTo(weather.step))
      steps += 1
      if (steps > lifetime) throw new Crash()
    }
    const { table, files } = runs.desk
    const slowly =
      <A extends unknown[], R>(act: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        await step()
        const result = await act(...args)
        if (steps > lifetime) throw new Crash()
        return result
      }
    return {
      ...runs.desk,
      now: () => new Date(time.now() + skew),
      table: {
        ...table,
        getMany: slowly(table.getMany),
        transact: slowly(table.transact),
        change: slowly(table.change),
      },
      files: { ...files, read: slowly(files.read), write: slowly(files.write) },
      ask: async (stage, delay = 0) => void message(stage, delay * second),
    }
  }
  const lifetime = () => (chance(weather.dying) ? upTo(40) : Number.POSITIVE_INFINITY)
  const survive = (error: unknown) => {
    if (error instanceof Crash) crashes.push(error)
    else throw error
  }

  const deliver = async (stage: Stage, delay: number) => {
    await time.sleep(delay + upTo(weather.messageLag))
    const { lists } = await readPointers(runs.table)
    await (stage === 'collect' ? collect : reconcile)(process(lifetime())).catch(survive)
    const after = await readPointers(runs.table)
    if (after.lists?.readFrom !== lists?.readFrom) void tell([listsKey])
  }
  const message = (stage: Stage, delay: number) => {
    if (chance(weather.lost)) return
    void deliver(stage, delay)
    if (chance(weather.doubled)) void deliver(stage, delay)
  }
  /** The stream calls its function in order, again until it has succeeded. */
  const tell = async (keys: readonly Key[]): Promise<void> => {
    await time.sleep(upTo(weather.streamLag))
    inStream = inStream.then(async () => {
      for (let told = false; !told; )
        try {
          await countChanges(process(chance(weather.dying) ? upTo(4) : Number.POSITIVE_INFINITY), keys)
          told = true
        } catch (error) {
          survive(error)
          await time.sleep(second)
        }
    })
    await inStream
    if (chance(weather.doubled)) await countChanges(process(Number.POSITIVE_INFINITY), keys)
  }

  const sweepUntil = async (end: number) => {
    for (let at = start; at < end; at += minute) {
      await time.sleep(minute)
      await sendDue(process(Number.POSITIVE_INFINITY), await readPointers(runs.table))
    }
  }

  /** When each change was committed, by its number. */
  const committed: number[] = []
  const changeUntil = async (end: number) => {
    while (time.now() < end) {
      await time.sleep(1 + upTo(weather.pause))
      const number = committed.length + 1
      // The first device makes the title that licenses are for.
      const keys =
        number > 1 && chance(0.5)
          ? await runs.facts.agreement('A1', payroll, number)
          : await runs.facts.device('PC', [payroll], new Date(start + number).toISOString())
      committed.push(time.now())
      void tell(keys)
    }
  }

  /** The newest change of each kind that the current snapshot has. */
  const newest = async () => {
    const [title] = await runs.current('titles')
    const [device] = await runs.current('devices')
    // A device tells the number of its change by when it says that it was seen.
    return { agreement: title?.entitled ?? 0, device: device ? Date.parse(device.seenAt) - start : 0 }
  }

  return { time, runs, committed, crashes, sweepUntil, changeUntil, newest, chance }
}

const weathers: fc.Arbitrary<Weather> = fc.record({
  seed: fc.nat(),
  pause: fc.constantFrom(2 * second, 20 * second, 5 * minute),
  streamLag: fc.constantFrom(100, 10 * second),
  messageLag: fc.constantFrom(100, 30 * second),
  step: fc.constantFrom(1, 200, 1_500),
  lost: fc.constantFrom(0, 0.1, 0.5),
  doubled: fc.constantFrom(0, 0.3),
  dying: fc.constantFrom(0, 0.2, 0.5),
  skew: fc.constantFrom(0, 2 * minute),
})

const numRuns = amountOf(3, 1_000)

describe('Whatever happens to messages, records and workers', () => {
  it('the last change is in the snapshot once nothing is pending, and nothing stays pending', async () => {
    await fc.assert(
      fc.asyncProperty(weathers, async (weather) => {
        const { time, runs, committed, sweepUntil, changeUntil, newest } = world(weather)
        const busy = start + 20 * minute
        const quiet = busy + 90 * minute
        void sweepUntil(quiet)
        void changeUntil(busy)
        await time.until(quiet)
        runs.clock.now = new Date(time.now())
        expect(isPending(await readPointers(runs.table), presentOf(runs.desk))).toBe(false)
        const { agreement, device } = await newest()
        expect(Math.max(agreement, device)).toBe(committed.length)
      }),
      { numRuns },
    )
  }, 3_600_000)

  it('no change waits for long while others never cease', async () => {
    const steady: Weather = {
      ...{ seed: 1, pause: 8 * second, streamLag: 500, messageLag: 500, step: 2 * second },
      ...{ lost: 0.05, doubled: 0.1, dying: 0.05, skew: 10 * second },
    }
    const { time, runs, committed, sweepUntil, changeUntil, newest } = world(steady)
    const end = start + 60 * minute
    void sweepUntil(end)
    void changeUntil(end)
    const waited: number[] = []
    for (let at = start + 5 * minute; at < end; at += 20 * second) {
      await time.until(at)
      runs.clock.now = new Date(at)
      const { agreement, device } = await newest()
      const [missing = at] = committed.slice(Math.max(agreement, device))
      waited.push(at - missing)
    }
    const begun = [...runs.items.values()].filter(({ sk }) => sk === 'RECONCILIATION')
    const of = (stage: Stage) => {
      const ended = begun.filter((run) => run.stage === stage && run.status === 'completed')
      const lengths = ended.map((run) => Date.parse(String(run.finishedAt)) - Date.parse(String(run.startedAt)))
      const total = lengths.reduce((sum, length) => sum + length, 0)
      return { mean: total / lengths.length, part: total / (60 * minute) }
    }
    const [collects, reconciles] = [of('collect'), of('reconcile')]
    expect(Math.max(...waited)).toBeLessThan(2 * (20 * collects.mean + 10 * reconciles.mean) + 3 * minute)
    // Each takes its turns, and hardly more of the time than it may: messages that come twice begin runs too many.
    expect(collects.part).toBeGreaterThan(1 / 40)
    expect(reconciles.part).toBeGreaterThan(1 / 20)
    expect(collects.part).toBeLessThan(2 / 20)
    expect(reconciles.part).toBeLessThan(2 / 10)
  }, 60_000)
})
