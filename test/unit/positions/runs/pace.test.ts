import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RaceLost } from '../../../../lib/foundation/table/attempts.ts'
import { commit } from '../../../../lib/foundation/table/table.ts'
import { paceOf } from '../../../../lib/positions/runs/pace.ts'
import { moveCurrent, moveLists, readPointers } from '../../../../lib/positions/snapshot/pointers.ts'
import { memoryTable } from '../../../support/memory-table.ts'

const noon = Date.parse('2026-06-15T12:00:00Z')
const second = 1_000
const present = { day: '2026-06-15', knowledge: 'test' }

/** A stage whose last run took so long. */
const paced = async (stage: 'collect' | 'reconcile', took: number) => {
  const { table } = memoryTable()
  let runs = 0
  /** A run moves its pointer. */
  const publish = (readFrom: number) => {
    runs += 1
    const pointer = { id: `S${runs}`, seen: runs, readFrom: new Date(readFrom).toISOString(), ...present, took }
    const lists = { lists: 'L', listsSeen: 0, listsReadFrom: pointer.readFrom, titles: 'test/' }
    return commit(table, stage === 'collect' ? [moveLists(pointer)] : moveCurrent({ ...pointer, ...lists }))
  }
  await publish(noon - second)
  const read = () => readPointers(table)
  return {
    table,
    read,
    publish,
    wait: async (at: number) => paceOf(stage, await read(), new Date(at)).wait,
    take: async (at: number) => commit(table, [paceOf(stage, await read(), new Date(at)).takeToken()]),
  }
}

describe('The pace of runs', () => {
  it.each([
    { stage: 'reconcile', share: 'tenth', wait: 20 * second },
    { stage: 'collect', share: 'twentieth', wait: 40 * second },
  ] as const)(
    'lets five runs of a $stage follow each other, then takes a $share of the time',
    async ({ stage, wait }) => {
      const pace = await paced(stage, 2 * second)
      for (let run = 0; run < 5; run++) {
        expect(await pace.wait(noon)).toBe(0)
        await pace.take(noon)
      }
      expect(await pace.wait(noon)).toBe(wait)
      expect(await pace.wait(noon + wait - 1)).toBeGreaterThan(0)
      expect(await pace.wait(noon + wait)).toBe(0)
      await pace.take(noon + wait)
      expect(await pace.wait(noon + wait)).toBe(wait)
    },
  )

  it('never lets more than these begin, however often it is asked, and none wait that may begin', async () => {
    const asks = fc.array(fc.integer({ min: 0, max: 30 * second }), { maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(asks, fc.integer({ min: 1, max: 5 * second }), async (gaps, took) => {
        const pace = await paced('reconcile', took)
        const interval = took * 10
        let [at, begun, tokens] = [noon, 0, 5]
        for (const gap of gaps) {
          at += gap
          tokens = Math.min(5, tokens + gap / interval)
          const wait = await pace.wait(at)
          if (Math.abs(tokens - 1) > 1e-6) expect(wait === 0).toBe(tokens >= 1)
          if (wait > 0) continue
          await pace.take(at)
          begun += 1
          tokens = Math.max(0, tokens - 1)
          expect(begun).toBeLessThanOrEqual(5 + (at - noon) / interval + 1e-6)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('is kept when clocks go back, and goes on when they are right again', async () => {
    const pace = await paced('reconcile', second)
    for (let run = 0; run < 5; run++) await pace.take(noon + 60 * second)
    expect(await pace.wait(noon)).toBe(10 * second)
    expect(await pace.wait(noon + 70 * second)).toBe(0)
  })

  it('knows a message on its way until five seconds after it should have come', async () => {
    const pace = await paced('collect', second)
    await commit(pace.table, [paceOf('collect', await pace.read(), new Date(noon)).noteSent(30 * second)])
    const sent = async (at: number) => paceOf('collect', await pace.read(), new Date(at)).isSent
    expect([await sent(noon), await sent(noon + 34_999), await sent(noon + 35_000)]).toEqual([true, true, false])
    await pace.take(noon + 31 * second)
    expect(await sent(noon + 31 * second)).toBe(false)
  })

  it('is taken by one of two that read the same', async () => {
    const pace = await paced('collect', second)
    const read = await pace.read()
    await commit(pace.table, [paceOf('collect', read, new Date(noon)).takeToken()])
    await expect(commit(pace.table, [paceOf('collect', read, new Date(noon)).takeToken()])).rejects.toThrow(RaceLost)
    await expect(commit(pace.table, [paceOf('collect', read, new Date(noon)).noteSent(0)])).rejects.toThrow(RaceLost)
  })

  it('counts the runs that have begun since one has published', async () => {
    const pace = await paced('reconcile', second)
    const attempt = async () => paceOf('reconcile', await pace.read(), new Date(noon)).attempt
    expect(await attempt()).toBe(1)
    for (const expected of [2, 3, 4]) {
      await pace.take(noon)
      expect(await attempt()).toBe(expected)
    }
    await pace.publish(noon)
    expect(await attempt()).toBe(1)
  })
})
