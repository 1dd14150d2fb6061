import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import * as z from 'zod'
import type { Authorizer } from './authorizer.ts'
import { lambdaContext } from './lambda.ts'
import { httpApiEvent, joinHeaders } from './lambda-event.ts'
import { listen, loopback } from './ports.ts'
import { routing, type ServedFunction } from './routing.ts'

/** Lambda takes and gives at most so many bytes. */
const payloadLimit = 6 * 1024 * 1024
/** Milliseconds that API Gateway waits for a function, which is also the timeout of the function. */
const integrationTimeout = 30_000
const functionTimeout = 29_000
/** Milliseconds for requests under way when the gateway stops. */
const closingTime = 5_000
/** Milliseconds to take and drop what a refused client still sends, so that it gets to read the refusal. */
const lingering = 2_000

interface Answer {
  status: number
  headers: Record<string, string>
  body: Buffer
}

/** What a function must answer. */
const FunctionAnswer = z.object({
  statusCode: z.int().min(200).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
})

/** An error that API Gateway itself answers. */
const refusal = (status: number, message: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify({ message })),
})
const badRequest = refusal(400, 'Bad Request')
const unauthorized = refusal(401, 'Unauthorized', { 'www-authenticate': 'Bearer' })
const tooLarge = refusal(413, 'Request Entity Too Large')
const serverError = refusal(500, 'Internal Server Error')
const unavailable = refusal(503, 'Service Unavailable')

const lengthOf = (status: number, body: Buffer) => (status === 204 ? {} : { 'content-length': body.length })

const decodable = (path: string): boolean => {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/** @returns undefined as soon as the body is too long */
const readBody = async (request: IncomingMessage, response: ServerResponse): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > payloadLimit) return undefined
  if (request.headers.expect !== undefined) response.writeContinue()
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length
    if (length > payloadLimit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const invoke = async ({ name, handler }: ServedFunction, event: string): Promise<Answer> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, integrationTimeout, unavailable)
  })
  try {
    const answer = await Promise.race([handler(JSON.parse(event), lambdaContext(name, functionTimeout)), late])
    if (answer === unavailable) return unavailable
    if (Buffer.byteLength(JSON.stringify(answer)) > payloadLimit) return serverError
    const { statusCode, headers, body, isBase64Encoded } = FunctionAnswer.parse(answer)
    return { status: statusCode, headers, body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') }
  } catch (error) {
    console.error(`${name} failed:`, error)
    return serverError
  } finally {
    clearTimeout(timer)
  }
}

/** Serves the functions as an HTTP API of API Gateway does, with its limits and its own errors. */
export const startGateway = async (settings: {
  port: number
  functions: readonly ServedFunction[]
  /** Answers what no route matches. */
  byDefault: ServedFunction
  authorize: Authorizer
}) => {
  const { port, functions, byDefault, authorize } = settings
  const find = routing(functions, byDefault)

  const answer = async (request: IncomingMessage, response: ServerResponse, requestId: string): Promise<Answer> => {
    const { method = '', url = '', httpVersion, rawHeaders, socket } = request
    const [path = '', ...query] = url.split('?')
    if (!path.startsWith('/')) return badRequest
    const { function: served, role, ...match } = find(method, path)
    // A page may be at any address.
    if (served !== byDefault && !decodable(path)) return badRequest
    const claims = role === undefined ? undefined : await authorize(joinHeaders(rawHeaders).authorization)
    if (role !== undefined && !claims) return unauthorized
    const body = await readBody(request, response)
    if (!body) return tooLarge
    const sourceIp = socket.remoteAddress ?? ''
    const http = { requestId, method, path, query: query.join('?'), httpVersion, rawHeaders, sourceIp }
    const event = JSON.stringify(httpApiEvent(http, { ...match, claims }, body))
    return Buffer.byteLength(event) > payloadLimit ? tooLarge : await invoke(served, event)
  }

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = randomBytes(11).toString('base64')
    const send = ({ status, headers, body }: Answer) =>
      response.writeHead(status, { ...headers, ...lengthOf(status, body), 'apigw-requestid': requestId }).end(body)
    try {
      send(await answer(request, response, requestId))
    } catch (error) {
      if (response.destroyed) return
      console.error('The gateway failed:', error)
      send(serverError)
    }
    if (request.complete) return
    request.resume()
    setTimeout(() => request.complete || request.destroy(), lingering).unref()
  }

  const server = createServer(respond).on('checkContinue', respond)
  return {
    url: `http://${loopback}:${await listen(server, port)}`,
    stop: async () => {
      server.close()
      const late = setTimeout(() => server.closeAllConnections(), closingTime)
      await once(server, 'close')
      clearTimeout(late)
    },
  }
}
