import { isDeepStrictEqual } from 'node:util'
import type { AgreementNumberPair } from '../../lib/agreements/records/pair.ts'
import { LookUpAnswer, lookUpLimit, VlscFailure } from '../../lib/entitlements/vlsc/contract.ts'
import { readJson } from '../../lib/entitlements/vlsc/read-answer.ts'
import { type ContractProbe, type ContractTarget, contractProbe, Deviation, showPair } from './contract-probe.ts'

/** What one check found. */
export interface Verdict {
  outcome: 'ok' | 'deviates' | 'not checked'
  subject: string
  says: string
}

/** Why a check was not made. */
class NotChecked extends Error {
  override name = 'NotChecked'
}

/** Made-up numbers, which no agreement has. */
const unknownPair = (number = 0): AgreementNumberPair => ({
  agreementNumber: `NF-CHECK${number}`,
  licenseNumber: `ZZ${number}`,
})
const unknownPairs = (count: number) => Array.from({ length: count }, (_, index) => unknownPair(index))
const firstOf = ({ pairs }: ContractProbe): AgreementNumberPair => pairs[0] ?? unknownPair()

/** @throws Deviation unless it holds */
const must = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Deviation(otherwise)
}

/** @throws NotChecked */
const needTokens = ({ hasTokens }: ContractProbe): void => {
  if (!hasTokens) throw new NotChecked('No token endpoint was named (--token-url).')
}

/** @throws Deviation unless the call is refused as the caller's mistake */
const mustRefuse = async ({ send }: ContractProbe, body: string, what: string): Promise<string> => {
  const { status, headers } = await send(body)
  if (status === 429 || status === 503) readJson({ status, headers, bytes: new Uint8Array() }, '', new Date())
  must(status >= 400 && status < 500, `${what} is answered ${status}; 400 is right.`)
  return `${what} is refused with ${status}.`
}

/**
 * What the contract of docs/vlsc.md says, one by one, in the order in which it is asked. Each check returns what is right,
 * and throws a Deviation, NotChecked or VlscFailure.
 */
const contractChecks: Record<string, (probe: ContractProbe) => Promise<string>> = {
  token: async (probe) => {
    needTokens(probe)
    await probe.getToken()
    return 'The token endpoint gives a token.'
  },
  'no token': async (probe) => {
    needTokens(probe)
    const body = JSON.stringify({ pairs: [unknownPair()] })
    for (const bearer of ['', 'made-up']) {
      const { status } = await probe.send(body, bearer)
      must(status === 401, `A call with ${bearer || 'no'} token is answered ${status}; 401 is right.`)
    }
    return 'Calls without a token, and with a made-up one, are answered 401.'
  },
  'one pair': async (probe) => {
    await probe.ask([firstOf(probe)])
    return 'A pair is answered once, as JSON, with a status and the right types.'
  },
  'given pairs': async ({ pairs, ask }) => {
    if (pairs.length === 0) throw new NotChecked('No pair was given that it knows (--pair AGREEMENT/LICENSE).')
    const { answers } = await ask(pairs)
    const found = answers.map(({ status, entitlements }, index) => {
      const pair = pairs[index]
      return `${pair && showPair(pair)} is ${status}, with ${entitlements.length} entitlements`
    })
    return `${found.join('; ')}.`
  },
  'letter case': async (probe) => {
    const { agreementNumber, licenseNumber } = firstOf(probe)
    const lower = { agreementNumber: agreementNumber.toLowerCase(), licenseNumber: licenseNumber.toLowerCase() }
    const [asGiven, asLower] = [await probe.ask([firstOf(probe)]), await probe.ask([lower])]
    const isSame = isDeepStrictEqual(asGiven.answers, asLower.answers)
    must(isSame, 'Numbers in lower case are answered differently: case must not matter.')
    return 'Numbers come back as asked, and their case does not matter.'
  },
  'unknown pair': async ({ ask }) => {
    const [answer] = (await ask([unknownPair()])).answers
    must(answer?.status === 'not-found', `A made-up pair is ${answer?.status}; not-found is right.`)
    return 'A made-up pair is not-found.'
  },
  '100 pairs': async ({ pairs, ask }) => {
    const { milliseconds, bytes } = await ask([...pairs, ...unknownPairs(lookUpLimit)].slice(0, lookUpLimit))
    return `${lookUpLimit} pairs are answered in full: in ${(milliseconds / 1_000).toFixed(1)} s, ${bytes} bytes.`
  },
  'asked twice': async ({ pairs, ask }) => {
    const asked = [...pairs, unknownPair()].slice(0, lookUpLimit)
    const [first, second] = [await ask(asked), await ask(asked)]
    must(isDeepStrictEqual(first.answers, second.answers), 'Asked twice, it answers differently.')
    return 'Asked twice, it answers the same.'
  },
  '101 pairs': (probe) => {
    const pairs = unknownPairs(lookUpLimit + 1)
    return mustRefuse(probe, JSON.stringify({ pairs }), `A call about ${pairs.length} pairs`)
  },
  'broken JSON': (probe) => mustRefuse(probe, '{"pairs":[', 'A body that is not JSON'),
  'no pairs': async (probe) => {
    const { status, ...answer } = await probe.send('{"pairs":[]}')
    if (status < 200 || status >= 300) return mustRefuse(probe, '{"pairs":[]}', 'An empty list')
    const body = LookUpAnswer.safeParse(readJson({ status, ...answer }, 'this address', new Date())).data
    must(body?.results.length === 0, 'An empty list is answered with something other than no results.')
    return 'An empty list is answered with no results.'
  },
}

/** What an error of a check means. @throws the error itself when no check may throw it */
const judge = (subject: string, error: unknown): Verdict => {
  const verdict = (outcome: Verdict['outcome'], says: string): Verdict => ({ outcome, subject, says })
  if (error instanceof NotChecked) return verdict('not checked', error.message)
  if (error instanceof Deviation) return verdict('deviates', error.message)
  if (!(error instanceof VlscFailure)) throw error
  if (error.code === 'token' && subject !== 'token') return verdict('not checked', 'It needs a token.')
  if (error.retryAfter !== undefined)
    return verdict('not checked', `${error.message} Check again in ${Math.ceil(error.retryAfter / 1_000)} s.`)
  const isPutOff = error.code === 'throttled' || error.code === 'unavailable'
  return verdict('deviates', `${error.message}${isPutOff ? ' Retry-After is missing or unreadable.' : ''}`)
}

/**
 * Checks everything that the contract of docs/vlsc.md says.
 * @throws Error when nothing can be asked
 */
export const checkContract = async (target: ContractTarget): Promise<Verdict[]> => {
  const subjects = Object.entries(contractChecks)
  let probe: ContractProbe
  try {
    probe = contractProbe(target)
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error)
    const skipped = { outcome: 'not checked', says: 'Nothing is sent to such an address.' } as const
    return [
      { outcome: 'deviates', subject: 'address', says },
      ...subjects.map(([subject]) => ({ ...skipped, subject })),
    ]
  }
  await probe.reach()
  const verdicts: Verdict[] = [{ outcome: 'ok', subject: 'address', says: 'It is https, or on this machine.' }]
  for (const [subject, check] of subjects)
    verdicts.push(
      await check(probe).then(
        (says) => ({ outcome: 'ok' as const, subject, says }),
        (error: unknown) => judge(subject, error),
      ),
    )
  return verdicts
}
