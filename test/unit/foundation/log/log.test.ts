import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { api } from '../../../../lib/foundation/http/api.ts'
import { ok, routesOver } from '../../../../lib/foundation/http/route.ts'
import { jsonLog, type Log, measured, tellError } from '../../../../lib/foundation/log/log.ts'
import { powertoolsLog } from '../../../../lib/foundation/log/powertools-log.ts'
import { consumer } from '../../../../lib/foundation/queue/consumer.ts'
import { Busy } from '../../../../lib/foundation/table/attempts.ts'
import { httpEvent, lambdaContext, tokenOf } from '../../../support/events.ts'
import { sqsEvent } from '../../../support/importer-on.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

/** What code writes to stdout and stderr, by line. */
const linesOf = async (work: () => unknown): Promise<string[]> => {
  const written: string[] = []
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written.push(String(text))
      return true
    })
  await work()
  vi.restoreAllMocks()
  return written.flatMap((text) => text.split('\n')).filter((line) => line !== '')
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into any line
const parsed = async (work: () => unknown): Promise<any[]> => (await linesOf(work)).map((line) => JSON.parse(line))

/** An error as the SDK throws it when a condition of a transaction did not hold. */
const refusedTransaction = () =>
  Object.assign(new Error('Transaction cancelled', { cause: new Error('because') }), {
    CancellationReasons: [{ Item: { name: { S: 'Secret agreement' } } }],
  })

describe('Every function', () => {
  const folder = new URL('../../../../functions/', import.meta.url)
  const names = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('routes.ts'))

  it.each(names)('%s has a log, the small one when it answers the API', (name) => {
    const source = readFileSync(new URL(name, folder), 'utf8')
    expect(source).toMatch(
      /= (serve|serveAnswers|api)\(/.test(source) ? /serve(Answers)?\(|jsonLog\(\)/ : /powertoolsLog\(\)/,
    )
  })
})

describe('A line of the log', () => {
  it('has one shape, whichever of the two logs writes it, and names the deployment', async () => {
    vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'license-ledger-prod')
    const fields = { importId: 'i', error: tellError(refusedTransaction()) }
    const by = (log: Log) =>
      parsed(() => {
        log.info('told', fields)
        log.warn('told', fields)
        log.error('told', fields)
      })
    const ours = await by(jsonLog())
    const { sampling_rate: _, ...theirs } = (await by(powertoolsLog()))[0]
    expect(ours.map(({ level }) => level)).toEqual(['INFO', 'WARN', 'ERROR'])
    expect(ours[0]).toMatchObject({ message: 'told', service: 'license-ledger-prod', importId: 'i' })
    expect(theirs).toEqual({ ...ours[0], timestamp: expect.stringMatching(/^\d{4}-.*Z$/) })
    expect(ours[0].timestamp).toMatch(/^\d{4}-.*Z$/)
  })

  it('tells where an error arose and what caused it, and nothing that it carries', () => {
    const told = tellError(refusedTransaction())
    expect(told).toMatchObject({ name: 'Error', message: 'Transaction cancelled', cause: { message: 'because' } })
    expect(told.stack).toContain('log.test.ts')
    expect(JSON.stringify(told)).not.toContain('Secret')
    expect(tellError('text')).toEqual({ name: 'string', message: 'text' })
  })
})

describe('The log of an API function', () => {
  const route = routesOver<{ handle: () => Promise<unknown> }>()
  const routes = [
    route('PATCH', '/pairs/{agreementNumber}', {
      summary: 'change',
      role: 'license-manager',
      params: z.object({ agreementNumber: z.string() }),
      query: z.object({ contains: z.string().optional() }),
      body: z.strictObject({ name: z.string() }),
      answers: { 200: { description: 'it', schema: z.strictObject({ name: z.string() }) } },
      handle: (_, { handle }) => handle(),
      reply: ok,
    }),
  ]
  const secrets = ['Secret agreement', 'V1234567', 'Contained', 'sub-of-alice', '192.0.2.1']
  const token = tokenOf(['license-manager'], { sub: 'sub-of-alice' })

  const call = (handle: () => Promise<unknown>, routeKey = 'PATCH /pairs/{agreementNumber}') => {
    const settings = { rolesClaim: 'cognito:groups', now: () => new Date(), log: jsonLog() }
    const event = httpEvent(routeKey, {
      headers: { authorization: `Bearer ${token}` },
      params: { agreementNumber: 'V1234567' },
      query: { contains: 'Contained' },
      body: { name: 'Secret agreement' },
    })
    return parsed(() => api(routes, { handle }, settings)(event, lambdaContext()))
  }

  it.each([
    ['answered', async () => ({ name: 'Secret agreement' }), 200],
    ['that failed', () => Promise.reject(refusedTransaction()), 500],
    ['that found the ledger busy', () => Promise.reject(new Busy(refusedTransaction())), 503],
  ])('tells a request %s by route, status and duration, and nothing of what it carries', async (_, handle, status) => {
    const lines = await call(handle)
    expect(lines.at(-1)).toMatchObject({
      level: 'INFO',
      message: 'request',
      requestId: 'request-id',
      route: 'PATCH /pairs/{agreementNumber}',
      status,
      milliseconds: expect.any(Number),
    })
    for (const secret of [...secrets, token]) expect(JSON.stringify(lines)).not.toContain(secret)
  })

  it('tells in full what nobody foresaw, and why the ledger was busy', async () => {
    const [unexpected] = await call(() => Promise.reject(refusedTransaction()))
    expect(unexpected).toMatchObject({ level: 'ERROR', message: 'unexpected error', requestId: 'request-id' })
    expect(unexpected.error.stack).toContain('log.test.ts')
    const [busy] = await call(() => Promise.reject(new Busy(new Error('throttled'))))
    expect(busy).toMatchObject({ level: 'WARN', message: 'busy', error: { cause: { message: 'throttled' } } })
  })

  it('tells an unknown address without its path', async () => {
    const [line] = await call(async () => ({}), '$default')
    expect(line).toMatchObject({ route: '$default', status: 404 })
  })
})

describe('The log of a worker', () => {
  const fail = (receiveCount: number) =>
    parsed(() =>
      consumer(
        5,
        () => Promise.reject(refusedTransaction()),
        powertoolsLog(),
      )(sqsEvent({ name: 'Secret agreement' }, receiveCount), lambdaContext()),
    )

  it('tells a message that comes back, and one that is given up, without what it says', async () => {
    const fields = { messageId: expect.any(String), functionRequestId: 'request-id' }
    const lines = [...(await fail(1)), ...(await fail(5))]
    expect(lines).toMatchObject([
      { ...fields, level: 'WARN', message: 'message will be delivered again' },
      { ...fields, level: 'ERROR', message: 'message given up' },
    ])
    expect(JSON.stringify(lines)).not.toContain('Secret')
  })

  it('tells CloudWatch to count what was measured, as a metric of the deployment', async () => {
    vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'license-ledger-prod')
    const [line] = await parsed(() =>
      powertoolsLog().error('trouble', { troubles: [], ...measured({ Trouble: { value: 2, unit: 'Count' } }) }),
    )
    expect(line).toMatchObject({ message: 'trouble', troubles: [], service: 'license-ledger-prod', Trouble: 2 })
    expect(line._aws).toEqual({
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [
        { Namespace: 'LicenseLedger', Dimensions: [['service']], Metrics: [{ Name: 'Trouble', Unit: 'Count' }] },
      ],
    })
  })
})
