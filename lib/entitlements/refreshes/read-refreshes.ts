import { LedgerError } from '../../foundation/errors.ts'
import { allRefreshes, refreshKey } from '../../foundation/table/keys.ts'
import type { ListPage, PageRequest } from '../../foundation/table/page.ts'
import type { Table } from '../../foundation/table/table.ts'
import { type Refresh, showRefresh } from './refresh.ts'
import { parseRefresh, readRefresh } from './refresh-store.ts'

/** @throws LedgerError `refresh-not-found` */
export const getRefresh = async (table: Table, id: string): Promise<Refresh> => {
  const run = await readRefresh(table, id)
  if (!run) throw new LedgerError('not-found', 'refresh-not-found', `There is no refresh ${id}.`)
  return showRefresh(run)
}

/** Runs, newest first: found in the index and read from the table. @param page.after order of the last one shown */
export const listRefreshes = async (table: Table, { limit, after }: PageRequest): Promise<ListPage<Refresh>> => {
  const { items: rows } = await table.query({
    index: 'gsi1',
    partition: allRefreshes,
    ...(after !== undefined && { before: after }),
    newestFirst: true,
    limit: limit + 1,
  })
  const wanted = rows.slice(0, limit)
  const items = await table.getMany(wanted.map(({ id }) => refreshKey(String(id))))
  const runs = new Map(items.map((item) => parseRefresh(item)).map((run) => [run.id, run]))
  const last = wanted.at(-1)
  return {
    items: wanted.flatMap(({ id }) => runs.get(String(id)) ?? []).map(showRefresh),
    ...(rows.length > limit && last && { next: String(last.gsiSk) }),
  }
}
