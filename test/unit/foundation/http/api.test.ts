import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { LedgerError } from '../../../../lib/foundation/errors.ts'
import { api } from '../../../../lib/foundation/http/api.ts'
import { listOf, noContent, ok, type Role, routesOver } from '../../../../lib/foundation/http/route.ts'
import { Busy } from '../../../../lib/foundation/table/attempts.ts'
import { Name } from '../../../../lib/foundation/text/name.ts'
import { httpEvent, lambdaContext, type RequestOptions, tokenOf } from '../../../support/events.ts'

const route = routesOver<{ fail: () => Error }>()
const params = z.object({ thingId: z.string().regex(/^\d+$/) })

const routes = [
  route('GET', '/things', {
    summary: 'list',
    role: 'license-reader',
    query: z.object({ contains: z.string().optional() }),
    paged: true,
    answers: { 200: { description: 'a page', schema: listOf(z.string()) } },
    handle: async ({ page: { limit, after } }) => {
      const from = Number(after ?? 0)
      return { items: Array.from({ length: limit }, (_, index) => String(from + index)), next: String(from + limit) }
    },
    reply: ok,
  }),
  route('PATCH', '/things/{thingId}', {
    summary: 'change',
    role: 'license-manager',
    params,
    body: z.strictObject({ name: Name, sizes: z.array(z.int()).optional() }),
    versioned: true,
    answers: { 200: { description: 'it', schema: z.strictObject({ name: z.string(), version: z.any() }) } },
    handle: async ({ body, expectedVersions }) => ({ name: body.name, version: expectedVersions ?? null }),
    reply: ok,
  }),
  route('DELETE', '/things/{thingId}', {
    summary: 'fail',
    role: 'license-manager',
    params,
    answers: { 204: { description: 'gone' } },
    handle: async (_, { fail }) => {
      throw fail()
    },
    reply: noContent,
  }),
]

const call = async (routeKey: string, options: RequestOptions, fail: () => Error = () => new Error('secret')) => {
  const handler = api(routes, { fail }, { rolesClaim: 'cognito:groups', now: () => new Date(0) })
  const { statusCode, headers, body } = await handler(httpEvent(routeKey, options), lambdaContext())
  return { status: statusCode, headers, body: body === undefined ? undefined : JSON.parse(body) }
}

const patch = (options: RequestOptions) =>
  call('PATCH /things/{thingId}', { roles: ['license-manager'], params: { thingId: '1' }, ...options })

