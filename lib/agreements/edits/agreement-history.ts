import { readHistory } from '../../audit/read-trail.ts'
import { LedgerError } from '../../foundation/errors.ts'
import { agreementHistoryKey } from '../../foundation/table/keys.ts'
import type { PageRequest } from '../../foundation/table/page.ts'
import type { Table } from '../../foundation/table/table.ts'
import { creationOf } from '../records/agreement-state.ts'
import { findAgreement } from '../records/agreement-store.ts'

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
