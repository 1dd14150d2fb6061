import type { Write } from '../table/table.ts'
import { type DeviceReport, isStaleDevice } from './device.ts'
import { type DeviceCounts, noDevices } from './device-counts.ts'
import {
  addDevice,
  changeDevice,
  type DeviceSoftware,
  deviceOf,
  digestOf,
  listOfSoftware,
  replaceSoftware,
  type StoredDevice,
} from './device-store.ts'
import { countChange, type Family, othersAsRead, withMember } from './family.ts'
import { markDevice } from './install-marks.ts'

/** What a report makes of its device. `unchanged` also when it is older than what is known. */
export type ReportOutcome = 'created' | 'updated' | 'unchanged'

/** What is known of the device of a report. */
export interface Known {
  device: StoredDevice
  family: Family
}

/** What is to be written for one report. */
export interface ReportPlan {
  outcome: ReportOutcome
  writes: Write[]
  counts: DeviceCounts
  /** Names of the device were marked to be counted anew. */
  isMarked: boolean
  /** Its writes also say how other devices are: it goes into a transaction of its own. */
  isAlone: boolean
}

const nothing: ReportPlan = { outcome: 'unchanged', writes: [], counts: noDevices, isMarked: false, isAlone: false }

/** Of two reports of one time the one whose list sorts last is kept, in whichever order they come. */
const isNewer = (report: DeviceReport, digest: string, device: StoredDevice): boolean =>
  report.reportedAt === device.reportedAt ? digest > device.digest : report.reportedAt > device.reportedAt

/** A report with its list as it is stored. */
export interface ListedReport {
  report: DeviceReport
  list: DeviceSoftware
  /** What tells lists of software apart. */
  digest: string
}

export const listReport = (report: DeviceReport): ListedReport => {
  const list = listOfSoftware(report.software)
  return { report, list, digest: digestOf(list) }
}

/** Whether a report replaces the list of its device, so that the former list is needed to plan it. */
export const replacesList = ({ report, digest }: ListedReport, { device }: Known): boolean =>
  isNewer(report, digest, device) && (digest !== device.digest || !device.counted)

const newDevice = (device: StoredDevice, list: DeviceSoftware, newId: () => string): ReportPlan => {
  const isMarked = device.counted && list.raws.length > 0
  const mark = isMarked ? [markDevice(newId(), device.sk, new Set(list.raws), device.updatedAt)] : []
  return {
    outcome: 'created',
    writes: [...addDevice(device, list), ...mark],
    counts: { counted: device.counted ? 1 : 0, known: 1 },
    isMarked,
    isAlone: false,
  }
}

/** Names that only one of two lists has; all of both when the device begins or ceases to count. */
const changedNames = (before: DeviceSoftware, after: DeviceSoftware, wasCounted: boolean, isCounted: boolean) => {
  if (!wasCounted && !isCounted) return new Set<string>()
  if (!wasCounted || !isCounted) return new Set([...before.raws, ...after.raws])
  return new Set(before.raws).symmetricDifference(new Set(after.raws))
}

/**
 * Plans what a report changes: a newer one replaces the list, an older one is ignored, one with the same list only
 * refreshes when the device was seen.
 * @param before the former list; needed when {@link replacesList}
 */
export const planReport = (
  { report, list, digest }: ListedReport,
  known: Known | undefined,
  before: DeviceSoftware,
  about: { source: string; now: Date; staleDays: number; newId: () => string },
): ReportPlan => {
  const { source, now, staleDays, newId } = about
  const counted = !isStaleDevice(report.reportedAt, now, staleDays)
  const reported = deviceOf(report, { list, digest }, { source, counted, at: now.toISOString() })
  if (!known) return newDevice(reported, list, newId)
  const { device, family } = known
  if (!isNewer(report, digest, device)) return nothing
  const { name, reportedAt, softwareCount, updatedAt } = reported
  const isSame = digest === device.digest
  if (isSame && counted === device.counted) {
    const renamed = name === device.name ? {} : { name }
    const fresh = changeDevice(device, { reportedAt, source, updatedAt, ...renamed })
    return { ...nothing, outcome: name === device.name ? 'unchanged' : 'updated', writes: [fresh] }
  }
  const names = changedNames(before, list, device.counted, counted)
  const changes = { name, source, reportedAt, digest, counted, softwareCount, updatedAt }
  return {
    outcome: 'updated',
    writes: [
      ...(isSame ? [changeDevice(device, changes)] : replaceSoftware(device, changes, list)),
      ...othersAsRead(family, device),
      ...(names.size > 0 ? [markDevice(newId(), device.sk, names, updatedAt)] : []),
    ],
    counts: countChange(family, withMember(family, { ...device, counted })),
    isMarked: names.size > 0,
    isAlone: family.length > 1,
  }
}
