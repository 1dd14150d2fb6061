import { auditEntry } from '../../audit/trail.ts'
import { invalidInput, LedgerError } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import { packedDeviceKey } from '../../foundation/table/keys.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit, type Table, type Write } from '../../foundation/table/table.ts'
import { decide } from '../../recognition/titles/decision.ts'
import { maximumLinks } from './device.ts'
import { changeSeen, type KnownDevice, readDevices } from './device-store.ts'
import { type Link, readLinksOf, readLinksTo } from './links.ts'
import { readKnownDevice } from './show-device.ts'

/** The device under which another one is to count: the one that was named, or the one that it is linked to itself. */
const readHead = async (table: Table, id: string): Promise<KnownDevice> => {
  const named = packedDeviceKey(id)
  const link = (await readLinksOf(table, [named])).get(named)
  const key = link?.value ? packedDeviceKey(link.value.to) : named
  const head = (await readDevices(table, [key])).get(key)
  if (head) return head
  const message = `There is no device ${id}.`
  throw invalidInput([{ pointer: '/deviceId', code: 'device-not-found', message }])
}

const conflict = (code: string, detail: string): LedgerError => new LedgerError('conflict', code, detail)

const checkLink = async (table: Table, { device }: KnownDevice, link: Link | undefined, head: KnownDevice) => {
  if (head.device.sk === device.sk)
    throw invalidInput([{ pointer: '/deviceId', code: 'same-device', message: 'A device cannot be linked to itself.' }])
  if (link?.value) throw conflict('device-linked', 'The device is linked to another one. Unlink it first.')
  const [links, linksOfHead] = await Promise.all([readLinksTo(table, device.sk), readLinksTo(table, head.device.sk)])
  if (links.length > 0)
    throw conflict('device-linked', 'Other devices are linked to this one. Link it the other way round.')
  if (linksOfHead.length >= maximumLinks)
    throw conflict('link-limit-reached', `At most ${maximumLinks} devices can be linked to one.`)
}

/** Devices whose links change are as they were read: so no two changes of the links of one device happen at once. */
export const touch = (devices: readonly (KnownDevice | undefined)[], { at }: Change): Write[] =>
  devices.flatMap((known) => (known ? [changeSeen(known.seen, {}, at)] : []))

/**
 * Links a device that two sources know under two ids to the other one: they count once from now on.
 * @throws LedgerError `device-not-found`, `same-device`, `device-linked`, `link-limit-reached`
 */
export const linkDevice = ({ table, newId }: Ledger, id: string, to: string, change: Change): Promise<void> =>
  settle(async () => {
    const known = await readKnownDevice(table, id)
    const { sk, id: deviceId, name } = known.device
    const head = await readHead(table, to)
    const link = (await readLinksOf(table, [sk])).get(sk)
    if (link?.value && packedDeviceKey(link.value.to) === head.device.sk) return
    await checkLink(table, known, link, head)
    const linkedTo = head.device.id
    await commit(table, [
      ...touch([known, head], change),
      decide('link', sk, link, { deviceId, to: linkedTo }, change),
      auditEntry(newId(), change, 'device-linked', [
        { type: 'device', id: deviceId, name, before: {}, after: { linkedTo } },
      ]),
    ])
  })

/**
 * Lets a linked device count for itself again.
 * @throws LedgerError `device-not-found`, `not-linked`
 */
export const unlinkDevice = ({ table, newId }: Ledger, id: string, change: Change): Promise<void> =>
  settle(async () => {
    const known = await readKnownDevice(table, id)
    const { sk, id: deviceId, name } = known.device
    const link = (await readLinksOf(table, [sk])).get(sk)
    if (!link?.value) throw conflict('not-linked', 'The device is not linked to another one.')
    const { to: linkedTo } = link.value
    const head = packedDeviceKey(linkedTo)
    await commit(table, [
      ...touch([known, (await readDevices(table, [head])).get(head)], change),
      decide('link', sk, link, undefined, change),
      auditEntry(newId(), change, 'device-unlinked', [
        { type: 'device', id: deviceId, name, before: { linkedTo }, after: {} },
      ]),
    ])
  })
