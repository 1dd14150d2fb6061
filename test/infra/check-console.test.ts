import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { checkConsole } from '../../infra/operations/check-console.ts'
import { examine, type Finding } from '../../infra/operations/finding.ts'
import type { Target } from '../../infra/operations/target.ts'

interface Answer {
  type: string
  body: string
  policy?: string
}

const policy = "default-src 'none'; script-src 'self'"
const config = (clientId: string | null): Answer => ({
  type: 'application/json',
  body: JSON.stringify({ issuer: 'https://issuer.example', clientId, scope: 'openid', version: '1.2.3+build' }),
})
const page = { type: 'text/html', body: '<script type="module" crossorigin src="/console/assets/main-1.js"></script>' }
const script = { type: 'text/javascript', body: 'export {}' }

const good: Record<string, Answer> = {
  '/config.json': config('console'),
  '/console/': { ...page, policy },
  '/console/assets/main-1.js': { ...script, policy },
}
let answers = good

const server = createServer(({ url = '' }, response) => {
  const answer = answers[url]
  if (!answer) return response.writeHead(404).end()
  const { type, body, policy } = answer
  return response
    .writeHead(200, { 'content-type': type, ...(policy && { 'content-security-policy': policy }) })
    .end(body)
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo
afterAll(() => server.close())
beforeEach(() => {
  answers = good
})

const look = (): Promise<Finding[]> =>
  examine('console', (report) => checkConsole({ apiUrl: `http://127.0.0.1:${port}` } as Target, report))

it('finds nothing wrong with a console that is there', async () => {
  expect((await look()).map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok'])
})

it('does not pass a console to which nobody can sign in, and says which setting is missing', async () => {
  answers = { ...good, '/config.json': config(null) }
  const [first, ...others] = await look()
  expect(first).toMatchObject({ outcome: 'not checked', says: expect.stringContaining('consoleClientId') })
  expect(others.map(({ outcome }) => outcome)).toEqual(['ok', 'ok'])
})

const notFound = { type: 'application/problem+json', body: '{"status":404}' }

it.each<[string, Record<string, Answer>]>([
  ['does not say how to sign in', { '/config.json': notFound }],
  ['has no page', { '/console/': notFound }],
  ['main-1.js, is not there', { '/console/assets/main-1.js': { ...page, policy } }],
  ['without the content policy', { '/console/': page }],
  ['without the content policy', { '/console/assets/main-1.js': script }],
])('finds a console that %s', async (says, not) => {
  answers = { ...good, ...not }
  const wrong = (await look()).filter(({ outcome }) => outcome === 'WRONG')
  expect(wrong).toMatchObject([{ says: expect.stringContaining(says) }])
})
