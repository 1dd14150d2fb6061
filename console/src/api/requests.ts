import { api, read } from './client.ts'
import type { components } from './schema.d.ts'

/** A request as the API writes it: an action that settles a decision, or what takes one back. */
export type Request = Pick<components['schemas']['DecisionAction'], 'method' | 'path' | 'body'>

/** Sends it as it is. Its path is known to the API only, so nothing is typed here. */
export const sendRequest = ({ method, path, body }: Request): Promise<unknown> => {
  const lower = method.toLowerCase() as 'put' | 'patch' | 'post' | 'delete'
  return read(api.request(lower, path as never, (body === undefined ? {} : { body }) as never))
}

/** What it would change. Nothing is stored. */
export const previewRequest = ({ method, path, body }: Request, signal: AbortSignal) =>
  read(api.POST('/decisions/preview', { body: { method, path, ...(body !== undefined && { body }) }, signal }))
