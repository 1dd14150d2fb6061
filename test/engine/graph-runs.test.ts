import { isDeepStrictEqual } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { metered } from '../../bench/meter.ts'
import { countChanges, factKindOf } from '../../lib/positions/runs/ask-for-runs.ts'
import { connectorOf, startGraph, type TestGraph } from '../support/graph.ts'
import { importer, type TestImporter } from '../support/imports.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { clientOf } from '../support/ledger-on.ts'

const [users, devices] = [400, 60]
let graph: TestGraph
beforeAll(async () => {
  graph = await startGraph({ users, devices, requestsAMinute: 100_000 })
})
afterAll(() => graph.stop())

let ledger: TestLedger
let imports: TestImporter
let connector: ReturnType<typeof connectorOf>
beforeEach(async () => {
  ledger = await newLedger()
  imports = importer(ledger)
  connector = connectorOf(graph, ledger, imports)
})
afterEach(() => graph.simulator.faults.clear())

const allPermissions = [
  ...['LicenseAssignment.Read.All', 'Organization.Read.All', 'User.Read.All'],
  'DeviceManagementManagedDevices.Read.All',
]
const subscriptions = async () => {
  await ledger.work()
  return (await ledger.call('GET /entitlements', { query: { source: 'subscriptions', limit: '100' } })).body.items
}
const partOf = (run: { parts: { part: string }[] }, part: string) => run.parts.find((each) => each.part === part)

