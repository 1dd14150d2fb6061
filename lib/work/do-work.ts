import { releasePairs } from '../agreements/delete-agreement.ts'
import { emptyGroup } from '../groups/delete-group.ts'
import type { Ledger } from '../ledger.ts'
import { readWork, type Work } from './work.ts'

const kinds: Record<Work['kind'], (ledger: Ledger, work: Work) => Promise<void>> = {
  'release-pairs': releasePairs,
  'empty-group': emptyGroup,
}

/** Does a piece of follow-up work; nothing when it is done already. */
export const doWork = async (ledger: Ledger, workId: string): Promise<void> => {
  const work = await readWork(ledger.table, workId)
  if (work) await kinds[work.kind](ledger, work)
}
