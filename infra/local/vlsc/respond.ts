import type { ServerResponse } from 'node:http'

export const sendText = (
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void => {
  const length = { 'content-length': String(Buffer.byteLength(text)) }
  response.writeHead(status, { 'content-type': 'application/json', ...length, ...headers }).end(text)
}

export const sendJson = (response: ServerResponse, status: number, body: unknown): void =>
  sendText(response, status, JSON.stringify(body))

/** Problem details, RFC 9457. */
export const sendProblem = (
  response: ServerResponse,
  status: number,
  detail: string,
  headers: Record<string, string> = {},
): void =>
  sendText(response, status, JSON.stringify({ type: 'about:blank', status, detail }), {
    'content-type': 'application/problem+json',
    ...headers,
  })
