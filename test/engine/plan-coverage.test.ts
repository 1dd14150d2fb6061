import { isDeepStrictEqual } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { userTable } from '../../lib/entitlements/graph/user-table.ts'
import type { Item } from '../../lib/foundation/table/table.ts'
import type { PositionRow } from '../../lib/reporting/contents/position.ts'
import { connectorOf, startGraph, type TestGraph } from '../support/graph.ts'
import { importer } from '../support/imports.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import type { Answer } from '../support/ledger-on.ts'
import { reporter } from '../support/reports.ts'

const [users, devices] = [150, 60]
let graph: TestGraph
beforeAll(async () => {
  graph = await startGraph({ users, devices, apps: 12, requestsAMinute: 100_000 })
})
afterAll(() => graph.stop())

let ledger: TestLedger
let connector: ReturnType<typeof connectorOf>
let imports: ReturnType<typeof importer>
beforeEach(async () => {
  ledger = await newLedger()
  imports = importer(ledger)
  connector = connectorOf(graph, ledger, imports)
})
const tenant = () => graph.simulator.tenantData
let whole: TestGraph['simulator']['tenantData']['userOf']
beforeAll(() => {
  const { userOf } = tenant()
  const skuOf = (part: string): string =>
    tenant()
      .skus()
      .find(({ skuPartNumber }) => skuPartNumber === part)?.skuId ?? ''
  const more = ['VISIOCLIENT', 'PROJECTPROFESSIONAL'].map((part) => ({ skuId: skuOf(part), disabledPlans: [] }))
  // A third of the users draws and plans, so that few devices have all cases.
  whole = (number) => {
    const user = userOf(number)
    return number % 3 === 0 ? { ...user, assignedLicenses: [...user.assignedLicenses, ...more] } : user
  }
  tenant().userOf = whole
})
afterEach(() => {
  graph.simulator.faults.clear()
  tenant().userOf = whole
})

const parts = {
  apps: ['OFFICESUBSCRIPTION', 'OFFICE_BUSINESS'],
  visio: ['VISIO_CLIENT_SUBSCRIPTION'],
  project: ['PROJECT_CLIENT_SUBSCRIPTION'],
  'windows-enterprise': ['WIN10_PRO_ENT_SUB', 'WIN10_ENT_LOC_F1'],
}
type Part = keyof typeof parts
const partNames = Object.keys(parts) as Part[]
type Answers = Record<Part, string>

/** What plans of a user cover, by the names of service plans. */
const answersOf = (userId: string): Answers => {
  const user = Array.from({ length: users }, (_, number) => tenant().userOf(number)).find(({ id }) => id === userId)
  const given = user?.assignedLicenses.flatMap(({ skuId, disabledPlans }) =>
    (
      tenant()
        .skus()
        .find((sku) => sku.skuId === skuId)?.servicePlans ?? []
    )
      .filter(({ servicePlanId = '' }) => !disabledPlans.includes(servicePlanId))
      .map(({ servicePlanName }) => servicePlanName),
  )
  const answer = (part: Part): string => {
    if (!user?.accountEnabled) return 'unknown'
    return parts[part].some((name) => given?.includes(name)) ? 'yes' : 'no'
  }
  return Object.fromEntries(partNames.map((part) => [part, answer(part)])) as Answers
}

/** PCs that have sent software. */
const pcs = () =>
  Array.from({ length: devices }, (_, number) => ({
    ...tenant().deviceOf(number),
    titles: tenant()
      .appsOf(number)
      .map(({ title }) => title),
  })).filter(({ platform, titles }) => platform === 'Windows' && titles.length > 0)

const deviceOf = async (deviceId: string): Promise<Answer['body']> =>
  (await ledger.call('GET /devices/{deviceId}', { params: { deviceId } })).body
const answersNow = async () =>
  new Map(await Promise.all(pcs().map(async ({ id }) => [id, (await deviceOf(id)).coveredBySubscription] as const)))
const shown = (answers: Answers): Answers | undefined =>
  Object.values(answers).every((one) => one === 'unknown') ? undefined : answers
const expected = () => new Map(pcs().map(({ id, userId }) => [id, shown(answersOf(userId))] as const))

const familyOf = async (name: string): Promise<Answer['body']> => {
  await ledger.work()
  const { body } = await ledger.call('GET /families', { query: { contains: name, limit: '100' } })
  const found = body.items.find((family: { name: string }) => family.name === name)
  return (await ledger.call('GET /families/{familyId}', { params: { familyId: found.id } })).body
}
const facts = async (...kinds: string[]): Promise<Item[]> =>
  (await ledger.scan()).filter(({ pk }) => kinds.some((kind) => String(pk).startsWith(`${kind}#`)))

