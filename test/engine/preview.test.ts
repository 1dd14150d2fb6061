import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readFacts } from '../../lib/positions/reconcile/read-facts.ts'
import { familyIdOf } from '../../lib/recognition/data/recognition.ts'
import { everyRight } from '../../lib/recognition/rights/rights.ts'
import { summaryHeadings } from '../support/entitlements.ts'
import { importer } from '../support/imports.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'
import { type SentRequest, send } from '../support/requests.ts'

interface Figures {
  installedCount: number
  entitledCount: number
  unlimited: boolean
  difference: number | null
  status: string
}

let ledger: TestLedger
let inventory: ReturnType<typeof inventoryOf>
let seconds = 0

const tick = () => {
  seconds += 1
  ledger.setClock(new Date(Date.UTC(2026, 5, 15, 12, 0, seconds)))
}
const preview = (body: unknown, more: object = {}) => ledger.call('POST /decisions/preview', { body, ...more })
const report = (device: string, names: string[]) => inventory.report(device, '2026-06-15T11:00:00Z', names)

const use = { metric: 'user', asOf: '2026-06-01' }
const access = 'Microsoft Corporation/Microsoft Access 2019@16'
const start = async () => {
  seconds = 0
  ledger = await newLedger()
  inventory = inventoryOf(ledger)
  tick()
}

const make = async () => {
  await start()
  await report('a', ['Contoso/Payroll@1', 'Contoso/Payroll Viewer@1', access])
  await report('b', ['Contoso/Payroll@1', 'Contoso/Wages@1', access])
  await report('c', ['Contoso/Wages@1', 'Microsoft Corporation/Microsoft SQL Server 2019 (64-bit)@15'])
  const rows = ['Access,2019,Apps,License,3,0,', 'Strange Suite,2019,Apps,License,5,0,']
  await importer(ledger).drop('imports/entitlements/s.csv', [summaryHeadings, ...rows].join('\n'))
  await ledger.work()
}

/** The figures of all titles, by id. */
const figures = async (): Promise<Map<string, Figures>> => {
  const statuses = 'short,no-entitlement,covered,unused,absent,needs-data,not-measured,free,component,unknown'
  const { body } = await ledger.call('GET /software', { query: { limit: '100', status: statuses } })
  const shown = ({ installedCount, entitledCount, unlimited, difference, status }: Figures) => {
    return { installedCount, entitledCount, unlimited, difference, status }
  }
  return new Map(body.items.map((title: Figures & { id: string }) => [title.id, shown(title)]))
}

/** The figures of all families, by id. */
const familyFigures = async (): Promise<Map<string, object>> => {
  const { items } = (await ledger.call('GET /families', { query: { limit: '1000' } })).body
  const withoutNames = ({ id, publisher: _, name: __, ...shown }: Record<string, string>) => [id, shown] as const
  return new Map(items.map(withoutNames))
}

interface Change<F> {
  id: string
  before: F | null
  after: F | null
}

const byId = (one: { id: string }, other: { id: string }): number => (one.id < other.id ? -1 : 1)

