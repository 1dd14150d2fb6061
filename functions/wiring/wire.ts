import { api } from '../../lib/foundation/http/api.ts'
import { idempotency } from '../../lib/foundation/http/idempotency.ts'
import { jsonLog } from '../../lib/foundation/log/log.ts'
import { newIds } from '../../lib/foundation/table/ids.ts'
import type { Ledger } from '../../lib/foundation/table/ledger.ts'
import { connectTable } from '../../lib/foundation/table/table.ts'

/** The ledger that a function works with, over its table. */
export const wire = ({ TABLE_NAME }: { TABLE_NAME: string }): Ledger => ({
  table: connectTable(TABLE_NAME),
  now: () => new Date(),
  newId: newIds(),
})

/** The handler of a function that serves routes of the API. */
export const serve = <C extends Pick<Ledger, 'table' | 'now'>>(
  routes: Parameters<typeof api<C>>[0],
  context: C,
  { ROLES_CLAIM: rolesClaim }: { ROLES_CLAIM: string },
) => {
  const { table, now } = context
  return api(routes, context, { rolesClaim, now, log: jsonLog(), idempotency: idempotency(table, now) })
}
