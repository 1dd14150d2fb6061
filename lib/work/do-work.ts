import { releasePairs } from '../agreements/delete-agreement.ts'
import { type SettlingLedger, settleEntitlements } from '../entitlements/settle-entitlements.ts'
import { emptyGroup } from '../groups/delete-group.ts'
import type { AnnouncingLedger } from '../ledger.ts'
import { readWork, type Work } from './work.ts'

/** What follow-up work needs. */
type WorkLedger = AnnouncingLedger & SettlingLedger

const kinds: Record<Work['kind'], (ledger: WorkLedger, work: Work) => Promise<void>> = {
  'release-pairs': releasePairs,
  'empty-group': emptyGroup,
  'settle-entitlements': settleEntitlements,
}

/** Does a piece of follow-up work; nothing when it is done already. */
export const doWork = async (ledger: WorkLedger, workId: string): Promise<void> => {
  const work = await readWork(ledger.table, workId)
  if (work) await kinds[work.kind](ledger, work)
}