const changesOf = <F>(before: ReadonlyMap<string, F>, after: ReadonlyMap<string, F>): Change<F>[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .map((id) => ({ id, before: before.get(id) ?? null, after: after.get(id) ?? null }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after))
    .sort(byId)

type Said = { titleId?: string; familyId?: string; before: Figures | null; after: Figures | null }

const previewed = async (request: SentRequest) => {
  const stored = await ledger.scan()
  const { method, path, body: sent } = request
  const { status, body } = await preview({ method, path, body: sent }, { roles: ['license-reader'] })
  expect(status, JSON.stringify(body)).toBe(200)
  expect(await ledger.scan()).toEqual(stored)
  expect([body.count, body.familyCount]).toEqual([body.items.length, body.families.length])
  const shown = (all: Said[]) =>
    all.map(({ titleId, familyId, before, after }) => ({ id: titleId ?? familyId ?? '', before, after })).sort(byId)
  return { titles: shown(body.items), families: shown(body.families) }
}

/** What a preview says of a request is what the request then does. @returns the changes of titles */
const holds = async (request: SentRequest): Promise<Change<Figures>[]> => {
  tick()
  const [titles, families] = [await figures(), await familyFigures()]
  const said = await previewed(request)
  const { status, body } = await send(ledger, request)
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  tick()
  await ledger.work()
  expect(said).toEqual({
    titles: changesOf(titles, await figures()),
    families: changesOf(families, await familyFigures()),
  })
  return said.titles
}

describe('A preview says exactly what the request then does, and stores nothing:', () => {
  beforeEach(make)
  const idOf = (title: string) => inventory.titleId(title)
  const suite = { product: 'Strange Suite', version: '2019' }

  it('that a title needs a license, is free, or is left to what is known of it', async () => {
    const path = `/software/${await idOf('Payroll')}`
    const says = (licensable: unknown) => holds({ method: 'PATCH', path, body: { licensable } })
    expect(await says(true)).toMatchObject([{ before: { status: 'unknown' }, after: { status: 'no-entitlement' } }])
    expect(await says(true)).toEqual([])
    expect(await says(false)).toMatchObject([{ after: { status: 'free' } }])
    expect(await holds({ method: 'PATCH', path, body: {} })).toEqual([])
    expect(await says(null)).toMatchObject([{ before: { status: 'free' }, after: { status: 'unknown' } }])
  })

  it('a mapping, of titles that share a product too, by rank, and its end', async () => {
    const map = async (title: string, body: object) =>
      holds({ method: 'PUT', path: `/software/${await idOf(title)}/entitlement-mapping`, body })
    expect(await map('Payroll', { products: [suite] })).toMatchObject([
      { before: { status: 'unknown' }, after: { entitledCount: 5, status: 'covered' } },
    ])
    expect(await map('Wages', { products: [suite] })).toHaveLength(2)
    expect(await map('Wages', { products: [{ ...suite, rank: 1 }] })).toHaveLength(0)
    expect(await map('Payroll', { products: [{ ...suite, rank: 9 }] })).toHaveLength(2)
    expect(await map('Microsoft Access 2019', { exclude: [{ product: 'Access', version: '2019' }] })).toMatchObject([
      { before: { entitledCount: 3 }, after: { entitledCount: 0, status: 'no-entitlement' } },
    ])
    for (const title of ['Wages', 'Payroll', 'Microsoft Access 2019', 'Payroll Viewer'])
      await holds({ method: 'DELETE', path: `/software/${await idOf(title)}/entitlement-mapping` })
  })

  it('a merge', async () => {
    const [wages, payroll] = [await idOf('Wages'), await idOf('Payroll')]
    expect(await holds({ method: 'POST', path: `/software/${wages}/merge`, body: { into: payroll } })).toHaveLength(2)
  })

  it('a line, another one in its place, and that it is deleted', async () => {
    const path = '/recognition/payroll'
    const line = (body: object) => holds({ method: 'PUT', path, body: { publisher: 'Contoso', ...body } })
    expect(await line({ title: 'Payroll *', kind: 'free' })).toHaveLength(2)
    expect(await line({ title: 'Wages', kind: 'licensed', family: 'Payroll', edition: 'Pro' })).toHaveLength(3)
    expect(await holds({ method: 'DELETE', path })).toHaveLength(1)
  })

  it('policies, exemptions and declared use, with what takes them back', async () => {
    const familyId = familyIdOf('Microsoft', 'Office')
    const { holding, every } = { holding: { familyId, reason: 'MSDN' }, every: { reason: 'Spare' } }
    await holds({ method: 'PUT', path: '/position-policies', body: { priorVersion: false } })
    await holds({ method: 'PUT', path: '/devices/a/exemptions', body: holding })
    await holds({ method: 'PUT', path: '/devices/a/exemptions', body: every })
    await holds({ method: 'PUT', path: `/families/${familyId}/declared-use`, body: { ...use, quantity: 7 } })
    const { items } = (await ledger.call('GET /decisions', { query: { settled: 'true' } })).body
    expect(items).toHaveLength(4)
    for (const { undo } of items) await holds(undo)
    expect((await ledger.call('GET /decisions', { query: { settled: 'true' } })).body.items).toEqual([])
    const { exemptions, declaredUse, policies } = await readFacts(ledger.table)
    expect([exemptions, declaredUse, policies]).toEqual([new Map(), new Map(), everyRight])
  })

  it('a link of devices, and its end', async () => {
    const path = '/devices/b/link'
    expect(await holds({ method: 'PUT', path, body: { deviceId: 'a' } })).toHaveLength(2)
    expect(await holds({ method: 'PUT', path, body: { deviceId: 'a' } })).toEqual([])
    // The named device is linked itself: it counts with the other's head.
    expect(await holds({ method: 'PUT', path: '/devices/c/link', body: { deviceId: 'b' } })).not.toEqual([])
    expect(await holds({ method: 'DELETE', path })).not.toEqual([])
  })

  it('a device that is deleted, with those that are linked to it and its exemptions', async () => {
    await send(ledger, { method: 'PUT', path: '/devices/a/link', body: { deviceId: 'b' } })
    await send(ledger, { method: 'PUT', path: '/devices/b/exemptions', body: { reason: 'A test machine' } })
    await ledger.work()
    expect(await holds({ method: 'DELETE', path: '/devices/b' })).not.toEqual([])
    expect(await holds({ method: 'DELETE', path: '/devices/c' })).not.toEqual([])
  })

  it('each action of all that is open', async () => {
    const { body } = await ledger.call('GET /decisions', { query: { limit: '100' } })
    const actions: SentRequest[] = body.items.flatMap((one: { actions: SentRequest[] }) => one.actions.slice(0, 2))
    expect(actions.length).toBeGreaterThan(6)
    for (const action of actions) await holds(action)
    const { items } = (await ledger.call('GET /decisions', { query: { settled: 'true' } })).body
    for (const { undo } of items) await holds(undo)
  })
})

describe('A preview is refused', () => {
  let titleId: string
  const nowhere = '0'.repeat(26)
  const mapping = (body: object) => ({ method: 'PUT', path: `/software/${titleId}/entitlement-mapping`, body })
  const refusal = async (body: unknown) => {
    const { status, body: problem } = await preview(body)
    return { status, errors: problem.errors ?? [], type: problem.type?.split(':').at(-1), detail: problem.detail }
  }

  beforeAll(async () => {
    await make()
    titleId = await inventory.titleId('Payroll')
  })

  it.each([
    ['POST', `/software/${nowhere}/split`],
    ['PUT', '/groups/1/agreements'],
    ['PATCH', '/devices/a'],
    ['PUT', 'recognition/a'],
    ['DELETE', '/recognition/a/b/c'],
    ['PATCH', ''],
  ])('for %s %s, which says what can be previewed', async (method, path) => {
    const answer = await refusal({ method, path, body: {} })
    expect(answer).toMatchObject({ status: 422, errors: [{ pointer: '/path', code: 'not-previewable' }] })
    expect(answer.errors[0].message).toContain('PATCH /software/{titleId}')
  })

  it.each(['/software/short/merge', '/recognition/Not%20An%20Id', '/devices/%E0%A4%A/link', '/recognition/%'])(
    'for the id in %s',
    async (path) => {
      const answer = await refusal({ method: path.includes('merge') ? 'POST' : 'PUT', path, body: {} })
      expect(answer).toMatchObject({ status: 422, errors: [{ pointer: '/path', code: 'validation' }] })
    },
  )

  it('for what is no preview', async () => {
    expect((await preview({})).status).toBe(422)
    expect((await preview({ method: 'GET', path: '/software' })).status).toBe(422)
    expect((await preview({ method: 'PATCH', path: `/software/${titleId}`, body: {}, dryRun: true })).status).toBe(422)
    expect((await ledger.call('POST /decisions/preview', { rawBody: '{' })).status).toBe(400)
    expect((await preview({ method: 'DELETE', path: '/recognition/a' }, { roles: ['inventory-writer'] })).status).toBe(
      403,
    )
  })

  it('for a wrong body, with where it is wrong', async () => {
    const patch = (body: unknown) => ({ method: 'PATCH', path: `/software/${titleId}`, body })
    const put = (body: unknown) => ({ method: 'PUT', path: '/recognition/line', body })
    const toCome = { metric: 'user', quantity: 1, asOf: '2026-06-17' }
    const cases: [unknown, string, string][] = [
      [patch({ licensable: 'no' }), '/body/licensable', 'validation'],
      [patch({ kind: 'free' }), '/body/kind', 'unknown-field'],
      [put({ title: 'B', kind: 'free' }), '/body/publisher', 'required'],
      [put({ publisher: 'A', title: '*', kind: 'free' }), '/body/title', 'invalid-name'],
      [put('text'), '/body', 'validation'],
      [mapping({ products: ['Nothing'] }), '/body/products/0', 'product-not-found'],
      [
        { method: 'POST', path: `/software/${titleId}/merge`, body: { into: nowhere } },
        '/body/into',
        'title-not-found',
      ],
      [{ method: 'POST', path: `/software/${titleId}/merge` }, '/body/into', 'required'],
      [{ method: 'PUT', path: '/devices/a/link', body: { deviceId: 'a' } }, '/body/deviceId', 'same-device'],
      [{ method: 'PUT', path: '/devices/a/exemptions' }, '/body/reason', 'required'],
      [{ method: 'PUT', path: '/position-policies', body: { suite: false } }, '/body/suite', 'unknown-field'],
      [{ method: 'DELETE', path: `/families/${nowhere}/declared-use` }, '/path', 'validation'],
      [{ method: 'PUT', path: `/families/${nowhere}/declared-use`, body: toCome }, '/body/asOf', 'invalid-date'],
      [{ method: 'PUT', path: '/devices/a/link', body: { deviceId: 'none' } }, '/body/deviceId', 'device-not-found'],
    ]
    for (const [request, pointer, code] of cases)
      expect(await refusal(request), JSON.stringify(request)).toMatchObject({
        status: 422,
        errors: [{ pointer, code, message: expect.any(String) }],
      })
  })

  it('as the request itself would be', async () => {
    const [payroll, wages] = [titleId, await inventory.titleId('Wages')]
    const at = (id: string, part = '') => `/software/${id}${part}`
    const cases: [unknown, number, string][] = [
      [{ method: 'PATCH', path: at(nowhere), body: { licensable: true } }, 404, 'title-not-found'],
      [{ method: 'POST', path: at(payroll, '/merge'), body: { into: payroll } }, 409, 'same-title'],
      [{ method: 'DELETE', path: '/recognition/none' }, 404, 'recognition-line-not-found'],
      [{ method: 'PUT', path: '/devices/none/link', body: { deviceId: 'a' } }, 404, 'device-not-found'],
      [{ method: 'DELETE', path: '/devices/a/link' }, 409, 'not-linked'],
    ]
    await send(ledger, { method: 'POST', path: at(wages, '/merge'), body: { into: payroll } })
    cases.push([{ method: 'PATCH', path: at(wages), body: { licensable: true } }, 409, 'title-merged'])
    for (const [request, status, type] of cases) {
      expect(await refusal(request), JSON.stringify(request)).toMatchObject({ status, type })
      expect((await send(ledger, request as SentRequest)).status).toBe(status)
    }
  })
})

describe('A preview', () => {
  it('before the first snapshot says that nothing changes yet', async () => {
    await start()
    await report('a', ['Contoso/Payroll@1'])
    const line = { publisher: 'Contoso', title: 'Payroll', kind: 'free' }
    expect(await preview({ method: 'PUT', path: '/recognition/payroll', body: line })).toMatchObject({
      status: 200,
      body: { items: [], count: 0 },
    })
  })

  it('answers 503 while the lists file or a file of the snapshot is missing, and works again after the next run', async () => {
    await make()
    const path = `/software/${await inventory.titleId('Payroll')}`
    const request = { method: 'PATCH', path, body: { licensable: false } }
    const { objects } = ledger.snapshotFiles
    for (const file of ['lists/', 'titles']) {
      tick()
      await report(`new-${seconds}`, ['Contoso/Payroll@1'])
      await ledger.work()
      const keys = [...objects.keys()].filter((key) => key.includes(file))
      expect(keys.length).toBeGreaterThan(0)
      for (const key of keys) objects.delete(key)
      expect(await preview(request), file).toMatchObject({ status: 503 })
      await ledger.work()
      expect(await preview(request)).toMatchObject({ status: 200, body: { count: 1 } })
    }
  })
})
