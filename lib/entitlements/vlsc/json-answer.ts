import type { HttpAnswer } from './bounded-request.ts'
import { isOversized } from './json-size.ts'
import { readRetryAfter } from './retry-after.ts'
import { VlscFailure, type VlscFailureCode } from './vlsc.ts'

const refusals: Record<number, [VlscFailureCode, string]> = {
  401: ['unauthorized', 'see whether it takes the tokens of this client'],
  403: ['rejected', 'see what this client may do there'],
  404: ['rejected', 'see whether the address is right'],
  429: ['throttled', 'it asks for fewer calls'],
  503: ['unavailable', 'it does not serve now'],
}

const refusalOf = (status: number): [VlscFailureCode, string] => {
  const known = refusals[status]
  if (known) return known
  if (status >= 500) return ['server-error', 'see its log']
  if (status >= 400) return ['rejected', 'see whether it follows the contract']
  return ['redirected', 'redirects are not followed, set the address that it really has']
}

const isJson = (contentType = ''): boolean => /^application\/([^\s;/]+\+)?json *(;|$)/i.test(contentType)

/**
 * The JSON of a good answer.
 * @param host who is named in the failure
 * @throws VlscFailure for any other status than 2xx, `not-json`, and `wrong-shape` for what is too much to parse
 */
export const readJson = ({ status, headers, bytes }: HttpAnswer, host: string, now: Date): unknown => {
  const fail = (code: VlscFailureCode, says: string, retryAfter?: number) =>
    new VlscFailure(code, `VLSC at ${host} answered ${says}.`, retryAfter)
  if (status < 200 || status >= 300) {
    const [code, hint] = refusalOf(status)
    const waits = status === 429 || status === 503
    throw fail(code, `${status}: ${hint}`, waits ? readRetryAfter(headers.get('retry-after'), now) : undefined)
  }
  const hint = 'see whether a proxy or a sign-in page answers in its place'
  if (!isJson(headers.get('content-type'))) throw fail('not-json', `with a content type that is not JSON: ${hint}`)
  if (isOversized(bytes))
    throw fail(
      'wrong-shape',
      'with JSON that is deeper, or has more values, than any answer: see whether it follows the contract',
    )
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw fail('not-json', `what is no JSON, or not all of it: ${hint}`)
  }
}
