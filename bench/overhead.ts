import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import * as z from 'zod'
import { api } from '../lib/foundation/http/api.ts'
import { ok, routesOver } from '../lib/foundation/http/route.ts'
import { httpEvent, lambdaContext } from '../test/support/events.ts'
import { figure, median, type Row } from './report.ts'
import { amount } from './size.ts'

const rounds = amount(20, 2)
const callsPerRound = amount(1_000, 100)

const Thing = z.strictObject({ id: z.string(), name: z.string(), size: z.int() })

const route = routesOver<object>()('PATCH', '/things/{thingId}', {
  summary: 'Answer what came',
  role: 'license-manager',
  params: z.object({ thingId: z.string().regex(/^\d+$/) }),
  body: z.strictObject({ name: z.string().max(256), size: z.int() }),
  versioned: true,
  answers: { 200: { description: 'It.', schema: Thing } },
  handle: async ({ params: { thingId }, body }) => ({ id: thingId, ...body }),
  reply: ok,
})

const ours = api([route], {}, { rolesClaim: 'cognito:groups', now: () => new Date() })

const bare = async ({ body = '', pathParameters }: APIGatewayProxyEventV2, _: Context) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify({ id: pathParameters?.thingId, ...JSON.parse(body) }),
})

const event = httpEvent('PATCH /things/{thingId}', {
  roles: ['license-manager'],
  params: { thingId: '1' },
  headers: { 'if-match': '"3"' },
  body: { name: 'Office agreements', size: 12 },
})

/** @returns milliseconds of CPU per call */
const round = async (handler: typeof ours | typeof bare): Promise<number> => {
  const context = lambdaContext()
  const start = process.cpuUsage()
  for (let call = 0; call < callsPerRound; call++) await handler(event, context)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1_000 / callsPerRound
}

/** CPU of a request that does nothing, through our chain and through none. */
export const measureOverhead = async (): Promise<Row[]> => {
  const [one, other] = [await ours(event, lambdaContext()), await bare(event, lambdaContext())]
  if (one.body !== other.body) throw new Error(`${one.body} is not ${other.body}`)
  const times: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] }
  await round(ours)
  await round(bare)
  for (let count = 0; count < rounds; count++) {
    times.bare.push(await round(bare))
    times.ours.push(await round(ours))
  }
  const [through, without] = [median(times.ours), median(times.bare)]
  return [
    figure('through api()', through, 'ms CPU per request'),
    figure('a bare handler', without, 'ms CPU per request'),
    figure('difference', through - without, 'ms CPU per request', 0.2),
  ]
}