describe('A run of the connector', () => {
  it('makes licenses of users of the plans that the tenant has, once and for all runs', async () => {
    const run = await connector.run()
    expect(run).toMatchObject({ status: 'completed', trigger: 'manual', errors: [], counts: { plans: 8, users } })
    const rows = await subscriptions()
    const visio = rows.find(({ product }: { product: string }) => product === 'Visio Plan 2 (VISIOCLIENT)')
    const held = graph.simulator.tenantData.skus().find(({ skuPartNumber }) => skuPartNumber === 'VISIOCLIENT')
    expect(visio).toMatchObject({ quantity: 20, assignedQuantity: held?.consumedUnits, graceQuantity: 1 })
    expect(rows.some(({ product }: { product: string }) => product.includes('FLOW'))).toBe(false)

    const facts = async () => (await ledger.scan()).filter(({ pk }) => String(pk).startsWith('ENTITLEMENTS#'))
    const before = await facts()
    const again = await connector.run()
    expect(again.status).toBe('completed')
    expect(await facts()).toEqual(before)
  })

  it('makes positions of users, of which more are assigned than bought, with an alert, and ends in the calendar', async () => {
    await connector.run()
    await ledger.work()
    const { body } = await ledger.call('GET /families', { query: { limit: '100' } })
    const apps = body.items.find(({ name }: { name: string }) => name === 'Microsoft 365 Apps')
    expect(apps).toMatchObject({ metric: 'user', owned: 16, status: 'under-licensed' })
    const { body: alerts } = await ledger.call('GET /alerts', { query: { limit: '100' } })
    const titles = alerts.items.map(({ kind, title }: { kind: string; title: string }) => `${kind}: ${title}`)
    expect(titles).toContainEqual(
      expect.stringMatching(/^license-shortfall: Microsoft 365 Apps lacks \d+ user licenses?$/),
    )
    expect(titles).toContainEqual(
      expect.stringMatching(/^subscription-ends: Visio Plan 2 \(VISIOCLIENT\) ends in 6 days$/),
    )
    const { body: calendar } = await ledger.call('GET /calendar', { query: { kind: 'subscription' } })
    expect(calendar.items.map(({ name }: { name: string }) => name)).toContain('Microsoft 365 E3 (SPE_E3)')
  })

  it('keeps no name and no id of a user', async () => {
    await connector.run()
    const stored = JSON.stringify(await ledger.scan())
    for (let user = 0; user < users; user++) {
      const { id, displayName, userPrincipalName } = graph.simulator.tenantData.userOf(user)
      for (const one of [id, displayName, userPrincipalName]) expect(stored.includes(one)).toBe(false)
    }
  })

  it('waits while Graph is too busy, and goes on', async () => {
    graph.simulator.faults.set({ call: 'users', fault: 'throttled', count: 1, retryAfter: 300 })
    const { body } = await ledger.call('POST /connectors/graph/runs')
    const earliest = Date.now() + 300_000
    await connector.deliver({ kind: 'graph-run', id: body.id })
    const waiting = await connector.show(body.id)
    expect(waiting).toMatchObject({ status: 'running', errors: [{ code: 'throttled' }] })
    const waitsUntil = Date.parse(waiting.waitsUntil)
    expect(waitsUntil).toBeGreaterThanOrEqual(earliest)
    expect(waitsUntil).toBeLessThanOrEqual(Date.now() + 300_000)
    // The sweep's message comes too early.
    const calls = graph.simulator.calls().length
    await connector.deliver({ kind: 'graph-run', id: body.id })
    expect(graph.simulator.calls()).toHaveLength(calls)
    expect(await connector.drive(body.id)).toMatchObject({ status: 'completed', errors: [] })
  })

  it('gives up after some failures, and leaves what is known', async () => {
    await connector.run()
    const before = await subscriptions()
    graph.simulator.faults.set({ call: 'skus', fault: 'unavailable' })
    const run = await connector.run()
    expect(run).toMatchObject({ status: 'partial', errors: [{ part: 'subscriptions', code: 'unavailable' }] })
    expect(await subscriptions()).toEqual(before)
  })

  it.each([
    ['User.Read.All', 'partial'],
    ['Organization.Read.All', 'partial'],
  ])('without %s reads what it may, and says what is missing', async (missing, status) => {
    graph.simulator.tokens.grant(allPermissions.filter((permission) => permission !== missing))
    connector.desk.graph = graph.connect()
    const run = await connector.run()
    expect(run).toMatchObject({ status, errors: [{ part: 'subscriptions', code: 'permission' }] })
    expect(run.errors[0].message).toContain(missing)
    expect(await subscriptions()).not.toEqual([])
    graph.simulator.tokens.grant(allPermissions)
  })

  it('uploads again what was not uploaded when its worker died', async () => {
    const { put } = connector.desk.uploads
    const { body } = await ledger.call('POST /connectors/graph/runs')
    connector.desk.uploads.put = async () => {
      throw new Error('The worker dies.')
    }
    await connector.deliver({ kind: 'graph-run', id: body.id })
    const { importId } = partOf(await connector.show(body.id), 'subscriptions') as unknown as { importId: string }
    connector.desk.uploads.put = put
    const run = await connector.drive(body.id)
    expect(run).toMatchObject({ status: 'completed' })
    expect(run.parts).toContainEqual({ part: 'subscriptions', status: 'imported', importId })
    expect((await ledger.call('GET /imports')).body.items).toHaveLength(2)
  })

  it('is one at a time, and is cancelled with the import that it has begun', async () => {
    const { body, status } = await ledger.call('POST /connectors/graph/runs')
    expect(status).toBe(202)
    expect(await ledger.call('POST /connectors/graph/runs')).toMatchObject({ status: 200, body: { id: body.id } })
    await connector.deliver({ kind: 'graph-run', id: body.id })
    const params = { runId: body.id }
    const cancelled = await ledger.call('POST /connectors/graph/runs/{runId}/cancel', { params })
    expect(cancelled).toMatchObject({ status: 202, body: { status: 'cancelled' } })
    expect(ledger.woken).toEqual([cancelled.body.parts[0].importId])
    const { status: again } = await ledger.call('POST /connectors/graph/runs')
    expect(again).toBe(202)
  })

  it('is not there under another id, and is not cancelled twice or after its end', async () => {
    const cancel = async (runId: string) => {
      const { status, body } = await ledger.call('POST /connectors/graph/runs/{runId}/cancel', { params: { runId } })
      return [status, body.type?.split(':').at(-1) ?? body.status]
    }
    const unknown = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
    const read = (runId: string) => ledger.call('GET /connectors/graph/runs/{runId}', { params: { runId } })
    expect((await read(unknown)).status).toBe(404)
    expect((await read('run')).status).toBe(400)
    expect(await cancel(unknown)).toEqual([404, 'graph-run-not-found'])
    const { id } = (await ledger.call('POST /connectors/graph/runs')).body
    expect(await cancel(id)).toEqual([202, 'cancelled'])
    expect(await cancel(id)).toEqual([202, 'cancelled'])
    const ended = await connector.run()
    expect(await cancel(ended.id)).toEqual([409, 'graph-run-ended'])
  })

  it('runs once for each time of its schedule', async () => {
    const id = '2026-11-30T02:00:00Z'
    await connector.deliver({ kind: 'scheduled-graph-run', id })
    await connector.deliver({ kind: 'scheduled-graph-run', id })
    const { body } = await ledger.call('GET /connectors/graph/runs')
    expect(body.items).toMatchObject([{ trigger: 'scheduled', status: 'running' }])
  })

  it('fails when no tenant is configured, and says that this is optional', async () => {
    connector.desk.graph = undefined
    expect(await connector.run()).toMatchObject({ status: 'failed', errors: [{ code: 'graph-not-configured' }] })
  })
})

