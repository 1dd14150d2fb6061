import { auditEntry, type Changed } from '../../audit/trail.ts'
import { conflict, expectVersion, invalidInput, type Versions } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import { packedDeviceKey } from '../../foundation/table/keys.ts'
import type { Change, Ledger } from '../../foundation/table/ledger.ts'
import { commit, type Table, type Write } from '../../foundation/table/table.ts'
import { decide } from '../../recognition/titles/decision.ts'
import { maximumLinks } from './device.ts'
import { changeSeen, dropDevice, type KnownDevice, readDevices } from './device-store.ts'
import { readExemptionsOf } from './exemptions.ts'
import { type Link, readKnownDevice, readLinksOf, readLinksTo } from './read-devices.ts'

const readLink = async (table: Table, key: string): Promise<Link | undefined> => (await readLinksOf(table, [key]))(key)

/** The device that others will count under: the named one, or the one that it is linked to. */
const readHead = async (table: Table, id: string): Promise<KnownDevice> => {
  const named = packedDeviceKey(id)
  const link = await readLink(table, named)
  const key = link?.value ? packedDeviceKey(link.value.to) : named
  const head = (await readDevices(table, [key])).get(key)
  if (head) return head
  const message = `There is no device ${id}.`
  throw invalidInput([{ pointer: '/deviceId', code: 'device-not-found', message }])
}

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

const changed = (
  { device: { id, name } }: KnownDevice,
  before: Changed['before'],
  after: Changed['after'],
): Changed[] => [{ type: 'device', id, name, before, after }]

/** On condition that devices are as they were read, so that two changes of their links cannot happen together. */
const touch = (devices: Iterable<KnownDevice>, { at }: Change): Write[] =>
  [...devices].map(({ seen }) => changeSeen(seen, {}, at))

/**
 * A device, and the one that it would be linked to.
 * @throws LedgerError `device-not-found`, `same-device`, `device-linked`, `link-limit-reached`
 */
export const openLink = async (table: Table, id: string, to: string) => {
  const known = await readKnownDevice(table, id)
  const head = await readHead(table, to)
  const link = await readLink(table, known.device.sk)
  const isLinked = link?.value !== undefined && packedDeviceKey(link.value.to) === head.device.sk
  if (!isLinked) await checkLink(table, known, link, head)
  return { known, head, link, isLinked }
}

/** Links two ids that two sources have for one machine: from now on they count once. @throws as {@link openLink} */
export const linkDevice = ({ table, newId }: Ledger, id: string, to: string, change: Change): Promise<void> =>
  settle(async () => {
    const { known, head, link, isLinked } = await openLink(table, id, to)
    if (isLinked) return
    const { sk, id: deviceId } = known.device
    const linkedTo = head.device.id
    await commit(table, [
      ...touch([known, head], change),
      decide('link', sk, link, { deviceId, to: linkedTo }, change),
      auditEntry(newId(), change, 'device-linked', changed(known, {}, { linkedTo })),
    ])
  })

/** A device that is linked to another one. @throws LedgerError `device-not-found`, `not-linked` */
export const openLinked = async (table: Table, id: string) => {
  const known = await readKnownDevice(table, id)
  const link = await readLink(table, known.device.sk)
  if (!link?.value) throw conflict('not-linked', 'The device is not linked to another one.')
  return { known, link, linkedTo: link.value.to }
}

/** Lets a linked device count for itself again. @throws as {@link openLinked} */
export const unlinkDevice = ({ table, newId }: Ledger, id: string, change: Change): Promise<void> =>
  settle(async () => {
    const { known, link, linkedTo } = await openLinked(table, id)
    const heads = await readDevices(table, [packedDeviceKey(linkedTo)])
    await commit(table, [
      ...touch([known, ...heads.values()], change),
      decide('link', known.device.sk, link, undefined, change),
      auditEntry(newId(), change, 'device-unlinked', changed(known, { linkedTo }, {})),
    ])
  })

/**
 * Deletes a device. It comes back with its next report. Devices that were linked with it count for themselves again,
 * and its exemptions are taken back.
 * @throws LedgerError `device-not-found`, `stale-version`
 */
export const deleteDevice = (
  { table, newId }: Ledger,
  id: string,
  change: Change,
  expected?: Versions,
): Promise<void> =>
  settle(async () => {
    const known = await readKnownDevice(table, id)
    const { sk, name } = known.device
    const { version, source, reportedAt } = known.seen
    expectVersion(version, expected)
    const own = await readLink(table, sk)
    const linked = await readLinksTo(table, sk)
    const links = own?.value ? [own, ...linked] : linked
    const exemptions = (await readExemptionsOf(table, sk)).filter(({ value }) => value)
    const others = links.map(({ subject, value }) => (subject === sk ? packedDeviceKey(value?.to ?? '') : subject))
    await commit(table, [
      ...dropDevice(known),
      ...touch((await readDevices(table, others)).values(), change),
      ...links.map((link) => decide('link', link.subject, link, undefined, change)),
      ...exemptions.map((one) => decide('exemption', one.subject, one, undefined, change)),
      auditEntry(newId(), change, 'device-deleted', changed(known, { name, source, reportedAt }, null)),
    ])
  })
