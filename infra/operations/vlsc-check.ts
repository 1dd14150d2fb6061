/**
 * `npm run vlsc:check`: asks an address everything that our contract of VLSC says, and says in what it deviates. It ends
 * with 0 when it conforms, with 1 when it deviates, and with 2 when it cannot look.
 */
import { parseArgs } from 'node:util'
import { AgreementNumberPair, pairKey } from '../../lib/agreements/records/pair.ts'
import { lookUpLimit } from '../../lib/entitlements/vlsc/contract.ts'
import { checkContract, type Verdict } from './check-contract.ts'
import type { ContractTarget } from './contract-probe.ts'

const usage = `npm run vlsc:check -- URL [--token-url URL --client-id ID [--scope SCOPE]] [--pair AGREEMENT/LICENSE]... [--json]
The client's secret is taken from VLSC_CLIENT_SECRET. Give pairs that are known there. They are looked up, nothing else.`

/** A call of this program that cannot be carried out. */
class BadUsage extends Error {
  override name = 'BadUsage'
}

const readPair = (text: string): AgreementNumberPair => {
  const [agreementNumber, licenseNumber, ...more] = text.split('/')
  const pair = AgreementNumberPair.safeParse({ agreementNumber, licenseNumber }).data
  if (!pair || more.length > 0) throw new BadUsage(`--pair ${text} is no pair of numbers: AGREEMENT/LICENSE.`)
  return pair
}

/** Each pair once, however often it was given. */
const readPairs = (texts: readonly string[]): AgreementNumberPair[] => {
  const pairs = new Map(texts.map(readPair).map((pair) => [pairKey(pair), pair]))
  if (pairs.size > lookUpLimit) throw new BadUsage(`At most ${lookUpLimit} pairs can be given.`)
  return [...pairs.values()]
}

const readToken = (options: {
  'token-url'?: string
  'client-id'?: string
  scope?: string
}): ContractTarget['token'] => {
  const { 'token-url': url, 'client-id': clientId, scope } = options
  if (url === undefined && clientId === undefined && scope === undefined) return undefined
  if (url === undefined || clientId === undefined)
    throw new BadUsage('For tokens, both --token-url and --client-id are needed.')
  const secret = process.env.VLSC_CLIENT_SECRET
  if (!secret)
    throw new BadUsage("The client's secret is missing: set the environment variable VLSC_CLIENT_SECRET to it.")
  return { url, clientId, scope, readSecret: async () => secret }
}

const readArguments = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'token-url': { type: 'string' },
      'client-id': { type: 'string' },
      scope: { type: 'string' },
      pair: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  })
  const [baseUrl, ...more] = positionals
  if (baseUrl === undefined || more.length > 0 || !URL.canParse(baseUrl))
    throw new BadUsage('One URL is to be checked.')
  return { target: { baseUrl, token: readToken(values), pairs: readPairs(values.pair) }, json: values.json }
}

const columns = { outcome: 13, subject: 14 }
const show = ({ outcome, subject, says }: Verdict): string =>
  `${outcome.padEnd(columns.outcome)}${subject.padEnd(columns.subject)}${says}`

const summarize = (verdicts: readonly Verdict[]) => {
  const count = (outcome: Verdict['outcome']): number => verdicts.filter((each) => each.outcome === outcome).length
  const answered = verdicts.some(({ subject, outcome }) => subject === 'one pair' && outcome === 'ok')
  const exitCode = count('deviates') > 0 ? 1 : answered ? 0 : 2
  const says = ['It conforms', 'It deviates', 'It could not be looked at'][exitCode]
  const counts = `${count('ok')} ok, ${count('deviates')} deviate, ${count('not checked')} not checked`
  return { exitCode, says: `${says}: ${counts}.` }
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)

try {
  const { target, json } = readArguments()
  const verdicts = await checkContract(target)
  const { exitCode, says } = summarize(verdicts)
  say(
    json
      ? JSON.stringify({ conforms: exitCode === 0, checks: verdicts }, null, 2)
      : [...verdicts.map(show), '', says].join('\n'),
  )
  process.exitCode = exitCode
} catch (error) {
  const isUsage =
    error instanceof BadUsage ||
    (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`${message}\n${isUsage ? `${usage}\n` : ''}`)
  process.exitCode = 2
}
