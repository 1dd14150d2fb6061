import { readHistory } from '../../audit/read-trail.ts'
import { groupHistoryKey } from '../../foundation/table/keys.ts'
import type { PageRequest } from '../../foundation/table/page.ts'
import type { Table } from '../../foundation/table/table.ts'
import { unassigned } from '../records/group.ts'
import { creationOf, readGroup } from '../records/group-store.ts'
import { groupNotFound } from './groups.ts'

/** The history of a group, also of a deleted one. @throws LedgerError `group-not-found` when there never was one */
export const readGroupHistory = async (table: Table, id: string, page: PageRequest) => {
  if (id === unassigned.id) return { items: [] }
  const history = await readHistory(table, groupHistoryKey(id, 0).pk, page, {
    action: 'group-created',
    living: async () => {
      const found = await readGroup(table, id)
      return found && creationOf(found.group)
    },
  })
  if (!history) throw groupNotFound(id)
  return history
}
