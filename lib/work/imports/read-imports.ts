import { LedgerError } from '../../foundation/errors.ts'
import { allImports, importKey } from '../../foundation/table/keys.ts'
import type { ListPage, PageRequest } from '../../foundation/table/page.ts'
import type { Item, Table } from '../../foundation/table/table.ts'
import { type Import, StoredImport, showImport } from './import-run.ts'

/** Signs a link to a report of an import. */
export type SignReport = (importId: string, report: 'errors.csv' | 'left.csv') => Promise<string>

const show = async (item: Item, sign: SignReport): Promise<Import> => {
  const run = StoredImport.parse(item)
  return showImport(run, {
    ...(run.hasErrorReport && { errorReportUrl: await sign(run.id, 'errors.csv') }),
    ...(run.undo && run.undo.left > 0 && { leftReportUrl: await sign(run.id, 'left.csv') }),
  })
}

/** @throws LedgerError `import-not-found` */
export const getImport = async (table: Table, id: string, sign: SignReport): Promise<Import> => {
  const item = await table.get(importKey(id))
  if (!item) throw new LedgerError('not-found', 'import-not-found', `There is no import ${id}.`)
  return show(item, sign)
}

/** Most errors that a page of imports shows; a page with more of them is cut short and goes on. */
const errorsPerPage = 2_000

/** Imports, newest first: found in the index, read from the table. @param page.after order of the last one shown */
export const listImports = async (
  table: Table,
  { limit, after }: PageRequest,
  sign: SignReport,
): Promise<ListPage<Import>> => {
  const page = await table.query({
    index: 'gsi1',
    partition: allImports,
    ...(after !== undefined && { before: after }),
    newestFirst: true,
    limit: limit + 1,
  })
  const orders = new Map(page.items.map((item) => [String(item.id), String(item.gsiSk)]))
  const wanted = [...orders.keys()].slice(0, limit)
  const runs = new Map((await table.getMany(wanted.map(importKey))).map((item) => [String(item.id), item]))

  const items: Import[] = []
  let errors = 0
  let next: string | undefined
  for (const id of wanted) {
    const item = runs.get(id)
    if (!item) continue
    const shown = await show(item, sign)
    errors += shown.errors.length
    if (items.length > 0 && errors > errorsPerPage) return { items, ...(next !== undefined && { next }) }
    items.push(shown)
    next = orders.get(id)
  }
  return { items, ...(page.items.length > limit && next !== undefined && { next }) }
}
