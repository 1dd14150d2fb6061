import { auditEntry } from '../../audit/trail.ts'
import { expectVersion } from '../../foundation/expect-version.ts'
import type { Change } from '../../foundation/table/change.ts'
import { packedDeviceKey } from '../../foundation/table/keys.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit } from '../../foundation/table/table.ts'
import { decide } from '../../recognition/titles/decision.ts'
import { dropDevice, readDevices } from './device-store.ts'
import { touch } from './link-devices.ts'
import { readLinksOf, readLinksTo } from './links.ts'
import { readKnownDevice } from './show-device.ts'

/**
 * Deletes a device. It comes back with its next report. Devices that were linked with it count for themselves again.
 * @throws LedgerError `device-not-found`, `stale-version`
 */
export const deleteDevice = ({ table, newId }: Ledger, id: string, change: Change, expected?: number): Promise<void> =>
  settle(async () => {
    const known = await readKnownDevice(table, id)
    const { sk, id: deviceId, name } = known.device
    const { version, source, reportedAt } = known.seen
    expectVersion(version, expected)
    const own = (await readLinksOf(table, [sk])).get(sk)
    const linked = await readLinksTo(table, sk)
    const links = own?.value ? [own, ...linked] : linked
    const others = links.map(({ subject, value }) => (subject === sk ? packedDeviceKey(value?.to ?? '') : subject))
    await commit(table, [
      ...dropDevice(known),
      ...touch([...(await readDevices(table, others)).values()], change),
      ...links.map((link) => decide('link', link.subject, link, undefined, change)),
      auditEntry(newId(), change, 'device-deleted', [
        { type: 'device', id: deviceId, name, before: { name, source, reportedAt }, after: null },
      ]),
    ])
  })
