import { readHistory } from '../audit/read-trail.ts'
import { LedgerError } from '../errors.ts'
import { agreementHistoryKey } from '../table/keys.ts'
import type { PageRequest } from '../table/page.ts'
import type { Table } from '../table/table.ts'
import { creationOf } from './agreement-state.ts'
import { findAgreement } from './agreement-store.ts'

/** The history of an agreement, also of a deleted one. @throws LedgerError `agreement-not-found` when there never was one */
export const readAgreementHistory = async (table: Table, id: string, page: PageRequest) => {
  const history = await readHistory(table, agreementHistoryKey(id, 0).pk, page, {
    action: 'agreement-created',
    living: async () => {
      const whole = await findAgreement(table, id)
      return whole && creationOf(whole)
    },
  })
  if (!history) throw new LedgerError('not-found', 'agreement-not-found', `There never was an agreement ${id}.`)
  return history
}
