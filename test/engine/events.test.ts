import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { standingWork } from '../../functions/wiring/standing-work.ts'
import { startEvents } from '../../infra/local/events.ts'
import { alertEvents } from '../../lib/reporting/alerts/alert.ts'
import { type BusEvent, connectEventBus } from '../../lib/reporting/events/events.ts'
import { readOverdueWork } from '../../lib/work/work.ts'
import { alertsOf, workQueueOf } from '../support/alerts.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { localCredentials } from '../support/ledger-on.ts'

const noon = '2026-06-15T12:00:00.000Z'

let ledger: TestLedger
let queue: ReturnType<typeof workQueueOf>
let alerts: ReturnType<typeof alertsOf>

/** Alerts about so many families, whose events wait to be sent. */
const raise = async (count: number) => {
  ledger.runs.alertNoEntitlement = true
  const inventory = inventoryOf(ledger)
  await inventory.report('PC', noon, await inventory.licensedTitles(count))
  await ledger.publish()
  ledger.announced.splice(0)
  await queue.deliver(standingWork.settleAlerts)
  return ledger.announced.splice(0)
}

const waiting = () => readOverdueWork(ledger.table, '9999')

beforeEach(async () => {
  ledger = await newLedger()
  ledger.setClock(new Date(noon))
  queue = workQueueOf(ledger)
  alerts = alertsOf(ledger)
})

describe('an event', () => {
  it('is sent in the transaction that causes it, at most ten per request, and matches its schema', async () => {
    const batches: BusEvent[][] = []
    ledger.outside.putEvents = async (events) => {
      batches.push([...events])
      return new Map()
    }
    for (const workId of await raise(21)) expect(await queue.deliver(workId)).toBe(true)
    expect(batches.map(({ length }) => length).sort()).toEqual([1, 10, 10])
    for (const { type, source, at, detail } of batches.flat()) {
      expect([type, source, at]).toEqual(['AlertRaised', 'license-ledger', noon])
      const told = alertEvents.AlertRaised.detail.parse(detail)
      expect(told.url).toBe(`https://api.example/alerts/${told.alert.id}`)
      expect(told).toMatchObject({ schemaVersion: 1, alert: { kind: 'license-shortfall', raisedAt: noon } })
    }
    expect(await waiting()).toEqual([])
  })

  it('is left to the queue when EventBridge is away, and given up after five deliveries; its alert stays', async () => {
    ledger.outside.putEvents = async () => {
      throw new Error('EventBridge is away.')
    }
    const [workId = ''] = await raise(1)
    for (let delivery = 1; delivery <= 5; delivery++) expect(await queue.deliver(workId, delivery)).toBe(false)
    expect(await queue.swept()).not.toContain(workId)
    expect(await alerts.open()).toEqual(['Tool x10x lacks 1 license'])

    // Sent again from the dead letters when EventBridge is back.
    ledger.outside.putEvents = async (events) => {
      ledger.sent.events.push(...events)
      return new Map()
    }
    expect(await queue.deliver(workId)).toBe(true)
    expect(await queue.deliver(workId)).toBe(true)
    expect(alerts.told()).toEqual(['AlertRaised: Tool x10x lacks 1 license'])
  })

  it('is found by the sweep when its message was lost', async () => {
    const [workId = ''] = await raise(1)
    expect(await queue.swept(0)).not.toContain(workId)
    expect(await queue.swept()).toContain(workId)
  })

  it('is not sent again when only others were refused', async () => {
    let isBusy = true
    ledger.outside.putEvents = async (events) => {
      const refused = isBusy ? [1, 3] : []
      ledger.sent.events.push(...events.filter((_, index) => !refused.includes(index)))
      return new Map(refused.map((index) => [index, 'ThrottlingException']))
    }
    const [workId = ''] = await raise(5)
    expect(await queue.deliver(workId)).toBe(false)
    isBusy = false
    expect(await queue.deliver(workId, 2)).toBe(true)
    const ids = ledger.sent.events.map(({ detail }) => (detail as { id: string }).id)
    expect([ids.length, new Set(ids).size]).toEqual([5, 5])
  })

  it('is sent once by two parallel deliveries', async () => {
    const [workId = ''] = await raise(1)
    await Promise.all([queue.deliver(workId), queue.deliver(workId)])
    expect(ledger.sent.events).toHaveLength(1)
  })

  it('is sent again with the same id when the worker died after it; a delivery two minutes later takes over', async () => {
    const [workId = ''] = await raise(1)
    const send = ledger.outside.putEvents
    ledger.outside.putEvents = async (events) => {
      await send(events)
      // Nothing more is heard of this worker until another one has done its work.
      ledger.outside.putEvents = send
      expect(await queue.deliver(workId)).toBe(true)
      expect(ledger.sent.events).toHaveLength(1)
      ledger.setClock(new Date(Date.parse(noon) + 3 * 60_000))
      expect(await queue.deliver(workId)).toBe(true)
      return new Map()
    }
    await queue.deliver(workId)
    const ids = ledger.sent.events.map(({ detail }) => (detail as { id: string }).id)
    expect([ids.length, new Set(ids).size]).toEqual([2, 1])
    expect(await waiting()).toEqual([])
  })
})

describe('the client of EventBridge, over the local one', () => {
  const folder = mkdtempSync(`${tmpdir()}/events-`)
  const file = `${folder}/events.ndjson`
  let local: Awaited<ReturnType<typeof startEvents>>
  let client: EventBridgeClient

  beforeAll(async () => {
    local = await startEvents({ port: 0, file, region: 'eu-central-1' })
    client = new EventBridgeClient({ endpoint: local.endpoint, region: 'eu-central-1', credentials: localCredentials })
  })
  afterAll(() => local.stop())

  const event = (number: number): BusEvent => ({
    type: 'AlertRaised',
    source: 'license-ledger',
    at: noon,
    detail: { schemaVersion: 1, id: String(number), title: 'Größe “x”\u2028' },
  })
  const lines = () =>
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))

  it('puts events as rules receive them', async () => {
    expect(await connectEventBus('bus', client)([event(1), event(2)])).toEqual(new Map())
    expect(lines()).toMatchObject(
      [1, 2].map((number) => ({
        version: '0',
        source: 'license-ledger',
        'detail-type': 'AlertRaised',
        time: noon,
        region: 'eu-central-1',
        'event-bus-name': 'bus',
        detail: event(number).detail,
      })),
    )
  })

  it('puts refused events again though the answer was success, and returns those still refused', async () => {
    const { length } = lines()
    const wrong = { ...event(3), detail: ['no object'] }
    expect(await connectEventBus('bus', client)([event(4), wrong, event(5)])).toEqual(new Map([[1, 'MalformedDetail']]))
    expect(lines()).toHaveLength(length + 2)
  })

  it('takes no more than EventBridge takes', async () => {
    const many = Array.from({ length: 11 }, (_, number) => event(number))
    await expect(connectEventBus('bus', client)(many)).rejects.toMatchObject({ name: 'ValidationException' })
  })
})
