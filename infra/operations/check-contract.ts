import { VlscFailure } from '../../lib/entitlements/vlsc/contract.ts'
import { contractChecks, NotChecked } from './contract-checks.ts'
import { type ContractProbe, type ContractTarget, contractProbe, Deviation } from './contract-probe.ts'

/** What one check found. */
export interface Verdict {
  outcome: 'ok' | 'deviates' | 'not checked'
  subject: string
  says: string
}

/** What an error of a check means. @throws the error itself when it is none that a check may throw */
const judge = (subject: string, error: unknown): Verdict => {
  const verdict = (outcome: Verdict['outcome'], says: string): Verdict => ({ outcome, subject, says })
  if (error instanceof NotChecked) return verdict('not checked', error.message)
  if (error instanceof Deviation) return verdict('deviates', error.message)
  if (!(error instanceof VlscFailure)) throw error
  if (error.code === 'token' && subject !== 'token') return verdict('not checked', 'It needs a token.')
  if (error.retryAfter !== undefined)
    return verdict('not checked', `${error.message} Check again in ${Math.ceil(error.retryAfter / 1_000)} s.`)
  const lacks =
    error.code === 'throttled' || error.code === 'unavailable' ? ' Retry-After is missing or unreadable.' : ''
  return verdict('deviates', `${error.message}${lacks}`)
}

/**
 * Asks an address everything that the contract of docs/vlsc.md says.
 * @throws Unreachable when nothing can be asked
 */
export const checkContract = async (target: ContractTarget): Promise<Verdict[]> => {
  const subjects = Object.entries(contractChecks)
  const address = (outcome: Verdict['outcome'], says: string): Verdict => ({ outcome, subject: 'address', says })
  let probe: ContractProbe
  try {
    probe = contractProbe(target)
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error)
    const skipped = { outcome: 'not checked', says: 'Nothing is sent to such an address.' } as const
    return [address('deviates', says), ...subjects.map(([subject]) => ({ ...skipped, subject }))]
  }
  await probe.reach()
  const verdicts = [address('ok', 'It is https, or on this machine.')]
  for (const [subject, check] of subjects)
    verdicts.push(
      await check(probe).then(
        (says) => ({ outcome: 'ok' as const, subject, says }),
        (error: unknown) => judge(subject, error),
      ),
    )
  return verdicts
}
