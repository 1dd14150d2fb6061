import { catalogRow, readShelves, shelve } from '../../lib/catalog/shelf.ts'
import { publisherKey } from '../../lib/normalization/software-key.ts'
import { countPositionsWork } from '../../lib/positions/count-positions-work.ts'
import { markTitles } from '../../lib/positions/mark-titles.ts'
import { addTitle, newTitle } from '../../lib/software/title-store.ts'
import { readinessKey } from '../../lib/table/keys.ts'
import { commit, put } from '../../lib/table/table.ts'
import type { TestLedger } from './ledger-on.ts'

/** Some device has reported licensable software: other agreements can be written. */
export const makeReady = ({ table }: TestLedger): Promise<void> =>
  commit(table, [put({ ...readinessKey, is: true }, {}, () => new Error('Nothing refuses it.'))])

/** Puts titles of a publisher into the catalog. @returns their ids */
export const addTitles = async (
  { table, ledger, announced }: TestLedger,
  publisher: string,
  names: readonly string[],
): Promise<string[]> => {
  const at = '2026-01-01T00:00:00.000Z'
  const titles = names.map((title) => newTitle({ publisher, title, licensable: true, licensableBy: 'rule' }, at))
  const key = publisherKey(publisher)
  const shelved = [{ publisherKey: key, name: publisher, rows: titles.map(catalogRow) }]
  const { writes } = shelve(await readShelves(table, [key]), shelved, at)
  await commit(table, [...titles.map(addTitle), ...writes, ...markTitles(ledger.newId(), titles, at)])
  announced.push(countPositionsWork)
  return titles.map(({ id }) => id)
}