describe('who may call (roles are enforced in one place)', () => {
  it('needs a token', async () => {
    const { status, headers, body } = await call('GET /things', {})
    expect(status).toBe(401)
    expect(headers).toMatchObject({ 'www-authenticate': 'Bearer', 'content-type': 'application/problem+json' })
    expect(body).toMatchObject({ type: 'urn:license-ledger:problem:unauthenticated', status: 401 })
  })

  it.each([
    [
      'two headers, as the gateway joins them',
      `Bearer ${tokenOf(['license-reader'])},Bearer ${tokenOf(['license-manager'])}`,
    ],
    ['another scheme', 'Basic YTpi'],
    ['no JWT', 'Bearer abc'],
    ['an identity token', `Bearer ${tokenOf(['license-reader'], { token_use: 'id' })}`],
  ])('refuses %s', async (_, authorization) => {
    expect((await call('GET /things', { headers: { authorization } })).status).toBe(401)
  })

  // Claims as the documentation of each issuer shows them.
  const common = { aud: 'client', iat: 1, roles: ['license-reader'], nonce: undefined }
  const entra = { ver: '2.0', oid: 'id', tid: 'tenant', uti: 'x', rh: 'x', preferred_username: 'a@example.com' }
  const cognito = { auth_time: 1, origin_jti: 'x', 'cognito:username': 'a' }
  const read = (claims: Record<string, unknown>, typ = 'JWT') => {
    const [, payload] = tokenOf(['license-reader'], { token_use: undefined, ...common, ...claims }).split('.')
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ })).toString('base64url')
    return call('GET /things', { headers: { authorization: `Bearer ${header}.${payload}.` } })
  }

  it.each([
    ['Cognito', { ...cognito, token_use: 'access', scope: 'aws.cognito.signin.user.admin', client_id: 'client' }],
    ['Cognito, for an application', { token_use: 'access', scope: 'api/read', client_id: 'client' }],
    ['Entra ID', { ...entra, scp: 'access', azp: 'cli', azpacr: '0' }],
    ['Entra ID, for an application', { ...entra, azp: 'client', azpacr: '1', idtyp: 'app' }],
    ['Entra ID, version 1', { ...entra, ver: '1.0', appid: 'client', appidacr: '1' }],
    ['Keycloak', { typ: 'Bearer', azp: 'client', scope: 'openid profile' }],
    ['Okta', { scp: ['access'], cid: 'client', uid: 'x' }],
    ['Auth0', { scope: 'read', azp: 'client' }],
    ['RFC 9068', {}, 'at+jwt'],
    ['RFC 9068 in full', {}, 'application/AT+JWT'],
  ])('takes the access token of %s', async (_, claims: Record<string, unknown>, typ?: string) => {
    expect((await read(claims, typ)).status).toBe(200)
  })

  it.each([
    ['Cognito', { ...cognito, token_use: 'id', at_hash: 'x', email_verified: true }],
    ['Cognito with a claim of its pool', { ...cognito, token_use: 'id', scope: 'api/read' }],
    ['Entra ID', { ...entra, nonce: 'x', name: 'Ada' }],
    ['Entra ID, of a hybrid flow', { ...entra, nonce: 'x', c_hash: 'x' }],
    ['Entra ID, with a hash and a scope', { ...entra, at_hash: 'x', scp: 'access' }],
    ['Keycloak', { typ: 'ID', azp: 'client', at_hash: 'x' }],
    ['Keycloak, to renew', { typ: 'Refresh', scope: 'openid' }],
    ['Okta', { ver: 1, amr: ['pwd'], idp: 'x', nonce: 'x', at_hash: 'x' }],
    ['an issuer that says nothing', {}],
    ['an issuer with an empty scope', { scope: '', scp: [] }],
  ])('refuses the ID token of %s', async (_, claims) => {
    expect(await read(claims)).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } })
  })

  it('needs the role of the route; a manager may do what a reader may, a writer of inventory may not', async () => {
    expect((await call('GET /things', { roles: ['license-reader'] })).status).toBe(200)
    expect((await call('GET /things', { roles: ['license-manager'] })).status).toBe(200)
    expect((await call('GET /things', { roles: ['inventory-writer'] })).status).toBe(403)
    expect((await call('GET /things', { roles: [] })).status).toBe(403)
    expect((await patch({ roles: ['license-reader'], body: { name: 'a' } })).status).toBe(403)
  })

  it('reads roles that are listed as text', async () => {
    const authorization = `Bearer ${tokenOf([], { 'cognito:groups': 'other license-reader' })}`
    expect((await call('GET /things', { headers: { authorization } })).status).toBe(200)
  })
})