/** PCs with Windows of the tenant, and those of them that have sent software. */
const pcs = () => {
  const { tenantData: tenant } = graph.simulator
  const all = Array.from({ length: devices }, (_, number) => ({ number, ...tenant.deviceOf(number) }))
  const windows = all.filter(({ platform }) => platform === 'Windows')
  return { windows, reporting: windows.filter(({ number }) => tenant.appsOf(number).length > 0) }
}
const devicesOf = async () => (await ledger.call('GET /devices', { query: { limit: '100' } })).body.items
const stored = async (...prefixes: string[]) =>
  (await ledger.scan()).filter(({ pk }) => prefixes.some((prefix) => String(pk).startsWith(prefix)))

const textOf = async (key: string) => Buffer.from((await connector.desk.uploads.read(key)) ?? []).toString()

describe('Devices of Intune', () => {
  it('come with their software, their operating system and the time of their last check-in', async () => {
    const run = await connector.run()
    const { windows, reporting } = pcs()
    const current = windows.filter(
      ({ lastContact }) => Date.now() - Date.parse(`${lastContact.slice(0, 19)}Z`) < 80 * 86_400_000,
    )
    const reported = current.filter(({ id }) => reporting.some((one) => one.id === id))
    const gap = current.length - reported.length
    expect(run).toMatchObject({
      ...{ status: 'completed', errors: [] },
      counts: { devices: current.length, devicesWithoutSoftware: gap },
    })
    const { body: overview } = await ledger.call('GET /overview')
    expect(overview.managedDevices).toMatchObject({ known: current.length, reported: reported.length })
    expect(gap).toBeGreaterThan(0)
    expect(run.withoutSoftwareUrl).toContain('without-software.csv')
    const listed = await textOf(new URL(run.withoutSoftwareUrl).pathname.slice(1))
    for (const { id } of current) expect(listed.includes(id)).toBe(!reported.some((one) => one.id === id))
    const found = await devicesOf()
    expect(found.map(({ id }: { id: string }) => id).sort()).toEqual(reporting.map(({ id }) => id).sort())
    const [one] = reporting
    const { body } = await ledger.call('GET /devices/{deviceId}', { params: { deviceId: one?.id ?? '' } })
    expect(body).toMatchObject({ name: one?.name, source: 'intune-raw-data' })
    expect(body.reportedAt).toBe(`${one?.lastContact.slice(0, 19).replace(' ', 'T')}.302Z`)
    const titles = body.software.map(({ title }: { title: string }) => title)
    const release = one?.version.startsWith('10.0.2') ? '11' : '10'
    expect(titles).toContain(`Windows ${release} ${one?.sku}`)
    for (const { title } of graph.simulator.tenantData.appsOf(one?.number ?? 0)) expect(titles).toContain(title.trim())
  })

  it('that are unchanged cost no write of a device, and no reconciliation', async () => {
    await connector.run()
    const facts = () => stored('DEVICES', 'DEVICE-', 'SEEN', 'NAMES', 'TITLE', 'ENTITLEMENTS#')
    const before = await facts()
    expect(before.length).toBeGreaterThan(100)
    const run = await connector.run()
    expect(run.status).toBe('completed')
    expect(await facts()).toEqual(before)
  })

  it('that check in again cost no write within 36 hours, and then one each', async () => {
    const hoursAgo = async (hours: number) => {
      const now = () => new Date(Date.now() - hours * 3_600_000)
      const earlier = await startGraph({ users, devices, requestsAMinute: 100_000, now })
      connector.desk.graph = earlier.connect()
      expect(await connector.run()).toMatchObject({ status: 'completed', errors: [] })
      await earlier.stop()
      return new Map((await stored('SEEN')).map(({ sk, reportedAt }) => [String(sk), String(reportedAt)]))
    }
    const first = await hoursAgo(40)
    expect(await hoursAgo(10)).toEqual(first)
    const last = await hoursAgo(0)
    expect(last.size).toBe(first.size)
    for (const [device, at] of last) expect(at > (first.get(device) ?? '')).toBe(true)
  })

  it('that nothing is new of cost nothing in the next night, a write unit each when their time is noted, and no reconciliation', async () => {
    const aside = clientOf(inject('dynamodbEndpoint'))
    /** @returns write units of a run, and the items that it left other than they were */
    const night = async (hoursAgo: number) => {
      const now = () => new Date(Date.now() - hoursAgo * 3_600_000)
      const itsGraph = await startGraph({ users, devices, requestsAMinute: 100_000, now })
      connector.desk.graph = itsGraph.connect()
      const before = new Map((await ledger.scan()).map((item) => [`${item.pk}\n${item.sk}`, item]))
      const { usage, result } = await metered({ client: ledger.client, aside }, () => connector.run())
      expect(result).toMatchObject({ status: 'completed', errors: [] })
      await itsGraph.stop()
      const changed = (await ledger.scan()).filter(
        (item) => !isDeepStrictEqual(before.get(`${item.pk}\n${item.sk}`), item),
      )
      return { units: usage.writeUnits, changed, seen: changed.filter(({ pk }) => String(pk).startsWith('SEEN')) }
    }
    const reporting = (await night(4 * 24)).seen.length
    const nights = [await night(3 * 24), await night(2 * 24), await night(24), await night(0)]
    const ownRecords = nights[0]?.units ?? 0
    expect(nights.map(({ seen }) => seen.length)).toEqual([0, reporting, 0, reporting])
    for (const { units } of nights) expect((units - ownRecords) / reporting).toBeLessThanOrEqual(1)
    for (const { changed } of nights) {
      // Renewals of this tenant move with its clock.
      const keys = changed.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }))
      await countChanges(
        ledger.runs,
        keys.filter(({ pk }) => !pk.startsWith('ENTITLEMENTS')),
      )
      expect(keys.filter((key) => factKindOf(key) === 'devices')).toEqual([])
    }
    expect(ledger.asked).toEqual([])
    const { body } = await ledger.call('GET /imports', { query: { kind: 'inventory', limit: '4' } })
    for (const { counts } of body.items) expect(counts).toMatchObject({ created: 0, updated: 0, rejected: 0 })
  })

  it('that no column of a person came along with', async () => {
    const run = await connector.run()
    const { importId } = partOf(run, 'software') as unknown as { importId: string }
    const list = await textOf(`results/imports/${importId}/devices.csv`)
    expect(list).toContain('PC-')
    const all = list + JSON.stringify(await ledger.scan())
    for (let user = 0; user < users; user++) {
      const { id, displayName, userPrincipalName } = graph.simulator.tenantData.userOf(user)
      for (const one of [id, displayName, userPrincipalName]) expect(all.includes(one)).toBe(false)
    }
  })

  it('need a permission, which the run names', async () => {
    graph.simulator.tokens.grant(allPermissions.slice(0, 3))
    connector.desk.graph = graph.connect()
    const run = await connector.run()
    expect(run).toMatchObject({ status: 'partial', errors: [{ part: 'software', code: 'permission' }] })
    expect(run.errors[0].message).toContain('DeviceManagementManagedDevices.Read.All')
    graph.simulator.tokens.grant(allPermissions)
  })

  it('are exported once, when the worker dies while the jobs run', async () => {
    const { body } = await ledger.call('POST /connectors/graph/runs')
    graph.simulator.clearCalls()
    await connector.deliver({ kind: 'graph-run', id: body.id })
    const next = connectorOf(graph, ledger, imports)
    expect(await next.drive(body.id)).toMatchObject({ status: 'completed', errors: [] })
    expect(graph.simulator.calls().filter((call) => call === 'job-create')).toHaveLength(2)
  })

  it('of another system, and those that were never there, are not counted', async () => {
    const run = await connector.run()
    expect(run.counts.devices).toBeLessThan(devices)
    expect((await devicesOf()).every(({ name }: { name: string }) => name.startsWith('PC-'))).toBe(true)
  })
})
