import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { Events, type MutableRedirectUri, type MutableResponse, type OAuth2Service } from 'oauth2-mock-server'
import * as z from 'zod'
import type { Role } from '../../lib/foundation/http/route.ts'

/** The public client of the console. */
export const consoleClient = 'license-ledger-console'
/** What the console asks for. */
export const consoleScope = 'openid profile'

/** Who can sign in, by the name of the button. */
const people = {
  Manager: { subject: 'local-manager', name: 'Local manager', role: 'license-manager' },
  Reader: { subject: 'local-reader', name: 'Local reader', role: 'license-reader' },
} as const satisfies Record<string, { subject: string; name: string; role: Role }>
const Button = z.enum(['Manager', 'Reader'])
type Button = z.infer<typeof Button>

const isLoopback = (address: string): boolean => {
  const url = URL.parse(address)
  return url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
}
const LoopbackAddress = z.string().refine(isLoopback, 'It has to be an http address of this machine.')

/** A SHA-256 in base64url. */
const challengeForm = /^[\w-]{43}$/

const AuthorizeRequest = z.object({
  response_type: z.literal('code'),
  client_id: z.literal(consoleClient),
  redirect_uri: LoopbackAddress,
  scope: z.string().default(''),
  state: z.string().optional(),
  prompt: z.string().default(''),
  code_challenge: z.string().regex(challengeForm, 'It has to be a SHA-256 in base64url.'),
  code_challenge_method: z.literal('S256'),
})
type AuthorizeRequest = z.infer<typeof AuthorizeRequest>

const TokenForm = z.looseObject({
  grant_type: z.string(),
  client_id: z.string().optional(),
  code: z.string().optional(),
  code_verifier: z.string().optional(),
  redirect_uri: z.string().optional(),
  refresh_token: z.string().optional(),
})

/** What a person who signed in gave a client. */
export interface Grant {
  person: (typeof people)[Button]
  client: string
  scope: string
}
/** A grant until its code is exchanged. */
interface CodeGrant extends Grant {
  redirectUri: string
  /** Time in milliseconds. */
  until: number
}

/** Milliseconds for which a code is good. */
const codeLife = 60_000
const exchanged = ['authorization_code', 'refresh_token']
/** Whether tokens are given for what a person granted. */
export const isExchange = (grantType: string): boolean => exchanged.includes(grantType)

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Sign in to the local License Ledger</title>
  </head>
  <body>
    <main>
      <h1>Sign in to the local License Ledger</h1>
      <p>This ledger runs on this machine only, so it asks for no password. Who are you?</p>
      <form method="post">
${Button.options.map((name) => `        <button name="person" value="${name}">${name}</button>`).join('\n')}
      </form>
    </main>
  </body>
