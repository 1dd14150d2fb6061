import { isDeepStrictEqual } from 'node:util'
import type { AgreementNumberPair } from '../../lib/agreements/records/pair.ts'
import { LookUpAnswer, lookUpLimit } from '../../lib/entitlements/vlsc/contract.ts'
import { readJson } from '../../lib/entitlements/vlsc/read-answer.ts'
import { type ContractProbe, Deviation, showPair } from './contract-probe.ts'

/** Why a check was not made. */
export class NotChecked extends Error {
  override name = 'NotChecked'
}

/** @returns what is right. @throws Deviation, NotChecked or VlscFailure */
type ContractCheck = (probe: ContractProbe) => Promise<string>

/** Numbers that no agreement has. */
const unknownPair = (number = 0): AgreementNumberPair => ({
  agreementNumber: `NF-CHECK${number}`,
  licenseNumber: `ZZ${number}`,
})
const firstOf = ({ pairs }: ContractProbe): AgreementNumberPair => pairs[0] ?? unknownPair()

/** @throws Deviation unless the call was refused as the caller's mistake */
const mustRefuse = async ({ send }: ContractProbe, body: string, what: string): Promise<string> => {
  const { status, headers } = await send(body)
  if (status === 429 || status === 503) readJson({ status, headers, bytes: new Uint8Array() }, '', new Date())
  if (status < 400 || status >= 500) throw new Deviation(`${what} is answered ${status}; 400 is right.`)
  return `${what} is refused with ${status}.`
}

const token: ContractCheck = async ({ hasTokens, getToken }) => {
  if (!hasTokens) throw new NotChecked('No token endpoint was named (--token-url).')
  await getToken()
  return 'The token endpoint gives a token.'
}

const withoutToken: ContractCheck = async ({ hasTokens, send }) => {
  if (!hasTokens) throw new NotChecked('No token endpoint was named (--token-url).')
  const body = JSON.stringify({ pairs: [unknownPair()] })
  for (const [what, bearer] of [
    ['without a token', ''],
    ['with a made-up token', 'made-up'],
  ]) {
    const { status } = await send(body, bearer)
    if (status !== 401) throw new Deviation(`A call ${what} is answered ${status}; 401 is right.`)
  }
  return 'Calls without a token, and with a made-up one, are answered 401.'
}

const onePair: ContractCheck = async (probe) => {
  await probe.ask([firstOf(probe)])
  return 'A pair is answered once, as JSON, with a status and the right types.'
}

const givenPairs: ContractCheck = async ({ pairs, ask }) => {
  if (pairs.length === 0) throw new NotChecked('No pair was given that it knows (--pair AGREEMENT/LICENSE).')
  const { answers } = await ask(pairs)
  const found = answers.map(({ status, entitlements }, index) => {
    const pair = pairs[index]
    return `${pair && showPair(pair)} is ${status}, with ${entitlements.length} entitlements`
  })
  return `${found.join('; ')}.`
}

const letterCase: ContractCheck = async (probe) => {
  const { agreementNumber, licenseNumber } = firstOf(probe)
  const lower = { agreementNumber: agreementNumber.toLowerCase(), licenseNumber: licenseNumber.toLowerCase() }
  const [asGiven, asLower] = [await probe.ask([firstOf(probe)]), await probe.ask([lower])]
  if (!isDeepStrictEqual(asGiven.answers, asLower.answers))
    throw new Deviation('Numbers in lower case are answered otherwise: case must not matter.')
  return 'Numbers come back as asked, and their case does not matter.'
}

const unknown: ContractCheck = async ({ ask }) => {
  const { answers } = await ask([unknownPair()])
  const [answer] = answers
  if (answer?.status !== 'not-found') throw new Deviation(`A made-up pair is ${answer?.status}; not-found is right.`)
  return 'A made-up pair is not-found.'
}

const hundred: ContractCheck = async ({ pairs, ask }) => {
  const madeUp = Array.from({ length: lookUpLimit }, (_, index) => unknownPair(index))
  const { milliseconds, bytes } = await ask([...pairs, ...madeUp].slice(0, lookUpLimit))
  return `${lookUpLimit} pairs are answered in full: in ${(milliseconds / 1_000).toFixed(1)} s, ${bytes} bytes.`
}

const twice: ContractCheck = async ({ pairs, ask }) => {
  const asked = [...pairs, unknownPair()].slice(0, lookUpLimit)
  const [first, second] = [await ask(asked), await ask(asked)]
  if (!isDeepStrictEqual(first.answers, second.answers)) throw new Deviation('Asked twice, it answers differently.')
  return 'Asked twice, it answers the same.'
}

const tooMany: ContractCheck = (probe) => {
  const pairs = Array.from({ length: lookUpLimit + 1 }, (_, index) => unknownPair(index))
  return mustRefuse(probe, JSON.stringify({ pairs }), `A call about ${pairs.length} pairs`)
}

const malformed: ContractCheck = (probe) => mustRefuse(probe, '{"pairs":[', 'A body that is no JSON')

const empty: ContractCheck = async (probe) => {
  const { status, ...answer } = await probe.send('{"pairs":[]}')
  if (status < 200 || status >= 300) return mustRefuse(probe, '{"pairs":[]}', 'An empty list')
  const body = LookUpAnswer.safeParse(readJson({ status, ...answer }, 'this address', new Date())).data
  if (body?.results.length !== 0) throw new Deviation('An empty list is answered with something else than no results.')
  return 'An empty list is answered with no results.'
}

/** What the contract says, one by one, in the order in which it is asked. */
export const contractChecks: Record<string, ContractCheck> = {
  token,
  'no token': withoutToken,
  'one pair': onePair,
  'given pairs': givenPairs,
  'letter case': letterCase,
  'unknown pair': unknown,
  '100 pairs': hundred,
  'asked twice': twice,
  '101 pairs': tooMany,
  'broken JSON': malformed,
  'no pairs': empty,
}
