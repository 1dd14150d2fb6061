import type { Change } from '../audit/change.ts'
import { auditEntry } from '../audit/trail.ts'
import { LedgerError } from '../errors.ts'
import type { AnnouncingLedger } from '../ledger.ts'
import { normalize } from '../normalization/normalize.ts'
import { publisherKey } from '../normalization/software-key.ts'
import { countPositionsWork } from '../positions/count-positions-work.ts'
import { markTitles } from '../positions/mark-titles.ts'
import { addTitle, newTitle, readTitles, type StoredTitle } from '../software/title-store.ts'
import { settle } from '../table/race.ts'
import { commit } from '../table/table.ts'
import type { AddedTitle, NewTitle } from './catalog.ts'
import { catalogRow, readShelves, shelve } from './shelf.ts'

const inCatalog = ({ id, publisher, title, mergedInto }: StoredTitle): LedgerError => {
  const instead = mergedInto === undefined ? '' : ` It was merged into the title ${mergedInto}; use that one.`
  return new LedgerError('conflict', 'title-in-catalog', `${title} of ${publisher} is in the catalog: ${id}.${instead}`)
}

const showAdded = ({ id, publisher, title, licensable, version, createdAt, updatedAt }: StoredTitle): AddedTitle => ({
  id,
  publisher,
  title,
  licensable,
  version,
  createdAt,
  updatedAt,
})

/** A title by a manager's word, as a device's report of these names would make it. */
const titleByManager = ({ publisher, title }: NewTitle, at: string): StoredTitle => {
  const names = normalize({ publisher, title })
  return newTitle({ publisher: names.publisher, title: names.title, licensable: true, licensableBy: 'manager' }, at)
}

/** Adds a title to the catalog: spec "Inventory and catalog". @throws LedgerError `title-in-catalog` */
export const addCatalogTitle = async (
  { table, newId, announceWork }: AnnouncingLedger,
  names: NewTitle,
  change: Change,
): Promise<AddedTitle> => {
  const made = titleByManager(names, change.at)
  const { id, publisher, title, licensable } = made
  const shown = showAdded(made)
  const workIds = await settle(async () => {
    const found = (await readTitles(table, [id])).get(id)
    if (found) throw inCatalog(found)
    const key = publisherKey(publisher)
    const rows = [catalogRow(made)]
    const shelved = shelve(await readShelves(table, [key]), [{ publisherKey: key, name: publisher, rows }], change.at)
    const marks = markTitles(newId(), [made], change.at)
    await commit(table, [
      ...change.alongside(shown),
      addTitle(made),
      ...marks,
      ...shelved.writes,
      auditEntry(newId(), change, 'title-added', [
        { type: 'title', id, name: `${publisher}: ${title}`, before: null, after: { publisher, title, licensable } },
      ]),
    ])
    return [...shelved.workIds, ...(marks.length > 0 ? [countPositionsWork] : [])]
  })
  for (const workId of workIds) await announceWork(workId)
  return shown
}
