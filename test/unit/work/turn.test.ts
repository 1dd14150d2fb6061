import { beforeEach, describe, expect, it } from 'vitest'
import { LedgerError } from '../../../lib/foundation/errors.ts'
import { newRun, type Run, RunMoved, runsOf } from '../../../lib/work/run.ts'
import { takeTurn } from '../../../lib/work/turn.ts'
import { memoryTable } from '../../support/memory-table.ts'

interface Errand extends Run {
  status: 'queued' | 'running' | 'done' | 'failed'
  done: number
}

const runs = runsOf<Errand>({
  name: 'errand',
  parse: (item) => item as unknown as Errand,
  key: (id) => ({ pk: `ERRAND#${id}`, sk: 'ERRAND' }),
  listedIn: () => 'ERRANDS',
  openIn: 'ERRANDS#OPEN',
})

const at = '2026-06-15T12:00:00.000Z'
let clock = new Date(at)
let { table } = memoryTable()
const later = (milliseconds: number) => {
  clock = new Date(clock.getTime() + milliseconds)
}

beforeEach(async () => {
  clock = new Date(at)
  table = memoryTable().table
  await table.transact([runs.add({ ...newRun('R', at), status: 'queued', done: 0 })])
})

const turn = (work: (run: Errand) => Promise<void>, { isLast = false, lease = 0 } = {}) =>
  takeTurn(
    {
      runs,
      isOpen: ({ status }) => status === 'queued' || status === 'running',
      begin: () => ({ status: 'running' as const }),
      work,
      giveUp: async (run) => void (await runs.step(table, run, { status: 'failed', finishedAt: at }, at)),
      lease,
    },
    { table, now: () => clock },
    'R',
    isLast,
  )
const complete = async (run: Errand) => void (await runs.step(table, run, { status: 'done', finishedAt: at }, at))
const dies = () => Promise.reject(new Error('killed'))
const stored = () => runs.get(table, 'R')

describe('A turn', () => {
  it('counts the attempt before it reads its work, and does the work', async () => {
    await turn(async (run) => {
      expect(run.attempts).toBe(1)
      expect(await stored()).toMatchObject({ status: 'running', attempts: 1 })
      await complete(run)
    })
    expect(await stored()).toMatchObject({ status: 'done' })
  })

  it('leaves alone what has ended, and what nobody knows', async () => {
    await turn(complete)
    await turn(dies)
    const turns = { runs, isOpen: () => true, work: dies, giveUp: dies }
    await takeTurn(turns, { table, now: () => clock }, 'unknown', true)
    expect(await stored()).toMatchObject({ status: 'done' })
  })

  it('gives a run up whose workers were killed five times, without trying it again', async () => {
    for (let count = 0; count < 5; count++)
      await turn(async () => {
        throw new RunMoved()
      })
    await turn(() => expect.fail('It is tried again.'))
    expect(await stored()).toMatchObject({ status: 'failed', attempts: 5 })
  })

  it('gives a run up that fails at its last attempt', async () => {
    for (let count = 1; count < 5; count++) await expect(turn(dies)).rejects.toThrow('killed')
    expect(await stored()).toMatchObject({ status: 'running' })
    await expect(turn(dies)).rejects.toThrow('killed')
    expect(await stored()).toMatchObject({ status: 'failed' })
  })

  it('gives a run up that fails at the last delivery of its message', async () => {
    await expect(turn(dies, { isLast: true })).rejects.toThrow('killed')
    expect(await stored()).toMatchObject({ status: 'failed' })
  })

  it('goes on for as many deliveries as make progress', async () => {
    for (let count = 0; count < 20; count++)
      await turn(async (run) => {
        await runs.step(table, run, { done: run.done + 1, attempts: 0 }, at)
      })
    expect(await stored()).toMatchObject({ status: 'running', done: 20 })
  })

  it('takes the run from an older turn, which does nothing more', async () => {
    await turn(async (older) => {
      await turn(complete)
      await runs.step(table, older, { done: 99 }, at)
    })
    expect(await stored()).toMatchObject({ status: 'done', done: 0 })
  })

  it('waits for the lease of another worker, where the kind of run has one', async () => {
    await turn(async () => {}, { lease: 30_000 })
    later(29_999)
    await turn(() => expect.fail('Another worker is at it.'), { lease: 30_000 })
    later(1)
    await turn(complete, { lease: 30_000 })
    expect(await stored()).toMatchObject({ status: 'done' })
  })
})

describe('A run', () => {
  it('is refused when it is there already', async () => {
    const again = table.transact([runs.add({ ...newRun('R', at), status: 'queued', done: 0 })])
    await expect(again).rejects.toThrow()
  })

  it('is stuck once it took no step for a while, until it has ended', async () => {
    expect(await runs.stuck(table, at)).toEqual([])
    expect(await runs.stuck(table, '2026-06-15T12:01:00.000Z')).toEqual(['R'])
    await turn(complete)
    expect(await runs.stuck(table, '2026-06-15T12:01:00.000Z')).toEqual([])
  })

  it('is listed newest first, page by page', async () => {
    for (const minute of [1, 2, 3, 4])
      await table.transact([
        runs.add({ ...newRun(`R${minute}`, `2026-06-15T12:0${minute}:00.000Z`), status: 'queued', done: 0 }),
      ])
    const first = await runs.list(table, ['ERRANDS'], { limit: 3, after: undefined })
    expect(first.items.map(({ id }) => id)).toEqual(['R4', 'R3', 'R2'])
    const second = await runs.list(table, ['ERRANDS'], { limit: 3, after: first.next })
    expect(second).toMatchObject({ items: [{ id: 'R1' }, { id: 'R' }] })
    expect(second.next).toBeUndefined()
  })

  it('is not found under an unknown id', async () => {
    await expect(runs.get(table, 'X')).rejects.toEqual(
      new LedgerError('not-found', 'errand-not-found', 'There is no errand X.'),
    )
  })
})
