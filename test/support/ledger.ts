import { inject } from 'vitest'
import { spareQuestions } from './empty-partitions.ts'
import { clientOf, type LedgerSettings, ledgerOn } from './ledger-on.ts'

export type { Answer, TestLedger } from './ledger-on.ts'

/** A ledger with a table of its own on the engine of the test run. */
export const newLedger = (settings?: LedgerSettings) =>
  ledgerOn(spareQuestions(clientOf(inject('dynamodbEndpoint'))), settings)

/** A pair that no other call gives. */
let pairs = 0
export const newPair = () => {
  pairs += 1
  return { agreementNumber: `N${pairs}`, licenseNumber: `L${pairs}` }
}
