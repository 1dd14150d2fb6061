import { beforeEach, describe, expect, it } from 'vitest'
import type { Role } from '../../lib/foundation/http/route.ts'
import { tokenOf } from '../support/events.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'

let ledger: TestLedger
beforeEach(async () => {
  ledger = await newLedger()
})

const me = async (claims: Record<string, unknown>, roles: Role[] = ['license-reader']) =>
  ledger.call('GET /me', { headers: { authorization: `Bearer ${tokenOf(roles, claims)}` } })
const people = async () => (await ledger.call('GET /people')).body.items
const storedNames = async () => (await ledger.scan()).filter(({ pk }) => pk === 'PEOPLE')

describe('GET /me', () => {
  it('says who calls, with which roles, to all who have one', async () => {
    const { status, body } = await me({ sub: 'dora' }, ['license-manager', 'inventory-writer'])
    expect(status).toBe(200)
    expect(body).toEqual({ id: 'dora', roles: ['license-manager', 'inventory-writer'] })
    expect((await me({ sub: 'pc-1' }, ['inventory-writer'])).body).toEqual({ id: 'pc-1', roles: ['inventory-writer'] })
    expect((await me({ sub: 'nobody' }, [])).status).toBe(403)
  })

  it.each([
    [{ name: 'Dora Lang', preferred_username: 'dora@example.com', email: 'd@example.com' }, 'Dora Lang'],
    [{ name: ' ', preferred_username: 'dora@example.com', email: 'd@example.com' }, 'dora@example.com'],
    [{ name: 7, email: 'd@example.com', username: 'dora-l' }, 'd@example.com'],
    [{ username: 'dora-l' }, 'dora-l'],
    [{ username: 'dora' }, undefined],
  ])('takes the name from the token: %j', async (claims, name) => {
    expect((await me({ sub: 'dora', ...claims })).body.name).toBe(name)
  })

  it('refuses a query and a call without a token', async () => {
    const headers = { authorization: `Bearer ${tokenOf(['license-reader'])}` }
    expect((await ledger.call('GET /me', { headers, query: { id: 'bob' } })).status).toBe(400)
    expect((await ledger.call('GET /me', { roles: undefined as never, headers: {} })).status).toBe(401)
  })
})

describe('Names of people', () => {
  it('are kept when they call, one item for each person, and listed by name', async () => {
    await me({ sub: 'b', name: 'Zoe' })
    await me({ sub: 'a', name: 'Émile' }, ['license-manager'])
    await me({ sub: 'c', name: 'Adam' })
    expect(await people()).toEqual([
      { id: 'c', name: 'Adam' },
      { id: 'a', name: 'Émile' },
      { id: 'b', name: 'Zoe' },
    ])
    expect(await storedNames()).toHaveLength(3)
  })

  it('follow the token, and are written only when they change', async () => {
    const puts: unknown[] = []
    ledger.client.middlewareStack.add(
      (next, context) => (args) => {
        if (context.commandName === 'PutItemCommand') puts.push(args.input)
        return next(args)
      },
      { step: 'initialize', name: 'puts', override: true },
    )
    for (const name of ['Dora', 'Dora', 'Dora Lang', 'Dora Lang']) await me({ sub: 'dora', name })
    ledger.client.middlewareStack.remove('puts')
    expect(puts).toHaveLength(2)
    expect(await people()).toEqual([{ id: 'dora', name: 'Dora Lang' }])
  })

  it('are one of those that came simultaneously', async () => {
    const names = ['One', 'Two', 'Three', 'Four']
    const answers = await Promise.all(names.map((name) => me({ sub: 'dora', name })))
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200))
    const [{ name }] = await people()
    expect(names).toContain(name)
  })

  it('are not kept of inventory writers, nor where the token has none', async () => {
    await me({ sub: 'pc-1', name: 'PC 1' }, ['inventory-writer'])
    await me({ sub: 'dora' })
    expect(await storedNames()).toEqual([])
  })

  it('are shortened, and lose characters that nobody sees', async () => {
    await me({ sub: 'dora', name: `Do\u202era\n${'x'.repeat(300)}` })
    const [{ name }] = await people()
    expect(name).toBe(`Do ra ${'x'.repeat(250)}`)
  })

  it('are deleted by managers, which the trail tells without the name', async () => {
    await me({ sub: 'dora', name: 'Dora Lang' })
    const remove = (roles: Role[] = ['license-manager']) =>
      ledger.call('DELETE /people/{personId}', { params: { personId: 'dora' }, roles })
    expect((await remove(['license-reader'])).status).toBe(403)
    expect((await remove()).status).toBe(204)
    expect(await people()).toEqual([])
    const { body } = await ledger.call('GET /audit')
    expect(body.items).toMatchObject([{ action: 'person-name-deleted', changes: [{ type: 'person', id: 'dora' }] }])
    expect(JSON.stringify(await ledger.scan())).not.toContain('Dora Lang')
    expect(await remove()).toMatchObject({ status: 404, body: { type: 'urn:license-ledger:problem:person-not-found' } })
  })
})
