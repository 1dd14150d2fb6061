import type { Change } from '../audit/change.ts'
import { auditEntry } from '../audit/trail.ts'
import { decide } from '../decisions/decision-store.ts'
import { titleSubject } from '../decisions/title-id.ts'
import { expectVersion } from '../expect-version.ts'
import { licensableReported } from '../inventory/readiness.ts'
import type { Software } from '../positions/answers/title.ts'
import { settle } from '../table/race.ts'
import { commit } from '../table/table.ts'
import { openForWriting, type TitleLedger } from './open-title.ts'
import { showDecided } from './show-title.ts'
import type { SoftwarePatch } from './software.ts'
import { decisionsAsRead, licensabilityOf, versionOf, withDecision } from './title-decisions.ts'
import { tellName } from './title-name.ts'

/**
 * A manager says whether a title needs a license; that goes before every rule. A patch that changes nothing writes
 * nothing.
 * @throws LedgerError `title-not-found`, `title-merged`, `stale-version`
 */
export const patchTitle = (
  ledger: TitleLedger,
  id: string,
  { licensable }: SoftwarePatch,
  change: Change,
  expected?: number,
): Promise<Software> =>
  settle(async () => {
    const title = await openForWriting(ledger, id)
    const { name, decisions, isReported } = title
    expectVersion(versionOf(decisions), expected)
    const before = licensabilityOf(decisions, title.rule)
    if (licensable === undefined || (licensable === before.licensable && before.licensableBy === 'manager'))
      return showDecided(ledger, title)
    const value = { ...name, licensable }
    const { licensable: earlier } = decisions
    await commit(ledger.table, [
      decide('licensable', titleSubject(name), earlier, value, change),
      ...(expected === undefined ? [] : decisionsAsRead(name, decisions, ['licensable'])),
      ...(licensable && isReported ? [licensableReported()] : []),
      auditEntry(ledger.newId(), change, 'title-changed', [
        {
          type: 'title',
          id: title.id,
          name: tellName(name),
          before: { licensable: before.licensable, licensableBy: before.licensableBy },
          after: { licensable, licensableBy: 'manager' },
        },
      ]),
    ])
    const decided = withDecision(decisions, 'licensable', titleSubject(name), value, change)
    return showDecided(ledger, { ...title, decisions: decided })
  })
