import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'

/** Headers that Graph sends with every answer. */
const usual = () => ({
  'content-type': 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
  'request-id': randomUUID(),
  'strict-transport-security': 'max-age=31536000',
})

export const sendJson = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => void response.writeHead(status, { ...usual(), ...headers }).end(JSON.stringify(body))

/** An error as Graph words it: learn.microsoft.com/graph/errors. */
export const sendError = (
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): void => {
  const innerError = { date: new Date().toISOString().slice(0, 19), 'request-id': randomUUID() }
  sendJson(response, status, { error: { code, message, innerError } }, headers)
}
