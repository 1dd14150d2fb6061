import type { Change } from '../audit/change.ts'
import { auditEntry } from '../audit/trail.ts'
import type { TitleName } from '../decisions/decision.ts'
import { decide } from '../decisions/decision-store.ts'
import { readLiving } from '../decisions/living-title.ts'
import { idOfName, titleKey } from '../decisions/title-id.ts'
import { LedgerError } from '../errors.ts'
import { normalize } from '../normalization/normalize.ts'
import { basisOfPresent } from '../positions/answers/open-snapshot.ts'
import type { Software } from '../positions/answers/title.ts'
import { ownOf } from '../software/find-title.ts'
import { guardFreeTitle, type Taken } from '../software/guard-free-title.ts'
import type { TitleLedger } from '../software/open-title.ts'
import { showTitle } from '../software/show-title.ts'
import { catalogSubject, readTitleDecisions, withDecision } from '../software/title-decisions.ts'
import { tellName } from '../software/title-name.ts'
import { settle } from '../table/race.ts'
import { commit } from '../table/table.ts'
import type { NewTitle } from './catalog.ts'

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
