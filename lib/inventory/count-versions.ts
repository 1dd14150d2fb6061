import { readRaws } from '../software/know-software.ts'
import type { StoredTitle } from '../software/title-store.ts'
import type { Table } from '../table/table.ts'
import { type DeviceSoftware, readDevices, readSoftwareLists } from './device-store.ts'
import { pageInstalls } from './install-sets.ts'

/** Devices whose lists are read to tell versions. */
const devicesRead = 100
/** Half the price: nothing is decided by it. */
const momentOld = { consistent: false }

/** A name of a title as devices report it, and on how many of those that were looked at in which version. */
interface CountedName {
  publisher: string
  title: string
  versions: { version: string; devices: number }[]
}

const countVersions = (lists: readonly (readonly DeviceSoftware[])[], name: string): CountedName['versions'] => {
  const counts = new Map<string, number>()
  for (const device of lists) {
    const own = device.flatMap(({ raws, versions }) =>
      raws.flatMap((raw, index) => (raw === name ? [versions[index] ?? ''] : [])),
    )
    for (const version of new Set(own)) counts.set(version, (counts.get(version) ?? 0) + 1)
  }
  return [...counts]
    .map(([version, devices]) => ({ version, devices }))
    .sort((one, other) => other.devices - one.devices || (one.version < other.version ? -1 : 1))
}

/**
 * The names of a title with the versions in which devices have it, of the first devices that have it.
 * @returns also how many devices were looked at
 */
export const countNames = async (
  table: Table,
  title: StoredTitle,
): Promise<{ names: CountedName[]; devices: number }> => {
  const [names, keys] = await Promise.all([
    readRaws(table, title.raws),
    pageInstalls(table, title, devicesRead, undefined),
  ])
  const heads = [...(await readDevices(table, keys, momentOld)).values()]
  const members = heads.map(({ sk, links = new Set<string>() }) => [sk, ...links])
  const lists = await readSoftwareLists(table, members.flat(), momentOld)
  const ofDevices = members.map((own) => own.flatMap((member) => lists.get(member) ?? []))
  return {
    names: [...names].map(([key, { publisher, title: name }]) => ({
      publisher,
      title: name,
      versions: countVersions(ofDevices, key),
    })),
    devices: heads.length,
  }
}
