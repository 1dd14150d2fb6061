import { beforeEach, describe, expect, it } from 'vitest'
import { sweep } from '../../functions/wiring/sweep.ts'
import { Stage } from '../../lib/positions/runs/reconciliation.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { deployed } from '../support/ledger-on.ts'

let ledger: TestLedger
beforeEach(async () => {
  ledger = await newLedger()
  await ledger.work()
})

/** What a sweep asks for when runs have no message under way. */
const asked = async (settings: { staleDays?: number; alertDays?: number[] } = {}): Promise<Stage[]> => {
  const found: Stage[] = []
  const ignore = async () => {}
  const send = { work: ignore, import: ignore, report: ignore, refresh: ignore, graphRun: ignore }
  await sweep({ ...ledger.runs, ...settings }, { ...send, ask: async (stage) => void found.push(stage) })
  return found
}

describe('GET /settings', () => {
  it('tells readers what the deployment is set to, and takes no query', async () => {
    const { status, body } = await ledger.call('GET /settings', { roles: ['license-reader'] })
    expect({ status, body }).toEqual({ status: 200, body: deployed })
    expect((await ledger.call('GET /settings', { roles: ['inventory-writer'] })).status).toBe(403)
    expect((await ledger.call('GET /settings', { query: { name: 'version' } })).status).toBe(400)
  })
})

describe('Settings of a deployment', () => {
  it('cause one full reconciliation when they change', async () => {
    expect(await asked()).toEqual(Stage.options)
    await ledger.publish()
    expect(await asked()).toEqual([])
    expect(await asked({ staleDays: 30 })).toEqual(Stage.options)
    await ledger.publish()
    expect(await asked({ staleDays: 30 })).toEqual([])
    expect(await asked({ staleDays: 30, alertDays: [7] })).toEqual(Stage.options)
  })

  it('cause only one when two sweeps see the change simultaneously', async () => {
    await asked()
    await ledger.publish()
    const both = await Promise.all([asked({ staleDays: 30 }), asked({ staleDays: 30 })])
    expect(both.flat().sort()).toEqual(Stage.options)
  })
})
