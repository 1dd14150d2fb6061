import { beforeAll, describe, expect, it } from 'vitest'
import { addTitles, makeReady } from '../support/catalog.ts'
import { tokenOf } from '../support/events.ts'
import { newLedger, newPair, type TestLedger } from '../support/ledger.ts'
import { reporter } from '../support/reports.ts'

let ledger: TestLedger
const audit = async (query: Record<string, string> = {}) => ledger.call('GET /audit', { query })
const actions = async (query: Record<string, string> = {}) =>
  (await audit(query)).body.items.map(({ action }: { action: string }) => action)
const as = (sub: string) => ({ authorization: `Bearer ${tokenOf(['license-manager'], { sub })}` })

beforeAll(async () => {
  ledger = await newLedger()
  ledger.setClock(new Date('2025-12-30T10:00:00Z'))
  const group = await ledger.call('POST /groups', { body: { name: 'EMEA' }, headers: as('bob') })
  ledger.setClock(new Date('2026-01-05T10:00:00Z'))
  const body = { type: 'volume', name: 'Office', pairs: [newPair()], group: { name: 'APAC' } }
  const agreement = await ledger.call('POST /agreements', { body, headers: as('carol') })
  ledger.setClock(new Date('2026-01-06T10:00:00Z'))
  await ledger.call('PUT /groups/{groupId}/agreements', {
    params: { groupId: group.body.id },
    body: { agreementIds: [agreement.body.id] },
    headers: as('bob'),
  })
  ledger.setClock(new Date('2026-02-01T10:00:00Z'))
  await ledger.call('DELETE /agreements/{agreementId}', {
    params: { agreementId: agreement.body.id },
    headers: as('bob'),
  })
})

describe('The audit trail', () => {
  it('says who did what and when, newest first, including to deleted things', async () => {
    const { items } = (await audit()).body
    expect(items).toMatchObject([
      {
        action: 'agreement-deleted',
        actor: 'bob',
        at: '2026-02-01T10:00:00.000Z',
        before: { name: 'Office' },
        after: null,
      },
      { action: 'agreement-moved', changes: [{ type: 'agreement', name: 'Office' }] },
      {
        action: 'agreement-created',
        actor: 'carol',
        before: null,
        after: { name: 'Office', pairCount: 1 },
        changes: [{ type: 'agreement' }, { type: 'group', name: 'APAC' }],
      },
      { action: 'group-created', actor: 'bob', after: { name: 'EMEA' } },
    ])
  })

  it('is filtered by time, in days or instants, with both ends included', async () => {
    expect(await actions({ from: '2026-01-05', to: '2026-01-06' })).toEqual(['agreement-moved', 'agreement-created'])
    expect(await actions({ from: '2026-01-05T10:00:00Z', to: '2026-01-05T10:00:00Z' })).toEqual(['agreement-created'])
    expect(await actions({ from: '2026-01-06T12:00:00+02:00' })).toEqual(['agreement-deleted', 'agreement-moved'])
    expect(await actions({ to: '2025-12-29' })).toEqual([])
  })

  it('is filtered by actor', async () => {
    expect(await actions({ actor: 'bob' })).toEqual(['agreement-deleted', 'agreement-moved', 'group-created'])
    expect(await actions({ actor: 'carol' })).toEqual(['agreement-created'])
    expect(await actions({ actor: 'bob', from: '2026-01-01' })).toEqual(['agreement-deleted', 'agreement-moved'])
    expect(await actions({ actor: 'nobody' })).toEqual([])
  })

  it.each([{ limit: '1' }, { limit: '3' }, { limit: '1', actor: 'bob' }])(
    'is paged without a gap or a repeat: %j',
    async (query) => {
      const { limit: _, ...filter } = query
      const whole = await actions(filter)
      const seen: string[] = []
      let next: Record<string, string> | undefined = query
      while (next) {
        const { items, cursor }: { items: { action: string }[]; cursor?: string } = (await audit(next)).body
        seen.push(...items.map(({ action }) => action))
        next = cursor ? { ...query, cursor } : undefined
      }
      expect(seen).toEqual(whole)
    },
  )

  it.each([
    { from: 'yesterday' },
    { to: '2026-13-01' },
    { actor: '' },
    { since: '2026' },
    { from: '2026-01-06', to: '2026-01-05' },
    { from: '2026-01-06T10:00:00.001Z', to: '2026-01-06T10:00:00Z' },
    { from: '2026-01-06T00:00:00Z', to: '2026-01-06T00:30:00+01:00' },
    { from: '0001-01-01' },
    { from: '1970-01-01T00:00:00+01:00' },
    { from: '0000-01-01T00:00:00+01:00', to: '0000-01-01T00:30:00+01:00' },
    { to: '1969-12-31' },
    { to: '3000-01-01' },
    { from: '9999-12-31T23:59:59-01:00' },
    { to: '9999-12-31T23:59:59.999-23:59' },
    { from: '+010000-01-01T00:00:00Z' },
  ])('refuses %j', async (query) => {
    expect((await audit(query)).status).toBe(400)
  })
})

