import * as z from 'zod'
import { type AgreementNumberPair, pairKey } from '../../../lib/agreements/records/pair.ts'
import { answerOf } from './answers.ts'

/** Results as they are to be sent. Only their numbers are looked at, so that wrong ones can be scripted too. */
export const ScriptedAnswers = z.array(z.looseObject({ agreementNumber: z.string(), licenseNumber: z.string() }))
export type ScriptedAnswers = z.infer<typeof ScriptedAnswers>

/** What the simulator answers: what was scripted for a pair, else what it makes of the pair's key. */
export const scriptedAnswers = () => {
  let scripted = new Map<string, ScriptedAnswers>()

  return {
    /** Replaces the script. Several results for a pair are all sent. */
    set: (results: ScriptedAnswers): void => {
      scripted = Map.groupBy(results, pairKey)
    },
    clear: (): void => scripted.clear(),
    /** The results for a pair. Its numbers are sent as they were asked. */
    of: (pair: AgreementNumberPair): unknown[] =>
      scripted.get(pairKey(pair))?.map((result) => ({ ...result, ...pair })) ?? [answerOf(pair)],
  }
}
