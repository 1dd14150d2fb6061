import { randomUUID } from 'node:crypto'
import { createReadStream, rmSync, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import * as z from 'zod'
import { writeArchive } from './archive.ts'
import type { GraphFaultOrders } from './faults.ts'
import { refusalOf, textOf } from './reports.ts'
import { sendError, sendJson } from './respond.ts'
import { makeScratchFolder } from './scratch-folder.ts'
import type { Tenant } from './tenant.ts'

const NewJob = z.object({
  reportName: z.string(),
  format: z.enum(['csv', 'json']).default('csv'),
  select: z.array(z.string()).optional(),
  filter: z.string().optional(),
  localizationType: z.string().optional(),
})

interface Job {
  id: string
  name: string
  select: readonly string[] | undefined
  filter: string | undefined
  asked: number
  requestedAt: Date
  state: 'good' | 'failed' | 'stuck' | 'no-url'
  isRenamed: boolean
  url?: string
}

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** Reads until a job is done. */
const polls = 2
const hoursGood = 6
/** Requests that one application may make in a minute: learn.microsoft.com, export-graph-apis. */
export const usualRequests = 48

/** Intune packs its errors into the message of Graph's. */
const sendIntuneError = (response: ServerResponse, status: number, code: string, says: string): void => {
  const nested = { _version: 3, Message: `${says} - Operation ID (for customer support): ${randomUUID()}` }
  sendError(response, status, code, JSON.stringify(nested, null, 2))
}

const noSignature =
  '<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code><Message>Server failed to authenticate the request.</Message><AuthenticationErrorDetail>Signature not valid in the specified time frame</AuthenticationErrorDetail></Error>'

/** Jobs that export reports of Intune, and their files. */
export const exportJobs = (
  tenant: () => Tenant,
  faults: GraphFaultOrders,
  requestsAMinute: number,
  now: () => Date,
) => {
  const jobs = new Map<string, Job>()
  const folder = makeScratchFolder('graph')
  const files = new Map<string, Promise<string>>()
  let minute = { begun: 0, requests: 0 }

  /** The file of a job. Jobs that ask for the same get one. */
  const fileOf = ({ id, name, select, filter, isRenamed }: Job): Promise<string> => {
    const key = JSON.stringify([name, select, filter, isRenamed])
    const made =
      files.get(key) ??
      (async () => {
        const path = join(folder, `${randomUUID()}.zip`)
        const renames = isRenamed ? { DeviceId: 'Identifier', ApplicationName: 'Application' } : {}
        await writeArchive(path, `${id}.csv`, textOf(tenant(), { name, select, filter }, renames))
        return path
      })()
    files.set(key, made)
    return made
  }

  const show = ({ id, name, select, filter, state, asked, requestedAt, url }: Job) => {
    const isDone = asked >= polls
    const busy = asked === 0 ? 'notStarted' : 'inProgress'
    const done = state === 'failed' ? 'failed' : state === 'stuck' ? 'inProgress' : 'completed'
    return {
      id,
      reportName: name,
      filter: filter ?? null,
      select: select ?? [],
      format: 'csv',
      snapshotId: null,
      localizationType: 'localizedValuesAsAdditionalColumn',
      status: isDone ? done : busy,
      url: isDone && state === 'good' ? url : null,
      requestDateTime: requestedAt.toISOString(),
      expirationDateTime: isDone
        ? new Date(requestedAt.getTime() + hoursGood * 3_600_000).toISOString()
        : '0001-01-01T00:00:00Z',
    }
  }

  const isThrottled = (): boolean => {
    const begun = Math.floor(Date.now() / 60_000)
    minute = minute.begun === begun ? { begun, requests: minute.requests + 1 } : { begun, requests: 1 }
    return minute.requests > requestsAMinute
  }

  const create = async (request: IncomingMessage, response: ServerResponse, origin: string): Promise<void> => {
    const fault = faults.take('job-create')
    if (fault?.send) return fault.send(response)
    const { data: job } = NewJob.safeParse(parsed(await text(request)))
    const refusal = job ? refusalOf(job.reportName, job.select, job.filter) : 'The body is not as expected'
    if (!job || refusal !== undefined) return sendIntuneError(response, 400, 'BadRequest', refusal ?? '')
    const { reportName: name, select, filter } = job
    const id = `${name}_${randomUUID()}`
    const state = fault?.job === 'renamed' ? 'good' : (fault?.job ?? 'good')
    const made: Job = {
      id,
      name,
      select,
      filter,
      asked: 0,
      requestedAt: now(),
      state,
      isRenamed: fault?.job === 'renamed',
    }
    made.url = `${origin}/download/${randomUUID()}/${id}.zip?sig=${randomUUID()}`
    jobs.set(id, made)
    sendJson(response, 201, show(made))
  }

  const read = async (id: string, response: ServerResponse): Promise<void> => {
    const fault = faults.take('job')
    if (fault?.send) return fault.send(response)
    const job = jobs.get(id)
    if (!job) return sendIntuneError(response, 404, 'ResourceNotFound', 'There is no such job')
    job.asked += 1
    if (job.state === 'no-url' && job.asked > polls + 1) job.state = 'good'
    if (job.asked >= polls && job.state === 'good') await fileOf(job)
    sendJson(response, 200, show(job))
  }

  return {
    /** @param origin of this simulator @param id of the job, when one is read */
    respond: async (request: IncomingMessage, response: ServerResponse, origin: string, id?: string): Promise<void> => {
      if (isThrottled()) return sendIntuneError(response, 429, 'TooManyRequests', 'An error has occurred')
      if (request.method === 'POST') return create(request, response, origin)
      if (id === undefined) return sendError(response, 400, 'BadRequest', 'No method match route template')
      return read(id, response)
    },

    /** The file of a job, to whoever has its address. */
    download: async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
      const fault = faults.take('download')
      if (fault?.send) return fault.send(response)
      const job = [...jobs.values()].find((each) => each.url === url.href)
      const isLate = job && now().getTime() > job.requestedAt.getTime() + hoursGood * 3_600_000
      if (!job || isLate || request.headers.authorization !== undefined || fault?.file === 'expired') {
        response.writeHead(403, { 'content-type': 'application/xml' }).end(noSignature)
        return
      }
      const path = await fileOf(job)
      const { size } = statSync(path)
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': size })
      const half = fault?.file === 'cut' ? { end: Math.floor(size / 2) } : {}
      try {
        await pipeline(createReadStream(path, half), response, { end: fault?.file !== 'cut' })
        if (fault?.file === 'cut') response.destroy()
      } catch {
        // The client has gone.
      }
    },

    /** Makes files anew, as devices have changed. */
    forgetFiles: (): void => files.clear(),

    stop: (): void => rmSync(folder, { recursive: true, force: true }),
  }
}
