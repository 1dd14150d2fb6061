import type { NewTitle } from '../../agreements/catalog/catalog.ts'
import { auditEntry } from '../../audit/trail.ts'
import { LedgerError } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit } from '../../foundation/table/table.ts'
import { ownOf } from '../../inventory/names/find-title.ts'
import { normalize } from '../../recognition/names/normalize.ts'
import { decide, type TitleName } from '../../recognition/titles/decision.ts'
import { readLiving } from '../../recognition/titles/merges.ts'
import { catalogSubject, readTitleDecisions, withDecision } from '../../recognition/titles/title-decisions.ts'
import { idOfName, tellName, titleKey } from '../../recognition/titles/title-id.ts'
import { basisOfPresent } from '../answers/open-snapshot.ts'
import type { Software } from '../answers/title.ts'
import { guardFreeTitle, type Taken } from './guard-free-title.ts'
import type { TitleLedger } from './open-title.ts'
import { showTitle } from './show-title.ts'

const inCatalog = ({ publisher, title }: TitleName, { id, livingId }: Taken, isMerged: boolean): LedgerError => {
  const instead = isMerged ? ` It was merged into the title ${livingId}; use that one.` : ''
  return new LedgerError('conflict', 'title-in-catalog', `${title} of ${publisher} is in the catalog: ${id}.${instead}`)
}

/**
 * Adds a title to the catalog, as a device's report of these names would make it, and needing a license whatever the rules
 * say: spec "Inventory and catalog".
 * @throws LedgerError `title-in-catalog`
 */
export const addCatalogTitle = (ledger: TitleLedger, names: NewTitle, change: Change): Promise<Software> =>
  settle(async () => {
    const { table, newId, snapshots } = ledger
    const name = ownOf(names)
    const id = idOfName(name)
    const [present, decisions, livingOf] = await Promise.all([
      snapshots.present(),
      readTitleDecisions(table, name),
      readLiving(table, [name]),
    ])
    const living = livingOf.get(titleKey(name)) ?? name
    const isMerged = titleKey(living) !== titleKey(name)
    const guard = await guardFreeTitle(table, present.snapshot, { id, ...name }, living, (existing) =>
      inCatalog(name, existing, isMerged),
    )
    const value = { ...name, licensable: true }
    const subject = catalogSubject(name)
    const added = {
      id,
      name,
      row: undefined,
      isReported: false,
      rawTitles: [],
      rule: normalize(name),
      createdAt: change.at,
      decisions: withDecision(decisions, 'catalog', subject, value, change),
      snapshot: present.snapshot,
      basis: basisOfPresent(present),
    }
    const answer = await showTitle(ledger, added, [])
    await commit(table, [
      ...change.alongside(answer),
      guard,
      decide('catalog', subject, decisions.catalog, value, change),
      auditEntry(newId(), change, 'title-added', [
        { type: 'title', id, name: tellName(name), before: null, after: value },
      ]),
    ])
    return answer
  })
