import middy from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import * as z from 'zod'
import { consoleLog, type Log, tellError } from '../log/log.ts'
import { Busy, withDeadline } from '../table/attempts.ts'
import { AlreadyDone, type Idempotency } from './idempotency.ts'
import { authorize, type Identity, identify } from './identity.ts'
import { HttpError, problemOf } from './problem.ts'
import { type Reply, type Route, routeKey } from './route.ts'
import {
  decodeCursor,
  defaultLimit,
  encodeCursor,
  expectedVersions,
  pageQuery,
  parseBody,
  parseParameters,
  readJson,
} from './validation.ts'

export interface ApiSettings {
  rolesClaim: string
  now: () => Date
  /** Gets a line for every request, and unexpected errors in full. */
  log?: Log
  /** Needed where routes are POST. */
  idempotency?: Idempotency
}

type Result = APIGatewayProxyStructuredResultV2

const anonymous: Identity = { subject: 'anonymous', roles: [], name: undefined }

const answer = ({ status, headers, body, base64 }: Reply): Result => ({
  statusCode: status,
  headers: { ...(body !== undefined && { 'content-type': 'application/json; charset=utf-8' }), ...headers },
  ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  ...(base64 && { isBase64Encoded: true }),
})

/** Which request a line of the log is about; its path would name agreements and license numbers. */
const requestFields = ({ requestContext, routeKey }: APIGatewayProxyEventV2, { awsRequestId }: Context) => ({
  requestId: requestContext.requestId,
  functionRequestId: awsRequestId,
  route: routeKey,
})

const problemAnswers = (log: Log): middy.MiddlewareObj<APIGatewayProxyEventV2, Result> => ({
  onError: (request) => {
    const { problem, headers, unexpected } = problemOf(request.error)
    if (problem.status >= 500) {
      const fields = { ...requestFields(request.event, request.context), error: tellError(request.error) }
      if (unexpected) log.error('unexpected error', fields)
      else log.warn('busy', fields)
    }
    request.response = {
      statusCode: problem.status,
      headers: { 'content-type': 'application/problem+json', ...headers },
      body: JSON.stringify(problem),
    }
  },
})

/** An answer is for its caller and for now, and is no page, whatever it says. */
const guarded = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** JSON in lines for people at a terminal. */
const inLines = (event: APIGatewayProxyEventV2, { body, isBase64Encoded }: Result): Partial<Result> => {
  const isTerminal = /^(curl|wget)\//i.test(event.headers['user-agent'] ?? '')
  return isTerminal && body && !isBase64Encoded ? { body: `${JSON.stringify(JSON.parse(body), null, 2)}\n` } : {}
}

const Listed = z.looseObject({ next: z.string().optional() })

/** Turns the position where a list goes on into a cursor, and lets out only what the route declares. */
const present = <Deps>(route: Route<Deps>, listed: unknown, reply: Reply): Reply => {
  const schema = route.answers[reply.status]?.schema
  if (!schema) return reply
  if (!route.paged) return { ...reply, body: schema.parse(reply.body) }
  const { next, ...list } = Listed.parse(reply.body)
  return {
    ...reply,
    body: schema.parse({ ...list, ...(next !== undefined && { cursor: encodeCursor(listed, next) }) }),
  }
}

const keyForm = /^[\x21-\x7e]{1,64}$/

const idempotencyHeader = <Deps>(event: APIGatewayProxyEventV2, route: Route<Deps>): string | undefined => {
  const key = event.headers['idempotency-key']
  if (key === undefined || route.method !== 'POST') return undefined
  if (!keyForm.test(key))
    throw new HttpError(400, 'validation', 'Idempotency-Key takes 1 to 64 visible ASCII characters.', {
      errors: [{ parameter: 'Idempotency-Key', code: 'invalid-format', message: 'A UUID is a good choice.' }],
    })
  return key
}

const noQuery = z.object({})

