/**
 * `npm run vlsc:check`: checks whether an address follows our contract of VLSC, and says where it deviates. It ends with
 * 0 when it conforms, with 1 when it deviates, and with 2 when it could not be checked.
 */
import { parseArgs } from 'node:util'
import { AgreementNumberPair, pairKey } from '../../lib/agreements/records/pair.ts'
import { lookUpLimit } from '../../lib/entitlements/vlsc/contract.ts'
import { BadUsage, run, say } from '../program.ts'
import { type ContractTarget, checkContract, type Verdict } from './check-contract.ts'

const usage = `npm run vlsc:check -- URL [--token-url URL --client-id ID [--scope SCOPE]] [--pair AGREEMENT/LICENSE]... [--json]
The client's secret is taken from VLSC_CLIENT_SECRET. Give pairs that are known there. They are looked up, nothing else.`

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

const readToken = (url?: string, clientId?: string, scope?: string): ContractTarget['token'] => {
  if (url === undefined && clientId === undefined && scope === undefined) return undefined
  if (url === undefined || clientId === undefined)
    throw new BadUsage('For tokens, both --token-url and --client-id are needed.')
  const secret = process.env.VLSC_CLIENT_SECRET
  if (!secret)
    throw new BadUsage("The client's secret is missing: set the environment variable VLSC_CLIENT_SECRET to it.")
  return { url, clientId, scope, readSecret: async () => secret }
}

const readArguments = () => {
  const text = { type: 'string' } as const
  const pair = { type: 'string', multiple: true } as const
  const json = { type: 'boolean', default: false } as const
  const options = { 'token-url': text, 'client-id': text, scope: text, pair, json }
  const { values, positionals } = parseArgs({ allowPositionals: true, options })
  const [baseUrl, ...more] = positionals
  if (baseUrl === undefined || more.length > 0 || !URL.canParse(baseUrl))
    throw new BadUsage('One URL is to be checked.')
  const token = readToken(values['token-url'], values['client-id'], values.scope)
  return { target: { baseUrl, token, pairs: readPairs(values.pair ?? []) }, json: values.json }
}

const summarize = (verdicts: readonly Verdict[]) => {
  const count = (outcome: Verdict['outcome']): number => verdicts.filter((each) => each.outcome === outcome).length
  const answered = verdicts.some(({ subject, outcome }) => subject === 'one pair' && outcome === 'ok')
  const exitCode = count('deviates') > 0 ? 1 : answered ? 0 : 2
  const says = ['It conforms', 'It deviates', 'It could not be checked'][exitCode]
  const counts = `${count('ok')} ok, ${count('deviates')} deviate, ${count('not checked')} not checked`
  return { exitCode, says: `${says}: ${counts}.` }
}

await run(usage, async () => {
  const { target, json } = readArguments()
  const verdicts = await checkContract(target)
  const { exitCode, says } = summarize(verdicts)
  const lines = verdicts.map((each) => `${each.outcome.padEnd(13)}${each.subject.padEnd(14)}${each.says}`)
  say(json ? JSON.stringify({ conforms: exitCode === 0, checks: verdicts }, null, 2) : [...lines, '', says].join('\n'))
  return exitCode
})