describe('lists', () => {
  const list = (query: Record<string, string>) => call('GET /things', { roles: ['license-reader'], query })

  it('have 25 items a page by default, and 1 to 100 as asked', async () => {
    expect((await list({})).body.items).toHaveLength(25)
    expect((await list({ limit: '100' })).body.items).toHaveLength(100)
  })

  it.each(['0', '101', '-1', '1.5', 'ten', '', '1e1'])('refuse the limit %j, naming it', async (limit) => {
    const { status, body } = await list({ limit })
    expect(status).toBe(400)
    expect(body.errors).toMatchObject([{ parameter: 'limit' }])
  })

  it('go on at their cursor', async () => {
    const { cursor } = (await list({ limit: '2' })).body
    expect((await list({ limit: '2', cursor })).body.items).toEqual(['2', '3'])
  })

  it.each(['nonsense', '', 'bnVsbA', Buffer.from('["x","y"]').toString('base64url')])(
    'refuse the cursor %j',
    async (cursor) => {
      const { status, body } = await list({ cursor })
      expect(status).toBe(400)
      expect(body.errors).toMatchObject([{ parameter: 'cursor' }])
    },
  )

  it('refuse a cursor of another query', async () => {
    const { cursor } = (await list({ contains: 'a' })).body
    expect((await list({ contains: 'b', cursor })).status).toBe(400)
    expect((await list({ contains: 'a', limit: '3', cursor })).status).toBe(200)
  })

  it('refuse parameters that they do not know', async () => {
    const { status, body } = await list({ sort: 'name' })
    expect(status).toBe(400)
    expect(body.errors).toEqual([
      { parameter: 'sort', code: 'unknown-parameter', message: 'There is no such parameter.' },
    ])
  })
})

describe('bodies', () => {
  it.each([
    ['malformed JSON', { rawBody: '{"name":' }, 400],
    ['no body', {}, 400],
    [
      'bytes that are no UTF-8',
      { rawBody: Buffer.from([0x22, 0xff, 0x22]).toString('base64'), isBase64Encoded: true },
      400,
    ],
    ['another content type', { rawBody: 'name=a', headers: { 'content-type': 'text/plain' } }, 415],
    ['no content type', { rawBody: '{"name":"a"}', headers: { 'content-type': '' } }, 415],
    ['null', { rawBody: 'null' }, 422],
    ['a list', { rawBody: '[]' }, 422],
    ['depth', { rawBody: '['.repeat(100_000) + ']'.repeat(100_000) }, 422],
  ])('that are %s are refused', async (_, options, status) => {
    const answer = await patch(options)
    expect(answer.status).toBe(status)
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json' })
  })

  it('are taken as JSON of any kind, and as bytes', async () => {
    expect(
      (
        await patch({
          rawBody: '{"name":"a"}',
          headers: { 'content-type': 'application/merge-patch+json; charset=utf-8' },
        })
      ).status,
    ).toBe(200)
    expect(
      (await patch({ rawBody: Buffer.from('{"name":"ä"}').toString('base64'), isBase64Encoded: true })).body.name,
    ).toBe('ä')
  })

  it('have each wrong field named by a JSON pointer', async () => {
    const { status, body } = await patch({ body: { sizes: [1, 'two'], 'a/b': 1 } })
    expect(status).toBe(422)
    expect(body.type).toBe('urn:license-ledger:problem:validation')
    expect(body.errors).toMatchObject([
      { pointer: '/name', code: 'required' },
      { pointer: '/sizes/1', code: 'validation' },
      { pointer: '/a~1b', code: 'unknown-field' },
    ])
  })

  const manyKeys = (count: number, length = 1) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => ['x'.repeat(length) + index, 1]))

  it.each([
    ['100,000 unknown fields', { name: 'a', ...manyKeys(100_000) }],
    ['200,000 wrong items', { name: 'a', sizes: Array.from({ length: 200_000 }, () => 'x') }],
    ['fields with long names', { name: 'a', ...manyKeys(100, 60_000) }],
    ['one field with a very long name', { name: 'a', ['/'.repeat(6_000_000)]: 1 }],
  ])('with %s are refused with 100 errors at most', async (_, body) => {
    const answer = await patch({ body })
    expect(answer.status).toBe(422)
    expect(answer.body.errors.length).toBeGreaterThan(0)
    expect(answer.body.errors.length).toBeLessThanOrEqual(100)
    expect(JSON.stringify(answer.body).length).toBeLessThan(50_000)
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('have no field %s', async (key) => {
    const { status, body } = await patch({ rawBody: `{"name":"a","${key}":{"x":1}}` })
    expect(status).toBe(422)
    expect(body.errors).toMatchObject([{ pointer: `/${key}`, code: 'unknown-field' }])
    expect({}).not.toHaveProperty('x')
  })

  it('that break one rule of the domain answer with its code', async () => {
    const { status, body } = await patch({ body: { name: 'a:b' } })
    expect(status).toBe(422)
    expect(body).toMatchObject({
      type: 'urn:license-ledger:problem:invalid-name',
      errors: [{ pointer: '/name', code: 'invalid-name' }],
    })
  })
})

