import { routesByFunction } from '../../functions/routes.ts'
import { routeKey } from '../../lib/foundation/http/route.ts'
import type { Answer, TestLedger } from './ledger-on.ts'

/** A request as answers give it: `actions` and `undo` of decisions. */
export interface SentRequest {
  method: string
  path: string
  body?: unknown
}

const templates = Object.values(routesByFunction)
  .flat()
  .map((route) => {
    const [method = '', template = ''] = routeKey(route).split(' ')
    const form = template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')
    return { key: routeKey(route), method, path: new RegExp(`^${form}$`) }
  })

/** Sends a request as it is, as the gateway would route it. */
export const send = (ledger: TestLedger, { method, path: whole, body }: SentRequest): Promise<Answer> => {
  const [path = '', query = ''] = whole.split('?')
  const found = templates.find((one) => one.method === method && one.path.test(path))
  if (!found) throw new Error(`No route for ${method} ${path}`)
  const groups = found.path.exec(path)?.groups ?? {}
  const params = Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decodeURIComponent(text)]))
  return ledger.call(found.key, { params, query: Object.fromEntries(new URLSearchParams(query)), body })
}
