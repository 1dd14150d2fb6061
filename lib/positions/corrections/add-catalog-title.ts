import type { NewTitle } from '../../agreements/catalog/catalog.ts'
import { LedgerError } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import type { Change } from '../../foundation/table/ledger.ts'
import { commit, type Table, type Write } from '../../foundation/table/table.ts'
import { findTitles, isSameTitle, ownOf } from '../../inventory/names/find-title.ts'
import { decide, type TitleName } from '../../recognition/titles/decision.ts'
import { readLiving } from '../../recognition/titles/merges.ts'
import {
  catalogSubject,
  kindByName,
  readTitleDecisions,
  withDecision,
} from '../../recognition/titles/title-decisions.ts'
import { guardNewTitle, guardTitle, readGuards, type TitleGuard } from '../../recognition/titles/title-guard.ts'
import { idOfName, titleKey } from '../../recognition/titles/title-id.ts'
import { showTitle, type TitleLedger } from '../answers/open-title.ts'
import type { Software } from '../answers/title.ts'
import { titleByName } from '../answers/title-rows.ts'
import type { Snapshot } from '../snapshot/snapshot-reader.ts'
import { titleEntry } from './correct-title.ts'

/**
 * The guard of a title that a manager makes. A title from which all names were split still has a guard, but is free.
 * @param living the title that stands for it after merges
 */
export const guardFreeTitle = async (
  table: Table,
  snapshot: Snapshot | undefined,
  guard: TitleGuard,
  living: TitleName,
  taken: (id: string, livingId: string) => Error,
): Promise<Write> => {
  const [existing, stays] = await readGuards(table, [guard, living])
  if (!existing) return guardNewTitle(guard, (other) => taken(other?.id ?? guard.id, guard.id))
  const row = snapshot && (await titleByName(snapshot, living))
  if (row) throw taken(isSameTitle(row, guard) ? row.id : existing.id, row.id)
  const named = (await findTitles(table, [existing.id])).get(existing.id)
  if (named && isSameTitle(named.own, guard)) throw taken(existing.id, stays?.id ?? existing.id)
  return guardTitle(guard)
}

/** Adds a title that needs a license, whatever the rules say. @throws LedgerError `title-in-catalog` */
export const addCatalogTitle = (ledger: TitleLedger, names: NewTitle, change: Change): Promise<Software> =>
  settle(async () => {
    const { table, snapshots } = ledger
    const name = ownOf(names)
    const id = idOfName(name)
    const [{ snapshot, basis }, decisions, livingOf] = await Promise.all([
      snapshots.present(),
      readTitleDecisions(table, [name]),
      readLiving(table, [name]),
    ])
    const living = livingOf.get(titleKey(name)) ?? name
    const guard = await guardFreeTitle(table, snapshot, { id, ...name }, living, (id, livingId) => {
      const isMerged = !isSameTitle(living, name)
      const instead = isMerged ? ` It was merged into the title ${livingId}; use that one.` : ''
      const message = `${name.title} of ${name.publisher} is in the catalog: ${id}.${instead}`
      return new LedgerError('conflict', 'title-in-catalog', message)
    })
    const value = { ...name, licensable: true }
    const subject = catalogSubject(name)
    const added = {
      id,
      shown: name,
      name,
      snapshot,
      row: undefined,
      isReported: false,
      rawTitles: [],
      rule: kindByName(name),
      createdAt: change.at,
      decisions: withDecision(decisions, 'catalog', subject, value, change),
      basis,
    }
    const answer = await showTitle(ledger, added)
    await commit(table, [
      ...change.alongside(answer),
      guard,
      decide('catalog', subject, decisions.catalog, value, change),
      titleEntry(ledger, change, 'title-added', added, null, value),
    ])
    return answer
  })
