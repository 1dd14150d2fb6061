import { LedgerError } from '../../foundation/errors.ts'
import { allDevices, nameOrder, packedDeviceKey } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { nameId } from '../../recognition/titles/title-id.ts'
import { readNames } from '../names/software-names.ts'
import type { Device } from './device.ts'
import { type KnownDevice, type Program, readDevices, readDevicesWithSoftware } from './device-store.ts'
import { readLinksOf, readLinksTo } from './links.ts'
import { type DeviceReadings, showDevice } from './list-devices.ts'

const namesakesShown = 10

/** Finds the titles that names belong to, as far as they are known. @returns ids by the hashes of the names */
export type FindTitles = (hashes: ReadonlySet<string>) => Promise<ReadonlyMap<string, string>>

const notFound = (id: string): LedgerError =>
  new LedgerError('not-found', 'device-not-found', `There is no device ${id}.`)

/** @throws LedgerError `device-not-found` */
export const readKnownDevice = async (table: Table, id: string): Promise<KnownDevice> => {
  const key = packedDeviceKey(id)
  const known = (await readDevices(table, [key])).get(key)
  if (!known) throw notFound(id)
  return known
}

/** The beginning of the order of all devices of one name. */
const orderOfName = (name: string): string => nameOrder(nameKey(name), '')

/** Devices of the same name, linked with it or not. */
const readNamesakes = async (table: Table, { sk, name }: KnownDevice['device']): Promise<KnownDevice[]> => {
  const limit = namesakesShown + 1
  const { items } = await table.query({ index: 'gsi1', partition: allDevices, prefix: orderOfName(name), limit })
  const devices = await readDevices(
    table,
    items.map((item) => String(item.sk)),
  )
  return [...devices.values()].filter(({ device }) => device.sk !== sk && nameKey(device.name) === nameKey(name))
}

/** Devices of the same name that count for themselves, beside it. */
const findDuplicates = async (
  table: Table,
  device: KnownDevice['device'],
  family: ReadonlySet<string>,
): Promise<Device['possibleDuplicates']> => {
  const namesakes = await readNamesakes(table, device)
  const links = await readLinksOf(
    table,
    namesakes.map((other) => other.device.sk),
  )
  const headOf = (key: string) => {
    const to = links.get(key)?.value?.to
    return to === undefined ? key : packedDeviceKey(to)
  }
  return namesakes
    .filter((other) => !family.has(headOf(other.device.sk)))
    .slice(0, namesakesShown)
    .map(({ device: { id }, seen: { source, reportedAt } }) => ({ id, source, reportedAt }))
}

const showSoftware = async (
  table: Table,
  programs: readonly Program[],
  findTitles: FindTitles,
): Promise<Device['software']> => {
  const hashes = new Set(programs.map(({ hash }) => hash))
  const [names, titles] = await Promise.all([readNames(table, hashes), findTitles(hashes)])
  const software = programs.flatMap(({ hash, versions }) => {
    const name = names.get(hash)
    if (!name) return []
    const { publisher, title } = name
    const titleId = titles.get(hash) ?? nameId(hash, { publisher, title })
    return versions.map((version) => ({ publisher, title, version, titleId }))
  })
  return software.sort((one, other) => (nameKey(one.title) < nameKey(other.title) ? -1 : 1))
}

/**
 * A device with its software. A name leads to its title also when no snapshot has it yet: by an id of its own.
 * @throws LedgerError `device-not-found`
 */
export const getDevice = async (ledger: DeviceReadings, id: string, findTitles: FindTitles): Promise<Device> => {
  const { table } = ledger
  const key = packedDeviceKey(id)
  const [[known], linked, own] = await Promise.all([
    readDevicesWithSoftware(table, [key]),
    readLinksTo(table, key),
    readLinksOf(table, [key]),
  ])
  if (!known) throw notFound(id)
  const link = own.get(key)
  const head = link?.value && packedDeviceKey(link.value.to)
  const [possibleDuplicates, software] = await Promise.all([
    findDuplicates(table, known.device, new Set(head === undefined ? [key] : [key, head])),
    showSoftware(table, known.programs, findTitles),
  ])
  return {
    ...showDevice(known, link, ledger),
    linkedDevices: linked.flatMap(({ value }) => value?.deviceId ?? []).sort(),
    possibleDuplicates,
    software,
  }
}
