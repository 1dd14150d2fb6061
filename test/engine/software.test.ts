import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readRaws } from '../../lib/software/know-software.ts'
import { beginRenormalizing } from '../../lib/software/renormalize.ts'
import { titleIdOf } from '../../lib/software/title-store.ts'
import { packedRawKey, rawKey } from '../../lib/table/keys.ts'
import { inventoryOf } from '../support/inventory.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'

let ledger: TestLedger
let inventory: ReturnType<typeof inventoryOf>

const start = async () => {
  ledger = await newLedger()
  inventory = inventoryOf(ledger)
}

const day = (number: number): string => new Date(Date.UTC(2026, 0, number)).toISOString()

const call = (routeKey: string, titleId: string, body?: unknown, more: Record<string, unknown> = {}) =>
  ledger.call(routeKey, { params: { titleId }, body, ...more })

beforeAll(start)

describe('detected software', () => {
  beforeAll(async () => {
    ledger.setClock(new Date(day(10)))
    await inventory.report('d1', day(1), [
      'Adobe Inc./Adobe Acrobat XI Pro@11.0',
      'Adobe Systems Incorporated/Adobe Photoshop CC 2019@20.0',
      'Microsoft Corporation/Microsoft Visual C++ 2015 Redistributable (x64) - 14.0.24215@14.0',
      'Microsoft Corporation/Microsoft Office Professional Plus 2016@16.0',
    ])
    await ledger.work()
  })

  it('is listed by publisher and title; what needs no license says so', async () => {
    const { body } = await ledger.call('GET /software')
    expect(body.items.map(({ publisher }: { publisher: string }) => publisher)).toEqual(
      [...body.items.map(({ publisher }: { publisher: string }) => publisher)].sort(),
    )
    const redistributable = body.items.find(({ title }: { title: string }) => title.includes('Redistributable'))
    expect(redistributable).toMatchObject({ licensable: false, installedCount: 1 })
    const one = await call('GET /software/{titleId}', redistributable.id)
    expect(one.body).toMatchObject({ licensableBy: 'rule', reason: expect.any(String) })
    expect(one.body).toMatchObject({
      rawTitles: [
        {
          publisher: 'Microsoft Corporation',
          title: 'Microsoft Visual C++ 2015 Redistributable (x64) - 14.0.24215',
          versions: [{ version: '14.0', devices: 1 }],
        },
      ],
      versionsOf: 1,
    })
  })

  it('is filtered by publisher, text and status', async () => {
    const titles = async (query: Record<string, string>) =>
      (await ledger.call('GET /software', { query })).body.items.map(({ title }: { title: string }) => title)
    expect(await titles({ publisher: 'microsoft' })).toHaveLength(2)
    expect(await titles({ contains: 'OFFICE' })).toEqual(['Microsoft Office Professional Plus 2016'])
    expect(await titles({ status: 'not-licensable' })).toHaveLength(1)
    expect(await titles({ status: 'absent' })).toEqual([])
    expect((await ledger.call('GET /software', { query: { status: 'wrong' } })).status).toBe(400)
    const first = await ledger.call('GET /software', { query: { publisher: 'Microsoft', limit: '1' } })
    const second = await ledger.call('GET /software', {
      query: { publisher: 'Microsoft', limit: '1', cursor: first.body.cursor },
    })
    expect(second.body.items).toHaveLength(1)
    expect(second.body.items[0].id).not.toBe(first.body.items[0].id)
  })

  it('has a manager say whether it needs a license; the word stays', async () => {
    const id = await inventory.titleId('Adobe Acrobat XI Pro')
    expect(
      (await call('PATCH /software/{titleId}', id, { licensable: false }, { roles: ['license-reader'] })).status,
    ).toBe(403)
    expect((await call('PATCH /software/{titleId}', id, { licensable: 'no' })).status).toBe(422)
    const changed = await call('PATCH /software/{titleId}', id, { licensable: false })
    expect(changed.body).toMatchObject({ licensable: false, licensableBy: 'manager', version: 2, installedCount: 1 })
    const stale = await call('PATCH /software/{titleId}', id, { licensable: true }, { headers: { 'if-match': '"1"' } })
    expect(stale.status).toBe(412)
    await inventory.report('d2', day(2), ['Adobe Inc./Adobe Acrobat XI Pro@11.0.1'])
    await ledger.work()
    expect((await call('GET /software/{titleId}', id)).body).toMatchObject({ licensable: false, installedCount: 2 })
    expect((await ledger.call('GET /audit')).body.items[0]).toMatchObject({ action: 'title-changed' })
  })

  it('that is not there is 404', async () => {
    const nowhere = '0'.repeat(26)
    expect((await call('GET /software/{titleId}', nowhere)).status).toBe(404)
    expect((await call('GET /software/{titleId}', 'short')).status).toBe(400)
    expect((await call('PATCH /software/{titleId}', nowhere, {})).status).toBe(404)
    expect((await call('POST /software/{titleId}/merge', nowhere, { into: nowhere })).status).toBe(404)
    expect((await call('GET /software/{titleId}/devices', nowhere)).status).toBe(404)
  })
})

