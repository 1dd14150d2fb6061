import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import * as z from 'zod'
import { listen, loopback } from './ports.ts'

const account = '000000000000'
/** Bytes of all entries of a request. */
const largestRequest = 256 * 1024

const Entry = z.object({
  Source: z.string().min(1).optional(),
  DetailType: z.string().min(1).optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().default('default'),
  /** Seconds since 1970. */
  Time: z.number().optional(),
  Resources: z.array(z.string()).default([]),
})
type Entry = z.infer<typeof Entry>

const PutEvents = z.object({ Entries: z.array(Entry).min(1).max(10) })

const send = (response: ServerResponse, status: number, body: unknown): void =>
  void response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))

const refuse = (response: ServerResponse, type: string, message: string): void =>
  send(response, 400, { __type: type, message })

const parseDetail = (detail: string): Record<string, unknown> | undefined => {
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(detail)).data
  } catch {
    return undefined
  }
}

/**
 * Starts an EventBridge on 127.0.0.1 that knows `PutEvents` and nothing else: it appends each event to a file, a line of
 * JSON as rules and targets get it.
 */
export const startEvents = async (settings: { port: number; file: string; region: string }) => {
  const { port, file, region } = settings

  const take = (entry: Entry): { EventId: string } | { ErrorCode: string; ErrorMessage: string } => {
    const { Source, DetailType, Detail = '', Time, Resources, EventBusName } = entry
    const detail = parseDetail(Detail)
    if (Source === undefined || DetailType === undefined)
      return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source and DetailType are needed.' }
    if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
    const id = randomUUID()
    const time = new Date(Time === undefined ? Date.now() : Time * 1_000).toISOString()
    const head = { version: '0', id, 'detail-type': DetailType, source: Source, account, time, region }
    const event = { ...head, resources: Resources, 'event-bus-name': EventBusName, detail }
    appendFileSync(file, `${JSON.stringify(event)}\n`, { mode: 0o600 })
    return { EventId: id }
  }

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request)
    if (request.headers['x-amz-target'] !== 'AWSEvents.PutEvents')
      return refuse(response, 'UnknownOperationException', 'Only PutEvents is known here.')
    const parsed = PutEvents.safeParse(JSON.parse(body))
    if (!parsed.success || Buffer.byteLength(body) > largestRequest)
      return refuse(response, 'ValidationException', 'PutEvents takes 1 to 10 entries of 256 KB together.')
    const Entries = parsed.data.Entries.map(take)
    send(response, 200, { FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length, Entries })
  }

  const server = createServer((request, response) =>
    respond(request, response).catch(() => refuse(response, 'SerializationException', 'The request cannot be read.')),
  )
  return {
    /** For `AWS_ENDPOINT_URL_EVENTBRIDGE`. */
    endpoint: `http://${loopback}:${await listen(server, port)}`,
    stop: async (): Promise<void> => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