describe('paths and versions', () => {
  it('refuse a malformed path parameter, naming it', async () => {
    const { status, body } = await patch({ params: { thingId: 'a/b' }, body: { name: 'a' } })
    expect(status).toBe(400)
    expect(body.errors).toMatchObject([{ parameter: 'thingId' }])
  })

  it.each([
    ['"3"', [3]],
    ['*', null],
    [' * ', null],
    ['W/"3"', []],
    ['"1", "2"', [1, 2]],
    ['"abc","2" , W/"3","a, b","4"', [2, 4]],
    ['"abc"', []],
    ['"03"', []],
    ['""', []],
    ['"6",,', [6]],
    [' , "1",, "2" ,', [1, 2]],
    ['"1",', [1]],
  ])('read If-Match: %s', async (header, version) => {
    expect((await patch({ body: { name: 'a' }, headers: { 'if-match': header } })).body.version).toEqual(version)
  })

  it.each(['3', '"3', 'x"3"', '', '"1" "2"', '"1", *', '*, *', ',', ' , ,'])('refuse If-Match: %s', async (header) => {
    expect((await patch({ body: { name: 'a' }, headers: { 'if-match': header } })).status).toBe(400)
  })

  it('answer 404 for a route that the function does not serve', async () => {
    expect((await call('GET /others', { roles: ['license-reader'] })).status).toBe(404)
  })
})

describe('answers', () => {
  const raw = async (headers: Record<string, string> = {}, roles: readonly Role[] = ['license-reader']) => {
    const handler = api(routes, { fail: Error }, { rolesClaim: 'cognito:groups', now: () => new Date(0) })
    return handler(httpEvent('GET /things', { roles, headers, query: { limit: '1' } }), lambdaContext())
  }

  it('are kept by no cache, and taken for no page, errors too', async () => {
    for (const roles of [['license-reader'], ['inventory-writer']] as const)
      expect((await raw({}, roles)).headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
  })

  it('are written in lines for curl, and in one line for programs', async () => {
    expect((await raw({ 'user-agent': 'curl/8.5.0' })).body).toMatch(
      /^\{\n {2}"items": \[\n {4}"0"\n {2}\],\n {2}"cursor": "[\w-]+"\n\}\n$/,
    )
    expect((await raw({ 'user-agent': 'node' })).body).not.toContain('\n')
    expect((await raw({ 'user-agent': 'curl/8.5.0' }, ['inventory-writer'])).body).toMatch(/^\{\n {2}"type"/)
  })
})

describe('errors become problems', () => {
  const fail = (error: Error) =>
    call('DELETE /things/{thingId}', { roles: ['license-manager'], params: { thingId: '1' } }, () => error)

  it.each([
    ['not-found', 404],
    ['malformed', 400],
    ['conflict', 409],
    ['stale', 412],
    ['invalid', 422],
  ] as const)('%s is %i', async (kind, status) => {
    const answer = await fail(new LedgerError(kind, 'some-code', 'Some detail.'))
    expect(answer).toMatchObject({
      status,
      body: { type: 'urn:license-ledger:problem:some-code', detail: 'Some detail.' },
    })
  })

  it('busy is 503 with Retry-After', async () => {
    expect(await fail(new Busy())).toMatchObject({ status: 503, headers: { 'retry-after': '2' } })
  })

  it('what nobody foresaw is a bare 500: no message, no stack', async () => {
    const { status, body } = await fail(new Error('secret'))
    expect(status).toBe(500)
    expect(JSON.stringify(body)).not.toMatch(/secret|at .*\.ts/)
  })
})
