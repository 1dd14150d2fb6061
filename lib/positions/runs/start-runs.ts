import { wantedKey } from '../../foundation/table/keys.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { commit, type Table, update } from '../../foundation/table/table.ts'

/** Makes both stages due: something may have changed that nobody was told of. */
export const startRuns = (table: Table): Promise<void> =>
  commit(table, [update(wantedKey, { add: { devices: 1, facts: 1 } }, {}, raceLost)])
