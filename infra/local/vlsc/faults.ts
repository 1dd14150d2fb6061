import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { answerOf } from './answers.ts'
import { sendProblem, sendText } from './respond.ts'
import { bodyOf, otherwise, Spoilable, withHugeQuantities, withQuantities, withWrongTypes } from './spoil.ts'

export interface FaultOptions {
  /** Seconds, of Retry-After. */
  retryAfter: number
  /** Milliseconds between two bytes. */
  interval: number
}

/** A call that is to go wrong. */
interface Exchange {
  response: ServerResponse
  /** The right answer. */
  results: readonly unknown[]
  options: FaultOptions
  /** Tells the results to spoil. */
  concerns: (result: unknown) => boolean
}

export interface Fault {
  of: 'look-up' | 'token'
  says: string
  respond: (exchange: Exchange) => void
}

const signInPage = '<!doctype html><title>Sign in</title><p>Sign in to go on.</p>'

const refuses =
  (status: number, headers: (options: FaultOptions) => Record<string, string> = () => ({})): Fault['respond'] =>
  ({ response, options }) =>
    sendProblem(response, status, 'The simulator was told to answer so.', headers(options))

const inSeconds = ({ retryAfter }: FaultOptions) => ({ 'retry-after': String(retryAfter) })
const onDate = ({ retryAfter }: FaultOptions) => ({
  'retry-after': new Date(Math.ceil(Date.now() / 1_000 + retryAfter) * 1_000).toUTCString(),
})

const shows =
  (text: string, type = 'application/json'): Fault['respond'] =>
  ({ response }) =>
    sendText(response, 200, text, { 'content-type': type })

/** Puts other results in the place of each one that is to be spoiled. */
const spoils =
  (change: (result: Spoilable) => unknown[]): Fault['respond'] =>
  ({ response, results, concerns }) =>
    sendText(
      response,
      200,
      bodyOf(results.flatMap((result) => (concerns(result) ? change(Spoilable.parse(result)) : [result]))),
    )

const halves: Fault['respond'] = ({ response, results }) => {
  const body = bodyOf(results)
  sendText(response, 200, body.slice(0, body.length / 2))
}

const drips: Fault['respond'] = ({ response, results, options }) => {
  const bytes = Buffer.from(bodyOf(results))
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length }).flushHeaders()
  let sent = 0
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, sent + 1))
    sent += 1
    if (sent === bytes.length) response.end()
  }, options.interval)
  response.once('close', () => clearInterval(timer))
}

const floods: Fault['respond'] = ({ response }) => {
  const megabyte = 'a'.repeat(1_000_000)
  const chunks = ['{"results":[],"padding":"', ...Array.from({ length: 50 }, () => megabyte), '"}']
  response.writeHead(200, { 'content-type': 'application/json' })
  pipeline(Readable.from(chunks), response).catch(() => {})
}

const fault =
  (of: Fault['of']) =>
  (says: string, respond: Fault['respond']): Fault => ({ of, says, respond })
const lookUp = fault('look-up')
const token = fault('token')

/** Everything that the simulator can be told to do wrong. */
export const faults = {
  'server-error': lookUp('Answers 500.', refuses(500)),
  'connection-reset': lookUp('Resets the connection instead of an answer.', ({ response }) =>
    response.req.socket.resetAndDestroy(),
  ),
  'time-out': lookUp('Never answers.', () => {}),
  'slow-drip': lookUp('Answers right, one byte every `interval` milliseconds (100).', drips),
  throttled: lookUp('Answers 429, with Retry-After in seconds: `retryAfter` (2).', refuses(429, inSeconds)),
  'throttled-until': lookUp('Answers 429, with Retry-After as a date.', refuses(429, onDate)),
  unavailable: lookUp('Answers 503, with Retry-After in seconds.', refuses(503, inSeconds)),
  html: lookUp('Answers 200 with a web page.', shows(signInPage, 'text/html')),
  'html-as-json': lookUp('Answers 200 with a web page that is said to be JSON.', shows(signInPage)),
  truncated: lookUp('Answers half of the JSON.', halves),
  redirect: lookUp(
    'Answers 307, to the same address.',
    refuses(307, () => ({ location: '/agreement-pairs/lookup' })),
  ),
  'wrong-shape': lookUp('Answers JSON that has no results.', shows('{"pairs":[]}')),
  'too-large': lookUp('Answers 50 MB of JSON.', floods),
  'unknown-status': lookUp(
    'Answers a status that does not exist.',
    spoils((result) => [{ ...result, status: 'suspended' }]),
  ),
  'wrong-types': lookUp(
    'Answers numbers as texts, and a text as a number.',
    spoils((result) => [withWrongTypes(result)]),
  ),
  'left-out': lookUp(
    'Leaves pairs out.',
    spoils(() => []),
  ),
  'never-asked': lookUp(
    'Answers a pair, too, that was not asked about.',
    spoils((result) => [result, answerOf({ agreementNumber: 'OK-NEVER', licenseNumber: 'ASKED' })]),
  ),
  contradictory: lookUp(
    'Answers pairs twice, and differently.',
    spoils((result) => [result, otherwise(result)]),
  ),
  'negative-quantities': lookUp(
    'Answers quantities of -1.',
    spoils((result) => [withQuantities(result, { effectiveQuantity: -1 })]),
  ),
  'huge-quantities': lookUp(
    'Answers quantities of 1e30 and 2^53+1.',
    spoils((result) => [withHugeQuantities(result)]),
  ),
  'always-unauthorized': lookUp('Answers 401 whatever the token.', refuses(401)),
  'token-down': token('The token endpoint answers 503, with Retry-After in seconds.', refuses(503, inSeconds)),
  'token-html': token('The token endpoint answers 200 with a web page.', shows(signInPage, 'text/html')),
} satisfies Record<string, Fault>
