import type { Change } from '../audit/change.ts'
import { invalidInput, LedgerError } from '../errors.ts'
import { packedDeviceKey } from '../table/keys.ts'
import { settle } from '../table/race.ts'
import { countInstallsWork } from './count-installs.ts'
import { type Device, maximumLinks } from './device.ts'
import { readDevice, readDevices, type StoredDevice } from './device-store.ts'
import { type Family, readFamilies, withMember, withoutMember } from './family.ts'
import type { InventoryLedger } from './inventory-ledger.ts'
import { regroup } from './regroup.ts'
import { getDevice, readKnownDevice } from './show-device.ts'

/** The device under which another one is to count: the one that was named, or the one that it is linked to itself. */
const readHead = async ({ table }: InventoryLedger, id: string): Promise<StoredDevice> => {
  const named = await readDevice(table, packedDeviceKey(id))
  const head = named?.linkedTo === undefined ? named : (await readDevices(table, [named.linkedTo])).get(named.linkedTo)
  if (head) return head
  const message = `There is no device ${id}.`
  throw invalidInput([{ pointer: '/deviceId', code: 'device-not-found', message }])
}

const checkLink = (device: StoredDevice, head: StoredDevice): void => {
  if (head.sk === device.sk)
    throw invalidInput([{ pointer: '/deviceId', code: 'same-device', message: 'A device cannot be linked to itself.' }])
  if (device.linkedTo !== undefined)
    throw new LedgerError('conflict', 'device-linked', 'The device is linked to another one. Unlink it first.')
  if ((device.links?.size ?? 0) > 0)
    throw new LedgerError(
      'conflict',
      'device-linked',
      'Other devices are linked to this one. Link it the other way round.',
    )
  if ((head.links?.size ?? 0) >= maximumLinks)
    throw new LedgerError('conflict', 'link-limit-reached', `At most ${maximumLinks} devices can be linked to one.`)
}

const joined = (families: Family, device: StoredDevice, head: StoredDevice): Family =>
  withMember(withMember(families, { ...device, linkedTo: head.sk }), {
    ...head,
    links: new Set([...(head.links ?? []), device.sk]),
  })

/**
 * Links a device that two sources know under two ids to the other one: they count once from now on.
 * @throws LedgerError `device-not-found`, `same-device`, `device-linked`, `link-limit-reached`
 */
export const linkDevice = async (ledger: InventoryLedger, id: string, to: string, change: Change): Promise<Device> => {
  await settle(async () => {
    const device = await readKnownDevice(ledger.table, id)
    const head = await readHead(ledger, to)
    if (device.linkedTo === head.sk) return
    checkLink(device, head)
    const family = (await readFamilies(ledger.table, [head])).get(head.sk) ?? [head]
    const before = [device, ...family]
    await regroup(ledger, before, joined(before, device, head), change, {
      action: 'device-linked',
      changed: { type: 'device', id: device.id, name: device.name, before: {}, after: { linkedTo: head.id } },
    })
  })
  await ledger.announceWork(countInstallsWork)
  return getDevice(ledger.table, id)
}

/**
 * Lets a linked device count for itself again.
 * @throws LedgerError `device-not-found`, `not-linked`
 */
export const unlinkDevice = async (ledger: InventoryLedger, id: string, change: Change): Promise<void> => {
  await settle(async () => {
    const device = await readKnownDevice(ledger.table, id)
    if (device.linkedTo === undefined)
      throw new LedgerError('conflict', 'not-linked', 'The device is not linked to another one.')
    const family = (await readFamilies(ledger.table, [device])).get(device.sk) ?? [device]
    const head = family.find(({ sk }) => sk === device.linkedTo)
    await regroup(ledger, family, withoutMember(family, device), change, {
      action: 'device-unlinked',
      changed: { type: 'device', id: device.id, name: device.name, before: { linkedTo: head?.id }, after: {} },
    })
  })
  await ledger.announceWork(countInstallsWork)
}
