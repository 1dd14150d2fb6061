import { wantedKey } from '../../foundation/table/keys.ts'
import { raceLost, settle } from '../../foundation/table/race.ts'
import { commit, type Table, update } from '../../foundation/table/table.ts'
import { readPointers } from '../snapshot/pointers.ts'
import type { Terms } from '../snapshot/terms.ts'

/** Settings of a deployment from which conclusions follow. */
export type ConclusionSettings = Pick<Terms, 'timeZone' | 'staleDays' | 'alertDays' | 'alertNoEntitlement'>

/** Makes both stages due when a deployment has changed settings from which conclusions follow. */
export const followSettings = (table: Table, settings: ConclusionSettings): Promise<void> =>
  settle(async () => {
    const { timeZone, staleDays, alertDays, alertNoEntitlement } = settings
    const now = JSON.stringify([timeZone, staleDays, alertDays, alertNoEntitlement])
    const { settings: before } = (await readPointers(table)).wanted
    if (before === now) return
    const asRead = before === undefined ? { lacks: ['settings'] } : { equals: { settings: before } }
    const changes = { set: { settings: now }, add: { devices: 1, facts: 1 } }
    await commit(table, [update(wantedKey, changes, asRead, raceLost)])
  })