describe('The audit trail of one thing', () => {
  const of = (object: string, more: Record<string, string> = {}) => actions({ object, ...more })
  const move = (groupId: string, agreementIds: string[], headers = as('bob')) =>
    ledger.call('PUT /groups/{groupId}/agreements', { params: { groupId }, body: { agreementIds }, headers })
  const create = async (body: object) => (await ledger.call('POST /agreements', { body, headers: as('carol') })).body
  const remove = (groupId: string) => ledger.call('DELETE /groups/{groupId}', { params: { groupId } })

  beforeAll(async () => {
    ledger = await newLedger()
    let seconds = 0
    const start = Date.parse('2026-03-01T10:00:00Z')
    // Each call a second after the one before.
    const { call } = ledger
    ledger.call = (...args) => {
      ledger.setClock(new Date(start + 1_000 * seconds++))
      return call(...args)
    }
  })

  it('has what was done to it, newest first, also together with many others', async () => {
    const volume = (name: string, more = {}) => create({ type: 'volume', name, pairs: [newPair()], ...more })
    const one = await volume('One', { group: { name: 'First' } })
    const [two, three, four] = [await volume('Two'), await volume('Three'), await volume('Four')]
    await move(one.groupId, [two.id, three.id, four.id])
    await ledger.call('PATCH /agreements/{agreementId}', {
      params: { agreementId: four.id },
      body: { name: 'Renamed' },
      headers: as('dora'),
    })
    await remove(one.groupId)
    expect(await of(four.id)).toEqual(['group-deleted', 'agreement-changed', 'agreement-moved', 'agreement-created'])
    expect(await of(one.id)).toEqual(['group-deleted', 'agreement-created'])
    expect(await of(one.groupId)).toEqual(['group-deleted', 'agreement-created'])
    expect(await of(four.id, { actor: 'dora' })).toEqual(['agreement-changed'])
    const { body } = await audit({ object: four.id })
    expect(body.items).toEqual(
      (await audit()).body.items.filter((entry: object) => JSON.stringify(entry).includes(four.id)),
    )
    const [at] = body.items.map((entry: { at: string }) => entry.at)
    expect(await of(four.id, { from: at })).toEqual(['group-deleted'])
    expect(await of(four.id, { to: body.items[1].at })).not.toContain('group-deleted')
  })

  it('is paged without a gap or a repeat', async () => {
    const { id } = await create({ type: 'volume', name: 'Paged', pairs: [newPair()] })
    for (const name of ['A', 'B', 'C', 'D'])
      await ledger.call('PATCH /agreements/{agreementId}', {
        params: { agreementId: id },
        body: { name: `Paged ${name}` },
      })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const { body } = await audit({ object: id, limit: '2', ...(cursor && { cursor }) })
      seen.push(...body.items.map((entry: { after: { name: string } }) => entry.after.name))
      cursor = body.cursor
    } while (cursor)
    expect(seen).toEqual(['Paged D', 'Paged C', 'Paged B', 'Paged A', 'Paged'])
  })

  it('has moves of large groups that are deleted, and is empty for what nobody changed', async () => {
    const { body: group } = await ledger.call('POST /groups', { body: { name: 'Large' } })
    const made: string[] = []
    for (let count = 0; count < 27; count++)
      made.push((await create({ type: 'volume', name: `L ${count}`, pairs: [newPair()], group: { id: group.id } })).id)
    await remove(group.id)
    await ledger.workOff()
    expect(await of(made[26] ?? '')).toEqual(['agreement-moved', 'agreement-created'])
    expect(await of(group.id)).toEqual(['group-deleted', 'group-deletion-begun', 'group-created'])
    expect(await of('nothing')).toEqual([])
    expect((await audit({ object: '' })).status).toBe(400)
  })
})