describe('merge and split', () => {
  beforeEach(async () => {
    await start()
    ledger.setClock(new Date(day(10)))
    await inventory.report('d1', day(1), ['Maker/Alpha 1.0@1.0', 'Maker/Beta 2.0@2.0'])
    await inventory.report('d2', day(1), ['Maker/Alpha 1.1@1.1'])
    await inventory.report('d3', day(1), ['Maker/Beta 2.0@2.0'])
    await ledger.work()
  })

  it('a merged title counts each device once, and survives the next inventory', async () => {
    const [alpha, beta] = [await inventory.titleId('Alpha'), await inventory.titleId('Beta')]
    const merged = await call('POST /software/{titleId}/merge', beta, { into: alpha })
    expect(merged).toMatchObject({ status: 200, body: { id: alpha } })
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 3 })
    await inventory.report('d4', day(2), ['Maker/Beta 3.0@3.0'])
    await inventory.report('d1', day(2), ['Maker/Beta 2.0@2.0'])
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 4 })
    const gone = await call('GET /software/{titleId}', beta)
    expect(gone.status).toBe(404)
    expect(gone.body.detail).toContain(alpha)
    expect(await inventory.differences()).toEqual([])
    const { body } = await ledger.call('GET /catalog/titles', { query: { publisher: 'Maker' } })
    expect(body.items.map(({ title }: { title: string }) => title)).toEqual(['Alpha'])
  })

  it('a merge is taken back by splitting the names off again: the former title comes back with its id', async () => {
    await inventory.report('d9', day(1), ['Other Inc./Gamma 1.0@1.0'])
    await ledger.work()
    const [alpha, gamma] = [await inventory.titleId('Alpha'), await inventory.titleId('Gamma')]
    await call('POST /software/{titleId}/merge', gamma, { into: alpha })
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 3, Beta: 2 })
    const split = await call('POST /software/{titleId}/split', alpha, { rawTitles: ['Gamma 1.0'] })
    expect(split).toMatchObject({ status: 201, body: { id: gamma, publisher: 'Other', title: 'Gamma', version: 3 } })
    await ledger.work()
    await inventory.report('d10', day(2), ['Other Inc./Gamma 2.0@2.0'])
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 2, Beta: 2, Gamma: 2 })
    expect(await inventory.differences()).toEqual([])
    const { body } = await ledger.call('GET /catalog/titles', { query: { publisher: 'Other' } })
    expect(body.items).toMatchObject([{ id: gamma, title: 'Gamma' }])
  })

  it('cannot be merged into itself, into nothing, or by a reader', async () => {
    const alpha = await inventory.titleId('Alpha')
    expect((await call('POST /software/{titleId}/merge', alpha, { into: alpha })).status).toBe(409)
    expect((await call('POST /software/{titleId}/merge', alpha, { into: '0'.repeat(26) })).status).toBe(422)
    const reader = { roles: ['license-reader'] }
    expect((await call('POST /software/{titleId}/merge', alpha, { into: alpha }, reader)).status).toBe(403)
    expect((await call('POST /software/{titleId}/split', alpha, { rawTitles: ['Alpha 1.0'] }, reader)).status).toBe(403)
  })

  it('a chain of merges ends in one title', async () => {
    await inventory.report('d5', day(1), ['Maker/Gamma@1'])
    await ledger.work()
    const [alpha, beta, gamma] = [
      await inventory.titleId('Alpha'),
      await inventory.titleId('Beta'),
      await inventory.titleId('Gamma'),
    ]
    await call('POST /software/{titleId}/merge', alpha, { into: beta })
    await call('POST /software/{titleId}/merge', beta, { into: gamma })
    await ledger.work()
    await inventory.report('d6', day(2), ['Maker/Alpha 9.0@9.0'])
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Gamma: 5 })
    expect(await inventory.differences()).toEqual([])
  })

  it('names that are split from a title are one of their own, and survive the next inventory', async () => {
    const alpha = await inventory.titleId('Alpha')
    const split = await call('POST /software/{titleId}/split', alpha, { rawTitles: ['Alpha 1.1'], title: 'Alpha One' })
    expect(split).toMatchObject({ status: 201, body: { title: 'Alpha One', rawTitles: [{ title: 'Alpha 1.1' }] } })
    expect(split.headers.location).toBe(`/software/${split.body.id}`)
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 1, 'Alpha One': 1, Beta: 2 })
    await inventory.report('d7', day(2), ['Maker/Alpha 1.1@1.1', 'Maker/Alpha 1.0@1.0'])
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 2, 'Alpha One': 2, Beta: 2 })
    expect(await inventory.differences()).toEqual([])
    const again = await call('POST /software/{titleId}/split', alpha, { rawTitles: ['Alpha 1.1'] })
    expect(again).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/rawTitles/0', code: 'name-not-found' }] },
    })
    const taken = await call('POST /software/{titleId}/split', alpha, { rawTitles: ['Alpha 1.0'], title: 'beta' })
    expect(taken.status).toBe(409)
  })

  it('meet an inventory that is being counted: a mark is left, and what was read is read anew', async () => {
    const [alpha, beta] = [await inventory.titleId('Alpha'), await inventory.titleId('Beta')]
    await inventory.report('d8', day(2), ['Maker/Beta 2.0@2.0', 'Maker/Beta 2.5@2.5'])
    await call('POST /software/{titleId}/merge', beta, { into: alpha })
    const works = ledger.announced.splice(0).toReversed()
    ledger.announced.push(...works)
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 4 })
    expect(await inventory.differences()).toEqual([])
  })
})

