import { wantedKey } from '../../foundation/table/keys.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { commit, update } from '../../foundation/table/table.ts'
import type { AskingDesk } from './send-due.ts'
import type { FactKind } from './trigger.ts'

/**
 * Counts changes that were committed, and asks at once for the run that follows, whatever the pace: what waits for the
 * end of an import need not wait for what its parts asked for. Were this lost, the table's stream tells of the same.
 */
export const goFirst = async ({ table, ask }: Pick<AskingDesk, 'table' | 'ask'>, kind: FactKind): Promise<void> => {
  await commit(table, [update(wantedKey, { add: { [kind]: 1 } }, {}, raceLost)])
  await ask(kind === 'devices' ? 'collect' : 'reconcile')
}
