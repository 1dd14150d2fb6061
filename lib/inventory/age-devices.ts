import { timeLeft } from '../table/deadline.ts'
import { deviceBuckets, devicePartition } from '../table/keys.ts'
import { settle } from '../table/race.ts'
import { commit, pagesOf } from '../table/table.ts'
import { countInstallsWork } from './count-installs.ts'
import { isStaleDevice } from './device.ts'
import { addCounts, countDevices } from './device-counts.ts'
import { changeDevice, parseDevice, readDevices, readSoftwareLists, type StoredDevice } from './device-store.ts'
import { countChange, othersAsRead, readFamilies, withMember } from './family.ts'
import { markDevice } from './install-marks.ts'
import type { InventoryLedger } from './inventory-ledger.ts'

/** The name of this work, before the bucket from which it goes on. */
export const ageDevicesWork = 'age-devices'

/** Devices without links that one transaction ages: each is two items, its mark and itself. */
const devicesAtOnce = 30
/** Milliseconds that are left for what cannot be put off. */
const reserve = 20_000

const isDue = ({ reportedAt, counted }: StoredDevice, { now, deviceStaleDays }: InventoryLedger): boolean =>
  counted === isStaleDevice(reportedAt, now(), deviceStaleDays)

/** Devices that begin or cease to count, as they are now. @returns whether anything is to be counted anew */
const age = async (ledger: InventoryLedger, keys: readonly string[]): Promise<boolean> => {
  const { table, newId, now } = ledger
  return settle(async () => {
    const devices = [...(await readDevices(table, keys)).values()].filter((device) => isDue(device, ledger))
    if (devices.length === 0) return false
    const families = await readFamilies(table, devices)
    const lists = await readSoftwareLists(
      table,
      devices.map(({ sk }) => sk),
    )
    const at = now().toISOString()
    const counts = devices.map((device) => {
      const family = families.get(device.sk) ?? [device]
      return countChange(family, withMember(family, { ...device, counted: !device.counted }))
    })
    await commit(table, [
      ...devices.flatMap((device) => [
        changeDevice(device, { counted: !device.counted, updatedAt: at }),
        ...othersAsRead(families.get(device.sk) ?? [], device),
        markDevice(newId(), device.sk, new Set(lists.get(device.sk)?.raws ?? []), at),
      ]),
      ...countDevices('aging', addCounts(...counts)),
    ])
    return true
  })
}

/** Devices of one family go one after the other: what one changes decides about the next. */
const groupsOf = (due: readonly StoredDevice[]): string[][] => {
  const isLinked = ({ linkedTo, links }: StoredDevice) => linkedTo !== undefined || (links?.size ?? 0) > 0
  const alone = due.filter((device) => !isLinked(device)).map(({ sk }) => sk)
  const groups = due.filter(isLinked).map(({ sk }) => [sk])
  for (let first = 0; first < alone.length; first += devicesAtOnce)
    groups.push(alone.slice(first, first + devicesAtOnce))
  return groups
}

const ageBucket = async (ledger: InventoryLedger, bucket: number): Promise<boolean> => {
  let isChanged = false
  for await (const items of pagesOf(ledger.table, { partition: devicePartition(bucket) })) {
    const due = items.map(parseDevice).filter((device) => isDue(device, ledger))
    for (const keys of groupsOf(due)) isChanged = (await age(ledger, keys)) || isChanged
  }
  return isChanged
}

/**
 * Takes devices that were not seen for too long out of the counts, and those back that are seen again or for which more
 * days are allowed now. Walks over all devices, without their lists of software; safe to run twice, at once or after a
 * crash.
 * @param from the first bucket; what there is no time for is left to another delivery
 */
export const ageDevices = async (ledger: InventoryLedger, from = 0): Promise<void> => {
  for (const bucket of deviceBuckets.slice(from)) {
    if (timeLeft() < reserve) return ledger.announceWork(`${ageDevicesWork}#${bucket}`)
    if (await ageBucket(ledger, bucket)) await ledger.announceWork(countInstallsWork)
  }
}