</html>
`
const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
}

const refuse = (response: ServerResponse, why: string): void =>
  void response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end(`${why}\n`)

const queryOf = ({ url = '' }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(url.split('?')[1] ?? ''))

/** The address with these parameters in place of its own of the same name. */
const addressWith = (address: string, parameters: Record<string, string | undefined>): string => {
  const url = new URL(address)
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value)
  return url.href
}

/**
 * Signs people in at the local issuer: the authorization code flow with PKCE, refresh tokens, and a session, of which a
 * cookie keeps who somebody chose to be. The library makes codes, checks their verifiers and signs; what is missing in it
 * is added here.
 * @param port of the issuer: browsers send cookies to all ports of a machine
 */
export const offerSignIn = (service: OAuth2Service, port: number, accessTokenSeconds: number) => {
  const cookie = `license-ledger-${port}`
  const session = new RegExp(`(?:^|; )${cookie}=(\\w+)`)
  const codes = new Map<string, CodeGrant>()
  const refreshTokens = new Map<string, Grant>()

  const setSession = (response: ServerResponse, button: Button | '', more = ''): void =>
    void response.setHeader('set-cookie', `${cookie}=${button}; Path=/authorize; HttpOnly; SameSite=Lax${more}`)
  const personOf = ({ headers }: IncomingMessage): Grant['person'] | undefined => {
    const { data } = Button.safeParse(session.exec(headers.cookie ?? '')?.[1])
    return data && people[data]
  }

  /** What a request for tokens exchanges; undefined when it is not good. */
  const grantOf = (body: unknown): Grant | undefined => {
    const form = TokenForm.parse(body)
    if (!isExchange(form.grant_type)) return undefined
    if (form.grant_type === 'refresh_token') {
      const grant = refreshTokens.get(form.refresh_token ?? '')
      return grant?.client === form.client_id ? grant : undefined
    }
    const grant = codes.get(form.code ?? '')
    const isGood =
      grant !== undefined &&
      grant.until > Date.now() &&
      grant.client === form.client_id &&
      grant.redirectUri === form.redirect_uri &&
      form.code_verifier !== undefined
    return isGood ? grant : undefined
  }

  service.on(Events.BeforeAuthorizeRedirect, ({ url }: MutableRedirectUri, request: IncomingMessage) => {
    const person = personOf(request)
    if (!person) throw new Error('Nobody has signed in.')
    const { client_id: client, redirect_uri: redirectUri, scope } = AuthorizeRequest.parse(queryOf(request))
    const until = Date.now() + codeLife
    codes.set(url.searchParams.get('code') ?? '', { person, client, redirectUri, scope, until })
  })
  service.on(Events.BeforeResponse, (answer: MutableResponse, { body }: { body: unknown }) => {
    const { grant_type, code = '', refresh_token = '' } = TokenForm.parse(body)
    if (!isExchange(grant_type)) return
    const grant = grantOf(body)
    codes.delete(code)
    refreshTokens.delete(refresh_token)
    if (!grant) return void Object.assign(answer, { statusCode: 400, body: { error: 'invalid_grant' } })
    const next = randomUUID()
    refreshTokens.set(next, grant)
    Object.assign(answer.body, { scope: grant.scope, expires_in: accessTokenSeconds, refresh_token: next })
  })
  service.on(Events.BeforeWellKnownOpenIdConfiguration, ({ body }: MutableResponse) => {
    Object.assign(body, {
      grant_types_supported: ['client_credentials', ...exchanged],
      code_challenge_methods_supported: ['S256'],
      scopes_supported: consoleScope.split(' '),
    })
  })

  /** @returns whether the library goes on with it */
  const authorize = (asked: AuthorizeRequest, request: IncomingMessage, response: ServerResponse): boolean => {
    const { prompt, redirect_uri, state } = asked
    const person = personOf(request)
    if (person && !/login|select_account|consent/.test(prompt)) return true
    if (prompt === 'none')
      response.writeHead(302, { location: addressWith(redirect_uri, { error: 'login_required', state }) }).end()
    else response.writeHead(200, pageHeaders).end(page)
    return false
  }

  /** Takes the choice, and goes on with the request, which is answered from the session now. */
  const choose = async (query: Record<string, string>, request: IncomingMessage, response: ServerResponse) => {
    const { data: chosen } = Button.safeParse(new URLSearchParams(await text(request)).get('person'))
    if (!chosen) return refuse(response, 'Press one of the buttons.')
    setSession(response, chosen)
    const { prompt: _, ...rest } = query
    response.writeHead(303, { location: `/authorize?${new URLSearchParams(rest)}` }).end()
  }

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path] = (request.url ?? '').split('?')
    const query = queryOf(request)
    if (path === '/authorize' && (request.method === 'GET' || request.method === 'POST')) {
      const asked = AuthorizeRequest.safeParse(query)
      if (!asked.success) return refuse(response, z.prettifyError(asked.error))
      if (request.method === 'POST') return choose(query, request, response)
      if (!authorize(asked.data, request, response)) return
    }
    if (path === '/endsession' && request.method === 'GET') {
      const { post_logout_redirect_uri: back } = query
      if (back !== undefined && !isLoopback(back)) return refuse(response, 'post_logout_redirect_uri is not here.')
      setSession(response, '', '; Max-Age=0')
    }
    service.requestHandler(request, response)
  }
  return {
    respond: (request: IncomingMessage, response: ServerResponse) =>
      respond(request, response).catch((error) => refuse(response, String(error))),
    grantOf,
  }
}
