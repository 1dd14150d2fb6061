import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { decodeJwt, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startIssuer } from '../../../infra/local/issuer.ts'
import { consoleClient, consoleScope } from '../../../infra/local/sign-in.ts'

const folder = mkdtempSync(`${tmpdir()}/license-ledger-issuer-`)
const tokenSeconds = 120
let issuer: Awaited<ReturnType<typeof startIssuer>>
beforeAll(async () => {
  issuer = await startIssuer(`${folder}/issuer.json`, tokenSeconds)
})
afterAll(async () => {
  await issuer.stop()
  rmSync(folder, { recursive: true })
})

const verifier = randomBytes(32).toString('base64url')
const redirectUri = 'http://127.0.0.1:3000/console/signed-in'
const request = {
  response_type: 'code',
  client_id: consoleClient,
  redirect_uri: redirectUri,
  scope: consoleScope,
  state: 'state',
  nonce: 'nonce',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
}
const addressOf = (more: Record<string, string> = {}) =>
  `${issuer.url}/authorize?${new URLSearchParams({ ...request, ...more })}`

const authorize = (cookie = '', more: Record<string, string> = {}) =>
  fetch(addressOf(more), { redirect: 'manual', headers: { cookie } })

/** Presses a button of the page. @returns the cookie of the session, and where it goes on */
const press = async (person: string, more: Record<string, string> = {}) => {
  const body = new URLSearchParams({ person })
  const { status, headers } = await fetch(addressOf(more), { method: 'POST', redirect: 'manual', body })
  return { status, cookie: headers.get('set-cookie')?.split(';')[0] ?? '', next: headers.get('location') ?? '' }
}

const codeOf = (response: Response): string =>
  new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? ''

const signIn = async (person: string) => {
  const { cookie, next } = await press(person)
  return codeOf(await fetch(issuer.url + next, { redirect: 'manual', headers: { cookie } }))
}

const post = async (form: Record<string, string>) => {
  const response = await fetch(`${issuer.url}/token`, { method: 'POST', body: new URLSearchParams(form) })
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
  const body: any = await response.json()
  return { status: response.status, body, headers: response.headers }
}

const form = { grant_type: 'authorization_code', client_id: consoleClient, redirect_uri: redirectUri }

const exchange = (code: string, more: Record<string, string> = {}) =>
  post({ ...form, code, code_verifier: verifier, ...more })

const refresh = (token: string, client = consoleClient) =>
  post({ grant_type: 'refresh_token', client_id: client, refresh_token: token })

