import { createHash } from 'node:crypto'
import { packedDeviceKey } from '../../foundation/table/keys.ts'
import type { Write } from '../../foundation/table/table.ts'
import type { DetectedSoftware } from '../../recognition/names/normalize.ts'
import type { DeviceReport, ReportedSoftware } from '../devices/device.ts'
import {
  addDevice,
  type Reported,
  replaceDevice,
  replaceVersions,
  rewriteDevice,
  type StoredSeen,
  seeAgain,
} from '../devices/device-store.ts'
import { mayBeStale } from '../devices/stale-device.ts'

/** What a report makes of its device. `unchanged` also when it is older than what is known. */
export type ReportOutcome = 'created' | 'updated' | 'unchanged'

/** A name of software with all versions that a report has of it. */
interface ListedName extends DetectedSoftware {
  versions: string[]
}

/** A report with its list as it is compared and stored: each name once, with each of its versions once. */
export interface ListedReport {
  report: DeviceReport
  /** Packed key of the device. */
  key: string
  names: readonly ListedName[]
  softwareCount: number
  digest: string
  namesDigest: string
}

const digestBytes = 9

const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest().toString('base64url', 0, digestBytes)

const listNames = (software: readonly ReportedSoftware[]): [string, ListedName][] => {
  const versions = new Map<string, Set<string>>()
  const names = new Map<string, DetectedSoftware>()
  for (const { publisher, title, version } of software) {
    const text = JSON.stringify([publisher, title])
    const known = versions.get(text)
    if (known) known.add(version)
    else {
      versions.set(text, new Set([version]))
      names.set(text, { publisher, title })
    }
  }
  return [...names]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([text, name]) => [text, { ...name, versions: [...(versions.get(text) ?? [])].sort() }])
}

export const listReport = (report: DeviceReport): ListedReport => {
  const listed = listNames(report.software)
  const names = listed.map(([, name]) => name)
  return {
    report,
    key: packedDeviceKey(report.deviceId),
    names,
    softwareCount: names.reduce((sum, { versions }) => sum + versions.length, 0),
    digest: digestOf([report.deviceName, ...listed.map(([text, { versions }]) => [text, ...versions])]),
    namesDigest: digestOf([report.deviceName, ...listed.map(([text]) => text)]),
  }
}

/**
 * What is new in a report: the device itself, its name or names of software, versions alone, only that it is back after
 * it was not seen for too long, only when it was seen, or nothing, as it is older than what is known.
 */
export type News = 'device' | 'names' | 'versions' | 'return' | 'time' | 'nothing'

/** Of two reports of one time the one whose digest sorts last is kept, in whichever order they come. */
const isNewer = ({ report, digest }: ListedReport, seen: StoredSeen): boolean =>
  report.reportedAt === seen.reportedAt ? digest > seen.digest : report.reportedAt > seen.reportedAt

/** @param seen the last report of the device; undefined when there was none */
export const newsOf = (
  listed: ListedReport,
  seen: StoredSeen | undefined,
  { now, staleDays }: { now: Date; staleDays: number },
): News => {
  if (!seen) return 'device'
  if (!isNewer(listed, seen)) return 'nothing'
  const isBack = mayBeStale(new Date(seen.reportedAt), now, staleDays)
  if (listed.digest === seen.digest) return isBack ? 'return' : 'time'
  return listed.namesDigest === seen.namesDigest && !isBack ? 'versions' : 'names'
}

const outcomes = {
  device: 'created',
  names: 'updated',
  versions: 'updated',
  return: 'updated',
  time: 'unchanged',
  nothing: 'unchanged',
} as const satisfies Record<News, ReportOutcome>

export const outcomeOf = (news: News): ReportOutcome => outcomes[news]

/** Whether names of software have to be known before a report is written. */
export const writesNames = (news: News): boolean => news === 'device' || news === 'names' || news === 'versions'

/** Items that the writes of a report have. */
export const itemsOf = (news: News): number =>
  ({ device: 3, names: 3, versions: 2, return: 2, time: 1, nothing: 0 })[news]

/** A report as planned. */
export interface Planned {
  listed: ListedReport
  seen: StoredSeen | undefined
  news: News
}

/**
 * What is to be written for a report, on condition that the device is as it was read.
 * @param hashOf hashes of names, all known by now if {@link writesNames}
 */
export const writeReport = (
  { listed, seen, news }: Planned,
  hashOf: (name: DetectedSoftware) => string,
  { source, at }: { source: string; at: string },
): Write[] => {
  const { report, key, names, ...about } = listed
  const { deviceId: id, deviceName: name, reportedAt } = report
  const programs = writesNames(news) ? names.map((one) => ({ hash: hashOf(one), versions: one.versions })) : []
  const reported: Reported = { id, name, reportedAt, source, programs, ...about }
  if (!seen) return addDevice(key, reported, at)
  const again = seeAgain(seen, reported, at)
  switch (news) {
    case 'names':
      return [again, ...replaceDevice(key, reported, at)]
    case 'versions':
      return [again, replaceVersions(key, programs)]
    case 'return':
      return [again, rewriteDevice(key, at)]
    case 'time':
      return [again]
    default:
      return []
  }
}
