import type * as z from 'zod'
import { type AgreementNumberPair, pairKey } from '../../agreements/records/pair.ts'
import { LookUpAnswer, Result, ResultPair } from './contract.ts'
import { isPairFault, type PairAnswer, type PairFault, type PairFaultCode, VlscFailure } from './vlsc.ts'

const fault = (code: PairFaultCode, message: string): PairFault => ({ fault: { code, message } })

const leftOut = fault('left-out', 'VLSC answered, and left this pair out.')
const contradictory = fault('contradictory', 'VLSC answered this pair more than once, and not always the same.')

/** `entitlements[3].version` */
const showPath = (path: readonly PropertyKey[]): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .slice(1)

/** Names the first field that is wrong. The path is of our schema, and its messages quote no value. */
const invalid = ({ issues }: z.ZodError): PairFault => {
  const [issue] = issues
  const field = showPath(issue?.path ?? []) || 'the result'
  return fault('invalid-answer', `What VLSC answered to this pair breaks the contract: ${field}: ${issue?.message}.`)
}

/** Without the numbers, and without what is null. The order of fields is always the same. */
const answerOf = ({ status, program, organization, startDate, endDate, entitlements }: Result): PairAnswer => ({
  status,
  ...(program != null && { program }),
  ...(organization != null && { organization }),
  ...(startDate != null && { startDate }),
  ...(endDate != null && { endDate }),
  entitlements: entitlements ?? [],
})

const readResult = (result: unknown): PairAnswer | PairFault => {
  const { data, error } = Result.safeParse(result)
  return error ? invalid(error) : answerOf(data)
}

/** One answer from all that was sent about a pair: a wrong one voids the others, and none is picked. */
const settle = (results: readonly unknown[]): PairAnswer | PairFault => {
  let settled: PairAnswer | undefined
  let isSame = true
  for (const result of results) {
    const answer = readResult(result)
    if (isPairFault(answer)) return answer
    isSame &&= settled === undefined || JSON.stringify(answer) === JSON.stringify(settled)
    settled = answer
  }
  return isSame ? (settled ?? leftOut) : contradictory
}

/**
 * Reads an answer. Results for pairs that were not asked about, and results whose numbers cannot be read, are ignored.
 * @param body the parsed JSON
 * @returns an answer or a fault for every pair asked about, by its pairKey
 * @throws VlscFailure `wrong-shape` when there are no results to read
 */
export const readAnswer = (
  body: unknown,
  asked: readonly AgreementNumberPair[],
): Map<string, PairAnswer | PairFault> => {
  const answer = LookUpAnswer.safeParse(body).data
  if (!answer)
    throw new VlscFailure(
      'wrong-shape',
      'VLSC answered JSON that is not {"results": [...]}: see the gateway before it.',
    )
  const sent = new Map(asked.map((pair): [string, unknown[]] => [pairKey(pair), []]))
  for (const result of answer.results) {
    const pair = ResultPair.safeParse(result).data
    if (pair) sent.get(pairKey(pair))?.push(result)
  }
  return new Map([...sent].map(([key, results]) => [key, settle(results)]))
}