describe('a change of the rules', () => {
  beforeEach(async () => {
    await start()
    ledger.setClock(new Date(day(10)))
    await inventory.report('d1', day(1), ['Maker/Alpha 1.0@1.0', 'Maker/Beta 2.0@2.0'])
    await inventory.report('d2', day(1), ['Maker/Alpha 1.1@1.1'])
    await ledger.work()
    await beginRenormalizing(ledger.ledger).then((id) => id && ledger.announced.push(id))
    await ledger.work()
  })

  /** As if other rules had given a name another title. */
  const misplace = async (title: string, to: string) => {
    const alpha = await inventory.titleId('Alpha')
    const { body } = await call('POST /software/{titleId}/split', alpha, { rawTitles: [title], title: to })
    await ledger.work()
    const raw = (await readRaws(ledger.table, [packedRawKey('Maker', title)])).get(packedRawKey('Maker', title))
    await ledger.table.transact([
      {
        operation: (TableName) => ({
          Update: {
            TableName,
            Key: rawKey(raw?.sk ?? ''),
            UpdateExpression: 'REMOVE pinned',
          },
        }),
        refused: () => new Error(),
      },
      {
        operation: (TableName) => ({ Put: { TableName, Item: { pk: 'INVENTORY', sk: 'RULES', version: 0 } } }),
        refused: () => new Error(),
      },
    ])
    return body.id
  }

  it('finds nothing to do when all follows them', async () => {
    expect(await beginRenormalizing(ledger.ledger)).toBeUndefined()
    expect(await inventory.installs()).toEqual({ Alpha: 2, Beta: 1 })
  })

  it('moves what is stored to its title, exactly; what was written against the former one means the new one', async () => {
    const former = await misplace('Alpha 1.1', 'Alpha Old')
    expect(await inventory.installs()).toEqual({ Alpha: 1, 'Alpha Old': 1, Beta: 1 })
    const id = await beginRenormalizing(ledger.ledger)
    expect(await beginRenormalizing(ledger.ledger)).toBeUndefined()
    ledger.announced.push(id ?? '')
    await ledger.work()
    expect(await inventory.installs()).toEqual({ Alpha: 2, Beta: 1 })
    expect(await inventory.differences()).toEqual([])
    expect((await call('GET /software/{titleId}', former)).body.detail).toContain(titleIdOf('Maker', 'Alpha'))
  })
})
