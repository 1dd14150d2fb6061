import { auditEntry } from '../../audit/trail.ts'
import { expectVersion } from '../../foundation/expect-version.ts'
import type { Change } from '../../foundation/table/change.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit } from '../../foundation/table/table.ts'
import { licensableReported } from '../../inventory/names/readiness.ts'
import { decide } from '../../recognition/titles/decision.ts'
import { decisionsAsRead, licensabilityOf, versionOf, withDecision } from '../../recognition/titles/title-decisions.ts'
import { tellName, titleSubject } from '../../recognition/titles/title-id.ts'
import type { Software } from '../answers/title.ts'
import { openForWriting, type TitleLedger } from './open-title.ts'
import { showDecided } from './show-title.ts'
import type { SoftwarePatch } from './software.ts'

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
