import { randomBytes, type X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import * as z from 'zod'
import { listen, loopback } from '../ports.ts'
import { collections, pageOf } from './directory.ts'
import { exportJobs, usualRequests } from './export-jobs.ts'
import { GraphFaults, graphFaults } from './faults.ts'
import { sendError, sendJson } from './respond.ts'
import { ScriptedDevices, withDevices } from './scripted-devices.ts'
import { type TenantSize, tenantOf } from './tenant.ts'
import { entraTokens } from './tokens.ts'

/** What the connector needs, as docs/graph.md lists it. */
const allPermissions = [
  ...['LicenseAssignment.Read.All', 'Organization.Read.All', 'User.Read.All'],
  'DeviceManagementManagedDevices.Read.All',
]
/** Microsoft's pages differ on which of these creates jobs: docs/graph.md. */
const devicePermissions = ['DeviceManagementManagedDevices.Read.All', 'DeviceManagementManagedDevices.ReadWrite.All']

interface SimulatorSettings extends Partial<TenantSize> {
  port: number
  /** Chosen when absent. */
  secret?: string
  certificate?: X509Certificate
  /** For which a token is good. */
  tokenSeconds?: number
  /** About export jobs. */
  requestsAMinute?: number
  now?: () => Date
}

const Permissions = z.array(z.string())
/** Calls that are remembered, the newest last. */
const remembered = 1_000

/**
 * Starts Microsoft Graph and the sign-in of Entra on 127.0.0.1, as their documentation says they answer, for one tenant:
 * docs/graph.md. It refuses what Graph would refuse, and goes wrong as told.
 */
export const startGraphSimulator = async (settings: SimulatorSettings) => {
  const {
    port,
    seed = 1,
    users = 200,
    devices = 100,
    apps = 12,
    tokenSeconds = 3_599,
    certificate,
    now = () => new Date(),
  } = settings
  const { requestsAMinute = usualRequests } = settings
  const { secret = randomBytes(24).toString('base64url') } = settings
  const generated = tenantOf({ seed, users, devices, apps }, now)
  let tenant = generated
  const client = { tenant: 'contoso.example', clientId: 'license-ledger', secret, certificate }
  const tokens = entraTokens(client, tokenSeconds)
  tokens.grant(allPermissions)
  const faults = graphFaults()
  const jobs = exportJobs(() => tenant, faults, requestsAMinute, now)
  let calls: string[] = []

  const runJobs = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    calls = [...calls, request.method === 'POST' ? 'job-create' : 'job'].slice(-remembered)
    const allowed = tokens.check(request.headers.authorization, devicePermissions)
    if (allowed === 'unauthorized')
      return sendError(response, 401, 'InvalidAuthenticationToken', 'Access token is empty or expired.')
    if (allowed === 'forbidden')
      return sendError(response, 403, 'Forbidden', '{"Message": "Application is not authorized"}')
    const [, id] = /exportJobs\('([^']+)'\)$/.exec(decodeURIComponent(url.pathname)) ?? []
    await jobs.respond(request, response, url.origin, id)
  }

  const list = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const collection = collections[url.pathname]
    if (!collection || request.method !== 'GET')
      return sendError(
        response,
        400,
        'BadRequest',
        `Resource not found for the segment '${url.pathname.split('/').at(-1)}'.`,
      )
    calls = [...calls, collection.call].slice(-remembered)
    const allowed = tokens.check(request.headers.authorization, collection.roles)
    if (allowed === 'unauthorized')
      return sendError(response, 401, 'InvalidAuthenticationToken', 'Access token is empty or expired.')
    if (allowed === 'forbidden')
      return sendError(
        response,
        403,
        'Authorization_RequestDenied',
        'Insufficient privileges to complete the operation.',
      )
    const fault = faults.take(collection.call)
    if (fault?.send) return fault.send(response)
    const page = pageOf(collection, tenant, url, fault?.page)
    if (page.status === 400) return sendError(response, 400, page.code, page.message)
    sendJson(response, 200, page.body)
  }

  const requestToken = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    calls = [...calls, 'token'].slice(-remembered)
    const fault = faults.take('token')
    if (fault?.send) return fault.send(response)
    await tokens.respond(request, response, url.origin, url.href)
  }

  /** What is set by its path; a wrong value throws. */
  const settable: Readonly<Record<string, (given: unknown) => void>> = {
    '/simulator/faults': (given) => faults.set(GraphFaults.parse(given)),
    '/simulator/permissions': (given) => tokens.grant(Permissions.parse(given)),
    '/simulator/devices': (given) => {
      tenant = withDevices(generated, ScriptedDevices.parse(given), now())
      jobs.forgetFiles()
    },
  }

  /** The simulator's switches need no token: nobody but this machine reaches them. */
  const control = async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    const done = () => void response.writeHead(204).end()
    if (request.method === 'GET') return sendJson(response, 200, path === '/simulator/calls' ? calls : faults.list())
    if (request.method === 'DELETE') {
      if (path === '/simulator/calls') calls = []
      else faults.clear()
      return done()
    }
    const set = settable[path]
    if (!set) return sendError(response, 404, 'BadRequest', `There is no ${path}.`)
    try {
      set(JSON.parse(await text(request)))
    } catch (error) {
      const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
      return sendError(response, 400, 'BadRequest', why)
    }
    done()
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', `http://${request.headers.host}`)
    try {
      if (url.pathname.startsWith('/simulator/')) await control(request, response, url.pathname)
      else if (url.pathname.startsWith('/v1.0/deviceManagement/reports/exportJobs'))
        await runJobs(request, response, url)
      else if (url.pathname.startsWith('/download/')) {
        calls = [...calls, 'download'].slice(-remembered)
        await jobs.download(request, response, url)
      } else if (url.pathname.endsWith('/oauth2/v2.0/token')) await requestToken(request, response, url)
      else await list(request, response, url)
    } catch (error) {
      if (request.destroyed) return
      console.error('The simulator of Graph failed:', error)
      response.destroy()
    }
  })
  const url = `http://${loopback}:${await listen(server, port)}`

  return {
    /** Of Graph, and of the sign-in. */
    url,
    ...client,
    tenantData: generated,
    faults,
    tokens,
    /** What was asked, the newest last. */
    calls: (): readonly string[] => calls,
    clearCalls: (): void => {
      calls = []
    },
    stop: async (): Promise<void> => {
      jobs.stop()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
