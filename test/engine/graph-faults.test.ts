import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { faultsOf, GraphCall } from '../../infra/local/graph/faults.ts'
import { amountOf } from '../support/amount.ts'
import { crashFrom } from '../support/faults.ts'
import { connectorOf, startGraph, type TestGraph } from '../support/graph.ts'
import { sqsEvent } from '../support/importer-on.ts'
import { importer, type TestImporter } from '../support/imports.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'

const devices = 60
let graph: TestGraph
beforeAll(async () => {
  graph = await startGraph({ users: 100, devices, requestsAMinute: 100_000 })
})
afterAll(() => graph.stop())

let ledger: TestLedger
let imports: TestImporter
let connector: ReturnType<typeof connectorOf>
let heal = () => {}
beforeEach(async () => {
  ledger = await newLedger()
  imports = importer(ledger)
  connector = connectorOf(graph, ledger, imports)
})
afterEach(() => {
  heal()
  graph.simulator.faults.clear()
})

/** Devices that have sent software. */
const reporting = () => {
  const { tenantData: tenant } = graph.simulator
  return Array.from({ length: devices }, (_, number) => number).filter(
    (number) => tenant.deviceOf(number).platform === 'Windows' && tenant.appsOf(number).length > 0,
  )
}
const devicesOf = async () => (await ledger.call('GET /devices', { query: { limit: '100' } })).body.items
const stored = async (...prefixes: string[]) =>
  (await ledger.scan()).filter(({ pk }) => prefixes.some((prefix) => String(pk).startsWith(prefix)))

describe('Devices of Intune', () => {
  it.each([
    ['a job that fails', { call: 'job-create', fault: 'failed', count: 1 }],
    ['a job that never ends', { call: 'job-create', fault: 'stuck', count: 1 }],
    ['a completed job without an address', { call: 'job-create', fault: 'no-url', count: 1 }],
    ['a throttled job', { call: 'job', fault: 'throttled', count: 3, retryAfter: 3 }],
    ['a broker that is too busy', { call: 'job-create', fault: 'query-broker', count: 2 }],
    ['a link that has expired', { call: 'download', fault: 'expired', count: 1 }],
    ['half a download of the devices', { call: 'download', fault: 'cut', count: 1 }],
    ['half a download of the software', { call: 'download', fault: 'cut', after: 1, count: 1 }],
    ['a reset of the download', { call: 'download', fault: 'reset', after: 1, count: 1 }],
    ['a download that is too busy', { call: 'download', fault: 'unavailable', count: 2 }],
  ] as const)('come in spite of %s', async (_, fault) => {
    graph.simulator.faults.set(fault)
    const run = await connector.run()
    expect(run).toMatchObject({ status: 'completed', errors: [] })
    expect(await devicesOf()).toHaveLength(reporting().length)
  })

  it.each([
    ['jobs that fail', { call: 'job-create', fault: 'failed' }, 'export-failed'],
    ['jobs that never end', { call: 'job-create', fault: 'stuck' }, 'export-failed'],
    ['renamed columns', { call: 'job-create', fault: 'renamed' }, 'unexpected-answer'],
    ['downloads that break off', { call: 'download', fault: 'cut', after: 1 }, 'connection'],
  ] as const)('stay as they were, and the run says why, after %s', async (_, fault, code) => {
    await connector.run()
    const before = await stored('DEVICES', 'SEEN')
    graph.simulator.faults.set(fault)
    const run = await connector.run()
    expect(run).toMatchObject({ status: 'partial', errors: [{ part: 'software', code }] })
    expect(run.parts).toContainEqual(expect.objectContaining({ part: 'subscriptions', status: 'imported' }))
    expect(await stored('DEVICES', 'SEEN')).toEqual(before)
  })
})

describe('Jobs that Intune no longer knows', () => {
  it('are made again', async () => {
    const { body } = await ledger.call('POST /connectors/graph/runs')
    await connector.deliver({ kind: 'graph-run', id: body.id })
    const other = await startGraph({ users: 100, devices, requestsAMinute: 100_000 })
    connector.desk.graph = other.connect()
    expect(await connector.drive(body.id)).toMatchObject({ status: 'completed', errors: [] })
    await other.stop()
    expect(await devicesOf()).toHaveLength(reporting().length)
  })
})

describe('A download that breaks off each time', () => {
  it('leaves no import that waits for its file, and says nothing of how many PCs have reported', async () => {
    await connector.run()
    graph.simulator.faults.set({ call: 'download', fault: 'cut', after: 1 })
    const run = await connector.run()
    expect(run).toMatchObject({ status: 'partial', counts: { devices: 0, devicesWithoutSoftware: 0 } })
    const { importId } = run.parts.find(({ part }: { part: string }) => part === 'software')
    await imports.deliver(sqsEvent({ importId }))
    const { body } = await ledger.call('GET /imports/{importId}', { params: { importId } })
    expect(body).toMatchObject({ status: 'cancelled' })
  })

  it('is given up, though what comes before it is read each time', async () => {
    const second = { call: 'download', fault: 'cut', after: 1, count: 1 } as const
    graph.simulator.faults.set(Array.from({ length: 30 }, () => second))
    expect(await connector.run()).toMatchObject({
      status: 'partial',
      errors: [{ part: 'software', code: 'connection' }],
    })
    expect(graph.simulator.faults.list().length).toBe(25)
    expect(await devicesOf()).toEqual([])
  })
})