const readCall = <Deps>(route: Route<Deps>, event: APIGatewayProxyEventV2) => {
  const params = route.params && parseParameters(route.params, event.pathParameters ?? {}, 'path')
  const { limit, cursor, ...rest } = event.queryStringParameters ?? {}
  const page = route.paged
    ? parseParameters(pageQuery(route.maximumLimit), { limit, cursor }, 'query')
    : { limit: defaultLimit }
  const unpaged = route.paged ? rest : (event.queryStringParameters ?? {})
  const query = parseParameters((route.query ?? noQuery).strict(), unpaged, 'query')
  const body = route.body && parseBody(route.body, readJson(event, route.body))
  const listed = { route: routeKey(route), params, query }
  const after = page.cursor === undefined ? undefined : decodeCursor(listed, page.cursor)
  const { 'if-match': match, 'if-none-match': noneMatch } = event.headers
  const versions = route.versioned ? expectedVersions(match, noneMatch) : undefined
  return { params, query, body, expectedVersions: versions, page: { limit: page.limit, after }, listed }
}

const serve = <Deps>(route: Route<Deps>, deps: Deps, settings: ApiSettings) => {
  return async (event: APIGatewayProxyEventV2): Promise<Reply> => {
    const identity = route.role === undefined ? anonymous : identify(event.headers.authorization, settings.rolesClaim)
    if (route.role !== undefined) authorize(identity, route.role)

    const { listed, ...input } = readCall(route, event)
    const key = idempotencyHeader(event, route)
    const { subject, roles, name } = identity
    const request = key && { subject, route: routeKey(route), key, input: [input.params, input.body] }
    const earlier = request && (await settings.idempotency?.find(request))
    const renew = async (stored: Reply): Promise<Reply> => {
      if (!route.renew) return stored
      return present(route, listed, { ...stored, body: await route.renew(stored.body, deps, input.body) })
    }
    if (earlier) return renew(earlier)

    const reply = (result: unknown): Reply =>
      route.renew ? route.reply(result) : present(route, listed, route.reply(result))
    const call = {
      ...input,
      roles,
      name,
      change: {
        actor: subject,
        at: settings.now().toISOString(),
        alongside: (result: unknown) =>
          request && settings.idempotency ? [settings.idempotency.receipt(request, reply(result))] : [],
      },
    }
    try {
      return await renew(reply(await route.handle(call, deps)))
    } catch (error) {
      const committed = error instanceof AlreadyDone && request && (await settings.idempotency?.find(request))
      if (committed) return renew(committed)
      throw error
    }
  }
}

/** A dependency that hangs is answered before the time of the invocation is over. */
const timeoutEarlyInMillis = 200
const timeoutEarlyResponse = () => {
  throw new Busy()
}

const notFound = (): Reply => {
  throw new HttpError(404, 'not-found', 'There is nothing at this address.')
}

/**
 * The handler of every function behind the API: finds the route, checks role and input, runs it and answers.
 * @param otherwise answers what is none of these routes, to everybody
 */
export const api = <Deps>(
  routes: readonly Route<Deps>[],
  deps: Deps,
  settings: ApiSettings,
  otherwise: (event: APIGatewayProxyEventV2) => Reply = notFound,
) => {
  const { log = consoleLog } = settings
  const served = new Map(routes.map((route) => [routeKey(route), serve(route, deps, settings)]))
  const handler = middy<APIGatewayProxyEventV2, Result>({ timeoutEarlyInMillis, timeoutEarlyResponse })
    .use(problemAnswers(log))
    .handler((event: APIGatewayProxyEventV2, context: Context) => {
      const run = served.get(event.routeKey)
      if (!run) return answer(otherwise(event))
      return withDeadline(context.getRemainingTimeInMillis(), async () => answer(await run(event)))
    })

  return async (event: APIGatewayProxyEventV2, context: Context): Promise<Result> => {
    const start = performance.now()
    const result = await handler(event, context)
    const milliseconds = Math.round(performance.now() - start)
    log.info('request', { ...requestFields(event, context), status: result.statusCode, milliseconds })
    return { ...result, ...inLines(event, result), headers: { ...guarded, ...result.headers } }
  }
}
