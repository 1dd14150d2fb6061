import { nameKey } from '../names/name.ts'
import { readRaws, type StoredRaw } from '../software/know-software.ts'
import { readTitle } from '../software/show-software.ts'
import type { InstalledOn } from '../software/software.ts'
import type { ListPage, PageRequest } from '../table/page.ts'
import type { Table } from '../table/table.ts'
import { type DeviceSoftware, readDevices, readSoftwareLists, type StoredDevice } from './device-store.ts'
import { pageInstalls } from './install-sets.ts'

/** What some devices that count once report of a title. */
const installedOf = (
  lists: readonly DeviceSoftware[],
  names: ReadonlyMap<string, StoredRaw>,
): InstalledOn['installed'] =>
  lists
    .flatMap(({ raws, versions }) =>
      raws.flatMap((key, index) => {
        const name = names.get(key)
        return name ? [{ publisher: name.publisher, title: name.title, version: versions[index] ?? '' }] : []
      }),
    )
    .sort((one, other) => (nameKey(one.title) < nameKey(other.title) ? -1 : 1))

/**
 * The devices that have a title, each once, with the names and versions that count.
 * @param page.after packed key of the last device of the page before
 * @throws LedgerError `title-not-found`
 */
export const listInstalled = async (
  table: Table,
  titleId: string,
  { limit, after }: PageRequest,
): Promise<ListPage<InstalledOn>> => {
  const title = await readTitle(table, titleId)
  const found = await pageInstalls(table, title, limit + 1, after)
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const heads = await readDevices(table, page)
  const members = ({ sk, links = new Set<string>() }: StoredDevice) => [sk, ...links]
  const lists = await readSoftwareLists(table, [...heads.values()].flatMap(members))
  const names = await readRaws(table, title.raws)
  const items = page.flatMap((key): InstalledOn[] => {
    const device = heads.get(key)
    if (!device) return []
    const own = members(device).flatMap((member) => lists.get(member) ?? [])
    const { id, name, reportedAt } = device
    return [{ id, name, reportedAt, installed: installedOf(own, names) }]
  })
  return { items, ...(found.length > limit && last && { next: last }) }
}