describe('What plans of the user of a device cover', () => {
  it('is yes, no or unknown, as the tenant has it', async () => {
    expect(await connector.run()).toMatchObject({ status: 'completed', errors: [] })
    expect(await answersNow()).toEqual(expected())
    const all = [...expected().values()]
    for (const part of partNames)
      for (const answer of ['yes', 'no']) expect(all.some((one) => one?.[part] === answer)).toBe(true)
    expect(all).toContain(undefined)
  })

  it('makes requirements of machines, or takes them away, and the sums stay exact', async () => {
    await connector.run()
    const counted = pcs().filter(
      ({ lastContact }) => Date.now() - Date.parse(lastContact.slice(0, 10)) < 80 * 86_400_000,
    )
    const countOf = (part: Part, answer: string, has: (pc: (typeof counted)[number]) => boolean): number =>
      counted.filter((pc) => has(pc) && answersOf(pc.userId)[part] === answer).length
    const visio = await familyOf('Visio')
    const runsVisio = ({ titles }: { titles: string[] }) => titles.includes('Microsoft Visio - en-us')
    expect(visio.installs).toMatchObject({
      coveredBySubscription: countOf('visio', 'yes', runsVisio),
      withoutPlan: countOf('visio', 'no', runsVisio),
      planUnknown: countOf('visio', 'unknown', runsVisio),
    })
    expect(visio.installs.withoutPlan).toBeGreaterThan(0)
    const plan2 = visio.products.find(({ title }: { title: string }) => title === 'Microsoft Visio')
    expect(plan2).toMatchObject({ kind: 'subscription', status: 'no-entitlement', open: visio.installs.withoutPlan })

    const windows = await familyOf('Windows')
    const isEnterprise = ({ sku }: { sku: string }) => sku === 'Enterprise'
    const isNeeding = ({ sku }: { sku: string }) => sku === 'Enterprise' || sku === 'Education'
    const covered = countOf('windows-enterprise', 'yes', isEnterprise)
    expect(covered).toBeGreaterThan(0)
    expect(windows).toMatchObject({ metric: 'device', required: counted.filter(isNeeding).length - covered })
    expect(windows.installs).toMatchObject({ coveredBySubscription: covered, withoutPlan: 0, planUnknown: 0 })

    const apps = await familyOf('Microsoft 365 Apps')
    const lacking = apps.installs.withoutPlan
    // Licenses of users are in it, so that its position is theirs, with the machines beside.
    expect(apps).toMatchObject({
      metric: 'user',
      others: [{ metric: 'device', owned: 0, used: lacking, shortfall: lacking }],
    })
    const query = { has: 'without-plan', sort: '-withoutPlan' }
    const { items, totals } = (await ledger.call('GET /families', { query })).body
    expect(items.map(({ name }: { name: string }) => name)).toContain('Microsoft 365 Apps')
    expect(items.map(({ name }: { name: string }) => name)).not.toContain('Windows')
    const each = items.map(({ installs }: { installs: { withoutPlan: number } }) => installs.withoutPlan)
    expect(each).toEqual(each.toSorted((one: number, other: number) => other - one))
    expect(totals.withoutPlan).toBe(each.reduce((sum: number, one: number) => sum + one, 0))
    for (const { installs } of [visio, windows, apps]) {
      const { total, freeOrComponent, sameMachine, coveredBySubscription, exempt, needsData, required } = installs
      expect(total).toBe(freeOrComponent + sameMachine + coveredBySubscription + exempt + needsData + required)
    }
  })

  it('changes by itself when a user loses a plan, on just the devices of this user', async () => {
    await connector.run()
    const before = await familyOf('Visio')
    const loser = pcs().find(
      ({ userId, titles }) => answersOf(userId).visio === 'yes' && titles.includes('Microsoft Visio - en-us'),
    )
    const devicesBefore = await facts('DEVICES')
    tenant().userOf = (number) => {
      const user = whole(number)
      return user.id === loser?.userId ? { ...user, assignedLicenses: [] } : user
    }
    const run = await connector.run()
    expect(run).toMatchObject({ status: 'completed' })
    const changed = (await facts('DEVICES')).filter(
      (item) => !devicesBefore.some((one) => isDeepStrictEqual(one, item)),
    )
    const own = pcs().filter(({ userId }) => userId === loser?.userId)
    expect(changed.map(({ id }) => id).sort()).toEqual(own.map(({ id }) => id).sort())
    expect(await answersNow()).toEqual(expected())
    const after = await familyOf('Visio')
    expect(after.installs.withoutPlan).toBeGreaterThan(before.installs.withoutPlan)
    expect(after.shortfall - before.shortfall).toBe(after.installs.withoutPlan - before.installs.withoutPlan)
    const { importId } = run.parts[1]
    const { body } = await ledger.call('GET /imports/{importId}', { params: { importId } })
    expect(body.counts.updated).toBeGreaterThan(0)
  })

  it('stays with a device that reports by itself, and goes with a device that is deleted', async () => {
    await connector.run()
    const [pc] = pcs().filter(({ userId }) => shown(answersOf(userId)))
    const params = { deviceId: pc?.id ?? '' }
    const body = {
      ...{ deviceName: pc?.name, platform: 'Windows', reportedAt: new Date().toISOString() },
      software: [{ publisher: 'Microsoft Corporation', title: 'Microsoft Visio - en-us', version: '16.0' }],
    }
    expect((await ledger.call('PUT /devices/{deviceId}/software', { params, body })).status).toBe(204)
    const found = await deviceOf(params.deviceId)
    expect(found).toMatchObject({ source: 'api', coveredBySubscription: answersOf(pc?.userId ?? '') })
    const headers = { 'if-match': `"${found.version}"` }
    await ledger.call('DELETE /devices/{deviceId}', { params, headers })
    await ledger.call('PUT /devices/{deviceId}/software', { params, body })
    expect((await deviceOf(params.deviceId)).coveredBySubscription).toBeUndefined()
  })

  it('is a column of the position report', async () => {
    await connector.run()
    const { installs } = await familyOf('Windows')
    const visio = (await familyOf('Visio')).installs
    const report = JSON.parse(await reporter(ledger).runText({ type: 'position', format: 'json' }))
    const rows: PositionRow[] = report.rows
    const sumOf = (family: string) =>
      rows
        .filter((row) => row.family === family)
        .reduce((sum, { coveredBySubscription }) => sum + coveredBySubscription, 0)
    expect(sumOf('Windows')).toBe(installs.coveredBySubscription)
    expect(sumOf('Visio')).toBe(visio.coveredBySubscription)
    const plan2 = rows.find((row) => row.family === 'Visio' && row.edition === 'Plan 2' && row.metric === 'device')
    expect(plan2).toMatchObject({ required: visio.withoutPlan, shortfall: visio.withoutPlan })
  })

  it('that is unchanged costs no write', async () => {
    await connector.run()
    const before = await facts('DEVICES', 'DEVICE-VERSIONS', 'SEEN', 'NAMES')
    expect(before.some(({ covers }) => covers !== undefined)).toBe(true)
    await connector.run()
    expect(await facts('DEVICES', 'DEVICE-VERSIONS', 'SEEN', 'NAMES')).toEqual(before)
  })

  it('is unknown of a user who has left, and of a disabled account', async () => {
    await connector.run()
    tenant().userOf = (number) => ({ ...whole(number), accountEnabled: false })
    await connector.run()
    expect([...(await answersNow()).values()].every((answers) => answers === undefined)).toBe(true)
    expect((await familyOf('Visio')).installs).toMatchObject({ coveredBySubscription: 0, withoutPlan: 0 })
  })

  it('is unknown when the permission to read users is missing, and the run says so once', async () => {
    await connector.run()
    const consented = ['LicenseAssignment.Read.All', 'Organization.Read.All', 'DeviceManagementManagedDevices.Read.All']
    graph.simulator.tokens.grant(consented)
    connector.desk.graph = graph.connect()
    const run = await connector.run()
    graph.simulator.tokens.grant([...consented, 'User.Read.All'])
    expect(run).toMatchObject({ status: 'partial', errors: [{ part: 'subscriptions', code: 'permission' }] })
    expect(run.errors[0].message).toContain('Nobody knows which devices are covered by a subscription')
    expect([...(await answersNow()).values()].every((answers) => answers === undefined)).toBe(true)
  })

  it.each([
    ['too busy', 'unavailable', 'unavailable', 'failed'],
    ['at odds with its documents', 'wrong-shape', 'unexpected-answer', 'imported'],
  ] as const)('stays as it was when Graph is %s, and the devices come all the same', async (_, fault, code, status) => {
    await connector.run()
    graph.simulator.faults.set({ call: 'users', fault })
    const run = await connector.run()
    expect(run.parts).toMatchObject([{ status }, { status: 'imported' }])
    expect(run.errors).toMatchObject([
      { part: 'subscriptions', code, message: expect.stringContaining('stays as it was known') },
    ])
    expect(await answersNow()).toEqual(expected())
  })

  it('takes one reading of the users, and another one by a worker that has not read them', async () => {
    const { body } = await ledger.call('POST /connectors/graph/runs')
    graph.simulator.clearCalls()
    await connector.drive(body.id)
    const readings = () => graph.simulator.calls().filter((call) => call === 'users').length
    expect(readings()).toBe(1)

    const { body: next } = await ledger.call('POST /connectors/graph/runs')
    graph.simulator.clearCalls()
    await connector.deliver({ kind: 'graph-run', id: next.id })
    const other = connectorOf(graph, ledger, imports)
    expect(await other.drive(next.id)).toMatchObject({ status: 'completed', errors: [] })
    expect(readings()).toBe(2)
    expect(await answersNow()).toEqual(expected())
  })

  it('takes another reading in a tenant of more users than a worker remembers, and remembers none when it has ended', async () => {
    const { body } = await ledger.call('POST /connectors/graph/runs')
    graph.simulator.clearCalls()
    await connector.deliver({ kind: 'graph-run', id: body.id })
    const few = userTable(1)
    for (const number of [0, 1]) few.note(tenant().userOf(number).id, 0)
    const { memory } = connector.desk
    expect(memory?.ofUsers).toMatchObject({ runId: body.id })
    if (memory) memory.ofUsers = { runId: body.id, users: few }
    expect(await connector.drive(body.id)).toMatchObject({ status: 'completed', errors: [] })
    expect(graph.simulator.calls().filter((call) => call === 'users')).toHaveLength(2)
    expect(await answersNow()).toEqual(expected())
    expect(memory?.ofUsers).toBeUndefined()
  })
})