/** What a run leaves, but for its own records, ids and times of writes. */
const facts = async () =>
  (await stored('DEVICES#', 'SEEN#', 'NAMES#', 'TITLE#', 'ENTITLEMENTS#', 'INVENTORY', 'GRAPH-SCOPE'))
    .map(({ importId, updatedAt, writtenAt, createdAt, version, at, asOf, seenAt, ...item }) => item)
    .sort((one, other) => (`${one.pk} ${one.sk}` < `${other.pk} ${other.sk}` ? -1 : 1))

describe('A worker that dies', () => {
  it.each(
    Array.from({ length: 24 }, (_, index) => [index * 2 + (index % 2), index % 3 === 0 ? 'after' : 'before'] as const),
  )('at write %i, %s it is done, leaves what the next turn ends as one clean run would', async (write, when) => {
    const clean = connector
    await clean.run()
    const expected = await facts()
    expect(expected.length).toBeGreaterThan(100)

    ledger = await newLedger()
    imports = importer(ledger)
    const { body } = await ledger.call('POST /connectors/graph/runs')
    heal = crashFrom(ledger.client, when, write)
    await connectorOf(graph, ledger, imports)
      .drive(body.id)
      .catch(() => undefined)
    heal()
    const run = await connectorOf(graph, ledger, imports).drive(body.id)
    expect(run).toMatchObject({ status: 'completed', errors: [] })
    expect(await facts()).toEqual(expected)
  })
})

describe('A worker that dies while times of check-ins are noted', () => {
  it.each([2, 9, 20, 40, 60])(
    'at write %i leaves each device noted once, and each line counted once',
    async (write) => {
      const at = (hours: number) => () => new Date(Date.now() - hours * 3_600_000)
      const [earlier, later] = await Promise.all(
        [at(40), at(0)].map((now) => startGraph({ users: 100, devices, requestsAMinute: 100_000, now })),
      )
      const imports = importer(ledger)
      connector = connectorOf(graph, ledger, imports)
      connector.desk.graph = earlier?.connect()
      await connector.run()
      const before = await stored('SEEN#')
      const { body } = await ledger.call('POST /connectors/graph/runs')
      heal = crashFrom(ledger.client, 'before', write)
      connector.desk.graph = later?.connect()
      await connector.drive(body.id).catch(() => undefined)
      heal()
      const next = connectorOf(graph, ledger, imports)
      next.desk.graph = later?.connect()
      expect(await next.drive(body.id)).toMatchObject({ status: 'completed', errors: [] })
      const versions = (items: Record<string, unknown>[]) =>
        new Map(items.map(({ sk, version }) => [sk, Number(version)]))
      const [one, other] = [versions(before), versions(await stored('SEEN#'))]
      expect([...other]).toEqual([...one].map(([sk, version]) => [sk, version + 1]))
      const [run] = (await ledger.call('GET /imports', { query: { kind: 'inventory' } })).body.items
      expect(run.counts).toMatchObject({ created: 0, updated: 0, unchanged: run.counts.rows })
      await Promise.all([earlier?.stop(), later?.stop()])
    },
  )
})

const documented = () => {
  const table =
    readFileSync(`${import.meta.dirname}/../../docs/graph.md`, 'utf8').split('## What can go wrong')[1] ?? ''
  return new Set(
    table
      .split('## ')[0]
      ?.matchAll(/^\| (`.*?) \|/gm)
      .flatMap(([, codes = '']) => codes.match(/[a-z-]+/g) ?? []),
  )
}
const combinations = GraphCall.options.flatMap((call) => faultsOf(call).map((fault) => [fault, call] as const))
const step = amountOf(17, 1)

describe('Every fault of the simulator', () => {
  it.each(combinations.filter((_, index) => index % step === 0))(
    '%s of %s, for good, ends the run with a code that is documented, and the next one without it as a clean one would',
    async (fault, call) => {
      graph.simulator.faults.set({ call, fault })
      const run = await connector.run()
      const isHarmless = fault === 'no-url' || fault === 'empty-page'
      expect(
        run.errors.map(({ code }: { code: string }) => code).filter((code: string) => !documented().has(code)),
      ).toEqual([])
      if (!isHarmless)
        expect({ status: run.status, errors: run.errors.length > 0 }).not.toEqual({
          status: 'completed',
          errors: false,
        })
      graph.simulator.faults.clear()
      const next = connectorOf(graph, ledger, imports)
      expect(await next.run()).toMatchObject({ status: 'completed', errors: [] })
      const left = await facts()

      ledger = await newLedger()
      await connectorOf(graph, ledger, importer(ledger)).run()
      expect(left).toEqual(await facts())
    },
  )
})
