import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { doWork } from '../../lib/work/do-work.ts'
import { doStep } from '../support/position-actions.ts'
import { modelPositions, ownedOf } from '../support/position-model.ts'
import { history } from '../support/position-steps.ts'
import { factsOf, givenOf, newMemory, startWorld } from '../support/position-world.ts'

const models = Number(process.env.POSITION_MODELS ?? 4)
/** With these of a failure, it is repeated and made as short as can be, which takes minutes. */
const { POSITION_SEED: seed, POSITION_PATH: path } = process.env

const isAsModelled = fc.asyncProperty(history, async (steps) => {
  const world = await startWorld()
  const memory = newMemory()
  for (const each of steps) {
    world.pass(7_000)
    await doStep(world, memory, each)
  }
  await world.finish()
  await world.ledger.call('POST /refreshes', { body: { groupId: 'unassigned' } })
  await doWork(world.ledger.ledger, 'age-devices')
  await world.finish()
  const facts = await factsOf(world, memory)
  expect(await world.positions.all()).toEqual(modelPositions(facts))
  expect(await world.positions.differences()).toEqual([])
  for (const [id, quantity] of await givenOf(world)) expect(quantity).toBeLessThanOrEqual(ownedOf(facts, id))
})

describe('under fire', () => {
  it('positions are those of the model after any sequence of changes, deliveries and crashes', {
    timeout: 60_000 + (seed ? 3_600_000 : models * 5_000),
  }, async () => {
    const repeated = seed === undefined ? { endOnFailure: true } : { seed: Number(seed), ...(path && { path }) }
    const run = await fc.check(isAsModelled, { numRuns: models, ...repeated })
    if (!run.failed) return
    const how = `POSITION_SEED=${run.seed} POSITION_PATH=${run.counterexamplePath} npx vitest run --project engine position-model`
    throw new Error(`${fc.defaultReportMessage(run)}\n\nRepeat it with ${how}`, { cause: run.errorInstance })
  })
})