describe('What only managers may read leaves a trace', () => {
  const reader = { authorization: `Bearer ${tokenOf(['license-reader'], { sub: 'rita' })}` }
  const tracesOf = async (act: () => Promise<unknown>) => {
    const before = (await actions()).length
    await act()
    const { items } = (await audit()).body
    return items.slice(0, items.length - before)
  }

  beforeAll(async () => {
    ledger = await newLedger()
    await makeReady(ledger)
    await addTitles(ledger, 'Adobe', ['Photoshop'])
  })

  it('when somebody reads the details of an agreement', async () => {
    const product = { type: 'other', publisher: 'Adobe', productTitle: 'Photoshop', licenseCount: 1 }
    const create = async (body: object) =>
      (await ledger.call('POST /agreements', { body: { ...product, ...body } })).body
    const secret = await create({ name: 'Secret', details: 'KEY-1' })
    const plain = await create({ name: 'Plain' })
    const get = ({ id }: { id: string }, headers: Record<string, string>) =>
      ledger.call('GET /agreements/{agreementId}', { params: { agreementId: id }, headers })
    expect(await tracesOf(() => get(secret, as('bob')))).toEqual([
      {
        id: expect.any(String),
        at: expect.any(String),
        actor: 'bob',
        action: 'details-read',
        before: null,
        after: null,
        changes: [{ type: 'agreement', id: secret.id, name: 'Secret', before: null, after: null }],
      },
    ])
    expect(await tracesOf(() => get(secret, reader))).toEqual([])
    expect(await tracesOf(() => get(plain, as('bob')))).toEqual([])
    expect(await actions({ actor: 'bob' })).toEqual(['details-read'])
  })

  it('when somebody asks for an export, and is given its link by the run, which no list gives', async () => {
    const reports = reporter(ledger)
    const post = async (type: string) =>
      (await ledger.call('POST /reports', { body: { type }, headers: as('bob') })).body.id
    const asked = await tracesOf(() => post('export'))
    const [{ id }] = asked[0].changes
    const changes = [{ type: 'report', id, name: 'Export' }]
    expect(asked).toMatchObject([{ action: 'export-requested', actor: 'bob', changes }])
    const get = () => ledger.call('GET /reports/{reportId}', { params: { reportId: id }, headers: as('carol') })
    expect(await tracesOf(get)).toEqual([])
    await reports.deliver(id)
    expect(await tracesOf(get)).toMatchObject([{ action: 'export-opened', actor: 'carol', changes }])
    const list = (headers: Record<string, string>) => ledger.call('GET /reports', { headers })
    expect(await tracesOf(() => list(as('dora')))).toEqual([])
    const { items } = (await list(as('dora'))).body
    expect(items).toMatchObject([{ id, status: 'completed' }])
    expect(items[0]).not.toHaveProperty('downloadUrl')
    expect(await tracesOf(() => post('purchase'))).toEqual([])
  })
})