describe('The local issuer', () => {
  it('shows a button for each person, and no field for a password', async () => {
    const response = await authorize()
    const page = await response.text()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('text/html')
    expect([...page.matchAll(/<button[^>]*>(\w+)<\/button>/g)].map(([, name]) => name)).toEqual(['Manager', 'Reader'])
    expect(page).not.toMatch(/<input|<script/)
  })

  it.each([
    ['Manager', 'local-manager', 'Local manager', 'license-manager'],
    ['Reader', 'local-reader', 'Local reader', 'license-reader'],
  ])('signs a %s in, whose tokens carry subject, name and role', async (button, sub, name, role) => {
    const { status, body } = await exchange(await signIn(button))
    expect(status).toBe(200)
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: tokenSeconds, scope: consoleScope })
    const options = { issuer: issuer.url, requiredClaims: ['exp'] }
    const { payload } = await jwtVerify(body.access_token, issuer.keys, { ...options, audience: 'license-ledger' })
    expect(payload).toMatchObject({
      sub,
      name,
      client_id: consoleClient,
      scope: consoleScope,
      'cognito:groups': [role],
      token_use: 'access',
    })
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(tokenSeconds)
    const id = await jwtVerify(body.id_token, issuer.keys, { ...options, audience: consoleClient })
    expect(id.payload).toMatchObject({ sub, name, nonce: 'nonce', token_use: 'id' })
    expect(id.payload).not.toHaveProperty('cognito:groups')
  })

  it('goes back to where it was asked from, with the state', async () => {
    const { status, cookie, next } = await press('Manager')
    expect(status).toBe(303)
    const response = await fetch(issuer.url + next, { redirect: 'manual', headers: { cookie } })
    expect(response.status).toBe(302)
    const back = new URL(response.headers.get('location') ?? '')
    expect(back.origin + back.pathname).toBe(redirectUri)
    expect(back.searchParams.get('state')).toBe('state')
  })

  it('answers from the session as long as there is one, and shows the buttons again when it is asked to', async () => {
    const { cookie } = await press('Reader')
    const again = await exchange(codeOf(await authorize(cookie)))
    expect(decodeJwt(again.body.access_token).sub).toBe('local-reader')
    for (const prompt of ['login', 'select_account']) {
      expect((await authorize(cookie, { prompt })).status, prompt).toBe(200)
      expect((await press('Manager', { prompt })).next).not.toContain('prompt')
    }
  })

  it('answers login_required where it must not ask and nobody has signed in', async () => {
    const response = await authorize('', { prompt: 'none' })
    expect(response.headers.get('location')).toBe(`${redirectUri}?error=login_required&state=state`)
    const { cookie } = await press('Reader')
    expect(codeOf(await authorize(cookie, { prompt: 'none' }))).toMatch(/./)
  })

  it('forgets the session at sign-out, and goes back', async () => {
    const back = 'http://127.0.0.1:3000/console/'
    const address = `${issuer.url}/endsession?${new URLSearchParams({ post_logout_redirect_uri: back, state: 's' })}`
    const response = await fetch(address, { redirect: 'manual' })
    expect(response.headers.get('location')).toBe(`${back}?state=s`)
    expect(response.headers.get('set-cookie')).toMatch(/^license-ledger-\d+=; Path=\/authorize; .*Max-Age=0$/)
    const elsewhere = `${issuer.url}/endsession?post_logout_redirect_uri=https://elsewhere.example/`
    expect((await fetch(elsewhere, { redirect: 'manual' })).status).toBe(400)
  })

  it('gives a code once, for a minute, to whoever asked for it and has its verifier', async () => {
    const code = await signIn('Manager')
    const other = randomBytes(32).toString('base64url')
    expect((await exchange(code, { code_verifier: other })).status).toBe(400)
    const refused = { status: 400, body: { error: 'invalid_grant' } }
    expect(await post({ ...form, code: await signIn('Manager') })).toMatchObject(refused)
    expect(await exchange(await signIn('Manager'), { redirect_uri: `${redirectUri}/2` })).toMatchObject(refused)
    expect(await exchange(await signIn('Manager'), { client_id: 'another' })).toMatchObject(refused)
    const good = await signIn('Manager')
    expect((await exchange(good)).status).toBe(200)
    expect((await exchange(good)).status).toBe(400)

    const late = await signIn('Manager')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
    expect(await exchange(late)).toMatchObject(refused)
    vi.useRealTimers()
  })

  it('gives no role that a code does not carry, whatever scope is asked for', async () => {
    const { body } = await exchange(await signIn('Reader'), { scope: 'license-manager' })
    expect(decodeJwt(body.access_token)['cognito:groups']).toEqual(['license-reader'])
    expect((await exchange('no code', { scope: 'license-manager' })).body).not.toHaveProperty('access_token')
  })

  it('renews tokens by a refresh token, once each', async () => {
    const { body: first } = await exchange(await signIn('Reader'))
    const { status, body: second } = await refresh(first.refresh_token)
    expect(status).toBe(200)
    expect(decodeJwt(second.access_token)).toMatchObject({ sub: 'local-reader', name: 'Local reader' })
    expect(second.refresh_token).not.toBe(first.refresh_token)
    const refused = { status: 400, body: { error: 'invalid_grant' } }
    expect(await refresh(first.refresh_token)).toMatchObject(refused)
    expect(await refresh(second.refresh_token, 'another')).toMatchObject(refused)
  })

  it.each([
    ['another client', { client_id: 'another' }],
    ['an address of another machine', { redirect_uri: 'http://elsewhere.example/console/signed-in' }],
    ['an address that only looks like this machine', { redirect_uri: 'http://127.0.0.1.elsewhere.example/' }],
    ['a script as the address', { redirect_uri: 'javascript:alert(1)' }],
    ['no challenge', { code_challenge: '' }],
    ['a challenge in plain text', { code_challenge_method: 'plain' }],
    ['a token without a code', { response_type: 'token' }],
  ])('refuses %s', async (_, more) => {
    for (const method of ['GET', 'POST']) {
      const body = method === 'POST' ? { body: new URLSearchParams({ person: 'Manager' }) } : {}
      const response = await fetch(addressOf(more), { method, redirect: 'manual', ...body })
      expect([response.status, response.headers.get('location'), response.headers.get('set-cookie')]).toEqual([
        400,
        null,
        null,
      ])
    }
  })

  it('says what it can, and lets pages of the console read it', async () => {
    const response = await fetch(`${issuer.url}/.well-known/openid-configuration`)
    expect(await response.json()).toMatchObject({
      issuer: issuer.url,
      authorization_endpoint: `${issuer.url}/authorize`,
      token_endpoint: `${issuer.url}/token`,
      end_session_endpoint: `${issuer.url}/endsession`,
      code_challenge_methods_supported: ['S256'],
      grant_types_supported: ['client_credentials', 'authorization_code', 'refresh_token'],
    })
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect((await fetch(`${issuer.url}/jwks`)).headers.get('access-control-allow-origin')).toBe('*')
    expect((await exchange(await signIn('Reader'))).headers.get('access-control-allow-origin')).toBe('*')
  })
})
