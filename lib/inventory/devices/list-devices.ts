import { dayOf } from '../../foundation/calendar/day.ts'
import { allDevices } from '../../foundation/table/keys.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { mergedList } from '../../foundation/table/merged-list.ts'
import type { ListPage, PageRequest } from '../../foundation/table/page.ts'
import type { Item } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import type { DeviceListItem } from './device.ts'
import { type KnownDevice, readDevices } from './device-store.ts'
import { type Link, readLinksOf } from './links.ts'
import { isStaleOn } from './stale-device.ts'

/** What reading devices needs. */
export type DeviceReadings = LedgerWith<'deviceStaleDays'> & LedgerWith<'timeZone'>

export const showDevice = (
  { device, seen }: KnownDevice,
  link: Link | undefined,
  { now, timeZone, deviceStaleDays }: DeviceReadings,
): DeviceListItem => {
  const { id, name, createdAt } = device
  const { source, reportedAt, softwareCount, version, updatedAt } = seen
  const counted = !isStaleOn(dayOf(now(), timeZone), new Date(reportedAt), deviceStaleDays, timeZone)
  const linked = link?.value && { linkedTo: link.value.to }
  return { id, name, source, reportedAt, counted, softwareCount, ...linked, version, createdAt, updatedAt }
}

/**
 * Managed devices by name. `contains` looks at name and id, and bounds what a page reads, so that a page may be short
 * or empty and still go on.
 */
export const listDevices = async (
  ledger: DeviceReadings,
  contains: string | undefined,
  page: PageRequest,
): Promise<ListPage<DeviceListItem>> => {
  const { table } = ledger
  const needle = contains === undefined ? '' : nameKey(contains)
  const has = (value: unknown) => nameKey(String(value)).includes(needle)
  const matches = needle === '' ? undefined : ({ name, id }: Item) => has(name) || has(id)
  const { items, next } = await mergedList(table, [{ index: 'gsi1', partition: allDevices }], page, matches)
  const keys = items.map(({ sk }) => String(sk))
  const [devices, links] = await Promise.all([readDevices(table, keys), readLinksOf(table, keys)])
  const shown = keys.flatMap((key) => {
    const known = devices.get(key)
    return known ? [showDevice(known, links.get(key), ledger)] : []
  })
  return { items: shown, ...(next !== undefined && { next }) }
}
