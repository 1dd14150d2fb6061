import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { listen } from '../../infra/local/ports.ts'
import { startSimulator } from '../../infra/local/vlsc/simulator.ts'
import type { AgreementNumberPair } from '../../lib/agreements/records/pair.ts'
import type { Vlsc, VlscFailure } from '../../lib/entitlements/vlsc/contract.ts'
import { connectVlsc, type VlscSettings } from '../../lib/entitlements/vlsc/http-vlsc.ts'

/** Faults of the simulator that void a whole call, and what a look-up then fails with. */
export const failures = {
  'server-error': 'server-error',
  'connection-reset': 'connection',
  'time-out': 'timeout',
  'slow-drip': 'timeout',
  throttled: 'throttled',
  'throttled-until': 'throttled',
  unavailable: 'unavailable',
  html: 'not-json',
  'html-as-json': 'not-json',
  truncated: 'not-json',
  redirect: 'redirected',
  'wrong-shape': 'wrong-shape',
  'too-large': 'answer-too-large',
  'always-unauthorized': 'unauthorized',
}

/** Faults of the simulator that void single results, and what their pairs then have. */
export const pairFaults = {
  'unknown-status': 'invalid-answer',
  'wrong-types': 'invalid-answer',
  'negative-quantities': 'invalid-answer',
  'huge-quantities': 'invalid-answer',
  'left-out': 'left-out',
  contradictory: 'contradictory',
}

/** A simulator on a free port, and a client of it. */
export const startVlsc = async (settings: Partial<VlscSettings> & { tokenSeconds?: number } = {}) => {
  const { tokenSeconds, ...client } = settings
  const simulator = await startSimulator({ port: 0, ...(tokenSeconds !== undefined && { tokenSeconds }) })
  const { url, tokenUrl, clientId, secret, stop } = simulator
  const token = { url: tokenUrl, clientId, readSecret: async () => secret }
  return { simulator, vlsc: connectVlsc({ baseUrl: url, token, ...client }), stop }
}

/** A server that does what the simulator cannot. Its handler can be replaced at any time. */
export const startServer = async (server: Server = createServer()) => {
  let handle: RequestListener = (_, response) => response.writeHead(404).end()
  server.on('request', (request, response) => handle(request, response))
  const port = await listen(server, 0)
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    handle: (handler: RequestListener) => {
      handle = handler
    },
    /** Answers every request so. */
    answer: (status: number, headers: Record<string, string>, body: string | Uint8Array = '') => {
      handle = (_, response) => response.writeHead(status, headers).end(body)
    },
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** What a look-up fails with. @throws Error when it does not */
export const failureOf = async (vlsc: Vlsc, pairs: readonly AgreementNumberPair[]): Promise<VlscFailure> =>
  vlsc.lookUp(pairs).then(
    () => {
      throw new Error('The look-up succeeded.')
    },
    (error) => error,
  )
