import type { Change } from '../audit/change.ts'
import { expectVersion } from '../expect-version.ts'
import { settle } from '../table/race.ts'
import { countInstallsWork } from './count-installs.ts'
import { readFamilies, withoutMember } from './family.ts'
import type { InventoryLedger } from './inventory-ledger.ts'
import { regroup } from './regroup.ts'
import { readKnownDevice } from './show-device.ts'

/**
 * Deletes a device; its installs leave the counts within seconds. It comes back with its next report. Devices that were
 * linked with it count for themselves again.
 * @throws LedgerError `device-not-found`, `stale-version`
 */
export const deleteDevice = async (
  ledger: InventoryLedger,
  id: string,
  change: Change,
  expected?: number,
): Promise<void> => {
  await settle(async () => {
    const device = await readKnownDevice(ledger.table, id)
    expectVersion(device.version, expected)
    const family = (await readFamilies(ledger.table, [device])).get(device.sk) ?? [device]
    const after = withoutMember(family, device).filter(({ sk }) => sk !== device.sk)
    const { name, source, reportedAt } = device
    const before = { name, source, reportedAt }
    await regroup(ledger, family, after, change, {
      action: 'device-deleted',
      changed: { type: 'device', id: device.id, name, before, after: null },
    })
  })
  await ledger.announceWork(countInstallsWork)
}
