import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { LookUpRequest } from '../../../lib/entitlements/vlsc/contract.ts'
import { listen, loopback } from '../ports.ts'
import { callLog } from './calls.ts'
import { control } from './control.ts'
import { faultOrders } from './fault-orders.ts'
import { sendProblem, sendText } from './respond.ts'
import { scriptedAnswers } from './scripted-answers.ts'
import { bodyOf } from './spoil.ts'
import { tokenIssuer } from './tokens.ts'

const clientId = 'license-ledger'
const tokenLife = 3_600

const readPairs = (body: string) => {
  try {
    return LookUpRequest.safeParse(JSON.parse(body)).data?.pairs
  } catch {
    return undefined
  }
}

interface SimulatorSettings {
  port: number
  secret?: string
  tokenSeconds?: number
  isOpen?: boolean
}

/**
 * Starts a VLSC on 127.0.0.1 that follows the contract, and breaks it as told: docs/vlsc.md.
 * @param settings.secret the client's; chosen when absent
 * @param settings.tokenSeconds for which a token is good
 * @param settings.isOpen calls without any token are taken too, so that people can try it
 */
export const startSimulator = async (settings: SimulatorSettings) => {
  const { port, secret = randomBytes(24).toString('base64url'), tokenSeconds = tokenLife, isOpen = false } = settings
  const tokens = tokenIssuer({ id: clientId, secret }, tokenSeconds)
  const faults = faultOrders(tokens.revokeAll)
  const answers = scriptedAnswers()
  const calls = callLog()

  const lookUp = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const pairs = readPairs(await text(request))
    const count = pairs?.length ?? 0
    const { authorization } = request.headers
    if (!(isOpen && authorization === undefined) && !tokens.accepts(authorization)) {
      calls.lookedUp(count, 'unauthorized')
      return sendProblem(response, 401, 'A token of /token is needed.', { 'www-authenticate': 'Bearer' })
    }
    if (!pairs) {
      calls.lookedUp(count, 'refused')
      return sendProblem(response, 400, 'The body must be {"pairs": [...]}, with 1 to 100 pairs.')
    }
    const fault = faults.take('look-up', pairs)
    calls.lookedUp(count, fault?.name ?? 'answered')
    const results = pairs.flatMap(answers.of)
    if (fault) fault.respond({ response, results, ...fault })
    else sendText(response, 200, bodyOf(results))
  }

  const requestToken = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    calls.tokenRequested()
    const fault = faults.take('token')
    if (fault) fault.respond({ response, results: [], ...fault })
    else await tokens.respond(request, response)
  }

  const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => void | Promise<void>> = {
    'POST /agreement-pairs/lookup': lookUp,
    'POST /token': requestToken,
    ...control({ faults, answers, calls }),
  }
  const server = createServer(async (request, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    const serve = Object.hasOwn(routes, `${request.method} ${path}`) ? routes[`${request.method} ${path}`] : undefined
    try {
      if (serve) await serve(request, response)
      else sendProblem(response, 404, 'There is no such address.')
    } catch (error) {
      if (request.destroyed) return
      console.error('The VLSC simulator failed:', error)
      response.destroy()
    }
  })
  const url = `http://${loopback}:${await listen(server, port)}`

  return {
    /** The base address of look-ups. */
    url,
    tokenUrl: `${url}/token`,
    clientId,
    secret,
    faults,
    answers,
    calls,
    stop: async (): Promise<void> => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

export type Simulator = Awaited<ReturnType<typeof startSimulator>>
