import type { Change } from '../audit/change.ts'
import { type Action, auditEntry, type Changed } from '../audit/trail.ts'
import { commit, type Write } from '../table/table.ts'
import { countDevices } from './device-counts.ts'
import { changeDevice, deviceAsRead, dropDevice, readSoftwareLists, type StoredDevice } from './device-store.ts'
import { countChange, type Family } from './family.ts'
import { markDevice } from './install-marks.ts'
import type { InventoryLedger } from './inventory-ledger.ts'

const sameLinks = (one: StoredDevice, other: StoredDevice): boolean =>
  one.linkedTo === other.linkedTo && [...(one.links ?? [])].join() === [...(other.links ?? [])].join()

const rewrite = (device: StoredDevice, next: StoredDevice | undefined, at: string): Write[] => {
  if (!next) return dropDevice(device)
  if (sameLinks(device, next)) return [deviceAsRead(device)]
  const links = next.links && next.links.size > 0 ? next.links : undefined
  return [changeDevice(device, { linkedTo: next.linkedTo, links, updatedAt: at })]
}

/**
 * Makes some whole families others: members leave, join or go. All they have is counted anew, under the keys of all.
 * @throws RaceLost when one of them is not as it was read
 */
export const regroup = async (
  { table, newId }: InventoryLedger,
  before: Family,
  after: Family,
  change: Change,
  audited: { action: Action; changed: Changed },
): Promise<void> => {
  const next = new Map(after.map((device) => [device.sk, device]))
  const lists = await readSoftwareLists(
    table,
    before.map(({ sk }) => sk),
  )
  const names = new Set([...lists.values()].flatMap(({ raws }) => raws))
  await commit(table, [
    ...before.flatMap((device) => rewrite(device, next.get(device.sk), change.at)),
    ...before.map(({ sk }) => markDevice(newId(), sk, names, change.at)),
    ...countDevices('api', countChange(before, after)),
    auditEntry(newId(), change, audited.action, [audited.changed]),
  ])
}
