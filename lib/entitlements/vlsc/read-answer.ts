import type * as z from 'zod'
import { toDotPath } from 'zod/v4/core'
import { type AgreementNumberPair, pairKey } from '../../agreements/records/pair.ts'
import {
  type Answers,
  LookUpAnswer,
  leftOut,
  type PairAnswer,
  type PairFault,
  Result,
  ResultPair,
  VlscFailure,
  type VlscFailureCode,
} from './contract.ts'
import { type HttpAnswer, readRetryAfter } from './http-call.ts'

const refusals: Record<number, [VlscFailureCode, string]> = {
  401: ['unauthorized', 'see whether it takes the tokens of this client'],
  403: ['rejected', 'see what this client may do there'],
  404: ['rejected', 'see whether the address is right'],
  429: ['throttled', 'it asks for fewer calls'],
  503: ['unavailable', 'it does not serve now'],
}

const refusalOf = (status: number): [VlscFailureCode, string] => {
  if (refusals[status]) return refusals[status]
  if (status >= 500) return ['server-error', 'see its log']
  if (status >= 400) return ['rejected', 'see whether it follows the contract']
  return ['redirected', 'redirects are not followed, set the address that it really has']
}

const isJson = (contentType = ''): boolean => /^application\/([^\s;/]+\+)?json *(;|$)/i.test(contentType)

/** No answer to 100 pairs has more, even with 1,000 entitlements for each. */
const jsonLimits = { depth: 16, objects: 200_000, values: 1_000_000 }

/** Whether JSON would take far more memory to parse than an answer may. It looks at the structure only. */
export const isOversized = (bytes: Uint8Array): boolean => {
  const [quote, backslash, comma, brace, bracket, endBrace, endBracket] = Buffer.from('"\\,{[}]')
  let [depth, objects, values, isText] = [0, 0, 0, false]
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index]
    if (byte === quote) isText = !isText
    else if (isText) index += byte === backslash ? 1 : 0
    else if (byte === comma) values += 1
    else if (byte === endBrace || byte === endBracket) depth -= 1
    else if (byte === brace || byte === bracket) {
      objects += 1
      depth += 1
    }
    if (depth > jsonLimits.depth || objects > jsonLimits.objects || values > jsonLimits.values) return true
  }
  return false
}

/** The JSON of a good answer. @param host for messages @throws VlscFailure for any other answer */
export const readJson = ({ status, headers, bytes }: HttpAnswer, host: string, now: Date): unknown => {
  const fail = (code: VlscFailureCode, says: string, retryAfter?: number) =>
    new VlscFailure(code, `The VLSC gateway at ${host} answered ${says}.`, retryAfter)
  if (status < 200 || status >= 300) {
    const [code, hint] = refusalOf(status)
    const waits = status === 429 || status === 503
    throw fail(code, `${status}: ${hint}`, waits ? readRetryAfter(headers.get('retry-after'), now) : undefined)
  }
  const hint = 'see whether a proxy or a sign-in page answers in its place'
  if (!isJson(headers.get('content-type'))) throw fail('not-json', `with a content type that is not JSON: ${hint}`)
  const larger = 'with JSON that is deeper, or has more values, than any answer: see whether it follows the contract'
  if (isOversized(bytes)) throw fail('wrong-shape', larger)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw fail('not-json', `what is no JSON, or not all of it: ${hint}`)
  }
}

/** Names the first field that is wrong. The path is of our schema, and its messages quote no value. */
const invalid = ({ issues: [issue] }: z.ZodError): PairFault => {
  const field = toDotPath(issue?.path ?? []) || 'the result'
  const message = `What the VLSC gateway answered to this pair breaks the contract: ${field}: ${issue?.message}.`
  return { fault: { code: 'invalid-answer', message } }
}

const contradictory: PairFault = {
  fault: {
    code: 'contradictory',
    message: 'The VLSC gateway answered this pair more than once, and not always the same.',
  },
}

/** One answer from all results about a pair: a wrong one voids the others, and of different ones none is picked. */
const settle = (results: readonly unknown[]): PairAnswer | PairFault => {
  const answers: PairAnswer[] = []
  for (const result of results) {
    const { data, error } = Result.safeParse(result)
    if (error) return invalid(error)
    const { agreementNumber, licenseNumber, entitlements = [], ...said } = data
    answers.push({ ...said, entitlements })
  }
  const [first, ...others] = answers.map((answer) => JSON.stringify(answer))
  return others.every((other) => other === first) ? (answers[0] ?? leftOut) : contradictory
}

/**
 * One answer or fault for each pair asked about. Results for other pairs, and those with unreadable numbers, are ignored.
 * @throws VlscFailure `wrong-shape` when there are no results
 */
export const readAnswer = (body: unknown, asked: readonly AgreementNumberPair[]): Answers => {
  const answer = LookUpAnswer.safeParse(body).data
  const message = 'The VLSC gateway answered JSON that is not {"results": [...]}.'
  if (!answer) throw new VlscFailure('wrong-shape', message)
  const sent = new Map(asked.map((pair): [string, unknown[]] => [pairKey(pair), []]))
  for (const result of answer.results) {
    const pair = ResultPair.safeParse(result).data
    if (pair) sent.get(pairKey(pair))?.push(result)
  }
  return new Map([...sent].map(([key, results]) => [key, settle(results)]))
}
