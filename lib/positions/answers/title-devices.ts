import { ascendingBy, ascendingByAll } from '../../foundation/collections.ts'
import { packedDeviceKey } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { type DeviceWithSoftware, readDevicesWithSoftware } from '../../inventory/devices/device-store.ts'
import { kept, type Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import type { InstalledOn, RawTitle } from './title.ts'
import { readReported } from './title-rows.ts'

type Title = Row<'titles'>

const linkedTo = kept((devices: readonly Row<'devices'>[]) => {
  const linked = devices.flatMap(({ machine }, number) => (machine === number ? [] : [{ machine, number }]))
  return Map.groupBy(linked, ({ machine }) => machine)
})

/** The device with which a machine counts, then those that were linked to it. */
type Machine = readonly [DeviceWithSoftware, ...DeviceWithSoftware[]]

/** Machines that have a title, in the order of the snapshot; those that are gone since then are left out. */
const readMachines = async (
  table: Table,
  snapshot: Snapshot,
  { installed, firstInstall }: Title,
  offset: number,
  limit: number,
): Promise<Machine[]> => {
  const count = Math.min(limit, installed - offset)
  if (count <= 0) return []
  const from = firstInstall + offset
  const [installs, devices] = await Promise.all([
    snapshot.some({ table: 'installs', from, to: from + count, columns: ['device'] }),
    snapshot.all('devices'),
  ])
  const machines = installs.map(({ device }) => {
    const linked = linkedTo(devices).get(device) ?? []
    return [device, ...linked.map(({ number }) => number)].map((number) => packedDeviceKey(devices[number]?.id ?? ''))
  })
  const read = await readDevicesWithSoftware(table, machines.flat())
  const byKey = new Map(read.map((one) => [one.device.sk, one]))
  return machines.flatMap((keys): Machine[] => {
    const [head, ...linked] = keys.flatMap((key) => byKey.get(key) ?? [])
    return head ? [[head, ...linked]] : []
  })
}

/** Machines that have a title, with the names under which they report it. */
const readUse = (table: Table, snapshot: Snapshot, title: Title, offset: number, limit: number) =>
  Promise.all([readMachines(table, snapshot, title, offset, limit), readReported(snapshot, title)])

/** The devices that have a title, each once, with the names and versions that they report now. */
export const readInstalledOn = async (
  table: Table,
  snapshot: Snapshot,
  title: Title,
  { offset, limit }: { offset: number; limit: number },
): Promise<InstalledOn[]> => {
  const [machines, names] = await readUse(table, snapshot, title, offset, limit)
  return machines.map((machine) => {
    const [{ device, seen }] = machine
    const programs = machine.flatMap((one) => one.programs)
    const installed = programs.flatMap(({ hash, versions }) => {
      const name = names.get(hash)
      return name ? versions.map((version) => ({ ...name, version })) : []
    })
    installed.sort(ascendingBy((name) => nameKey(name.title)))
    return { id: device.id, name: device.name, reportedAt: seen.reportedAt, installed }
  })
}

/** Versions are counted on so many devices. */
const devicesRead = 100

const countVersions = (machines: readonly Machine[], hash: string): RawTitle['versions'] => {
  const versions = machines.flatMap((machine) => {
    const own = machine.flatMap(({ programs }) => programs.filter((one) => one.hash === hash))
    return [...new Set(own.flatMap((program) => program.versions))]
  })
  return [...Map.groupBy(versions, (version) => version)]
    .map(([version, all]) => ({ version, devices: all.length }))
    .sort(ascendingByAll(({ version, devices }) => [-devices, version]))
}

/** The names under which devices report a title, with the versions in which the first devices have it. */
export const countNames = async (table: Table, snapshot: Snapshot, title: Title) => {
  const [machines, names] = await readUse(table, snapshot, title, 0, devicesRead)
  const rawTitles = [...names].map(([hash, name]) => ({ ...name, versions: countVersions(machines, hash) }))
  return { rawTitles, versionsOf: machines.length }
}
