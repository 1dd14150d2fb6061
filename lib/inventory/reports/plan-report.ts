import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { invalidInput } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import { packedDeviceKey } from '../../foundation/table/keys.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import { commit, type Write } from '../../foundation/table/table.ts'
import { microsoft } from '../../recognition/data/recognition.ts'
import type { DetectedSoftware } from '../../recognition/names/normalize.ts'
import { isFuture, mayBeStale, notAfter } from '../devices/device.ts'
import type { DeviceReport, ReportedSoftware } from '../devices/device-report.ts'
import {
  addDevice,
  changeCovers,
  changeSeen,
  readSeen,
  type StoredSeen,
  updateDevice,
} from '../devices/device-store.ts'
import { formerNameOf } from '../devices/former-name.ts'
import { isSameCoverage } from '../devices/plan-coverage.ts'
import { systemAfter } from '../names/operating-systems.ts'
import { deviceReported } from '../names/readiness.ts'
import { checkNamesOfDevice, type KnownNames, knowNames, readinessOf } from '../names/software-names.ts'

const outcomes = {
  device: 'created',
  /** The name of the device, or its names of software. */
  names: 'updated',
  /** Only versions of its software. */
  versions: 'updated',
  /** The device is back after it was not seen for too long. */
  return: 'updated',
  /** Only when it was seen. */
  time: 'unchanged',
  /** The report is older than what is known. */
  nothing: 'unchanged',
} as const
export type News = keyof typeof outcomes

/** 66 bits: each character of a device's record is read with it by every collect. */
const digestCharacters = 11

const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, digestCharacters)

const listNames = (software: readonly ReportedSoftware[]) => {
  const names = new Map<string, DetectedSoftware & { versions: Set<string> }>()
  for (const { publisher, title, version } of software) {
    const text = JSON.stringify([publisher, title])
    const known = names.get(text)
    if (known) known.versions.add(version)
    else names.set(text, { publisher, title, versions: new Set([version]) })
  }
  return [...names]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([text, name]) => ({ text, name: { ...name, versions: [...name.versions].sort() } }))
}

/** A report with its software as it is compared and stored: each name once, with each of its versions once. */
export const listReport = <R extends DeviceReport>(report: R) => {
  const listed = listNames(report.software)
  const names = listed.map(({ name }) => name)
  return {
    report,
    key: packedDeviceKey(report.deviceId),
    names,
    softwareCount: names.reduce((sum, { versions }) => sum + versions.length, 0),
    digest: digestOf([report.deviceName, ...listed.map(({ text, name }) => [text, ...name.versions])]),
    namesDigest: digestOf([report.deviceName, ...listed.map(({ text }) => text)]),
  }
}
type ListedReport = ReturnType<typeof listReport>

/** Of two reports of one time the one with the larger digest stays, in whichever order they come. */
const isNewer = ({ report, digest }: ListedReport, seen: StoredSeen): boolean =>
  report.reportedAt === seen.reportedAt ? digest > seen.digest : report.reportedAt > seen.reportedAt

/** @param seen the last report of the device; undefined when there was none */
export const newsOf = (listed: ListedReport, seen: StoredSeen | undefined, now: Date, staleDays: number): News => {
  if (!seen) return 'device'
  if (!isNewer(listed, seen)) return 'nothing'
  const isBack = mayBeStale(new Date(seen.reportedAt), now, staleDays)
  if (listed.digest === seen.digest) return isBack ? 'return' : 'time'
  return listed.namesDigest === seen.namesDigest && !isBack ? 'versions' : 'names'
}

/** A report with its operating system, or that of an earlier report, as one more program. */
const withSystem = <R extends DeviceReport>(report: R, seen: StoredSeen | undefined): R => {
  const operatingSystem = systemAfter(seen?.operatingSystem, report.operatingSystem)
  if (!operatingSystem) return report
  const program = { publisher: microsoft, ...operatingSystem }
  return { ...report, operatingSystem, software: [...report.software, program] }
}

/** What plans cover, where it is another than what is known. An older report changes nothing of it. */
export const coversAfter = ({ coverage }: Pick<DeviceReport, 'coverage'>, seen: StoredSeen | undefined) => {
  if (!coverage || coverage.asOf < (seen?.asOf ?? '')) return undefined
  const { asOf, covers } = coverage
  return isSameCoverage(seen?.covers, covers) ? undefined : { covers, asOf }
}

/** Of different devices, up to 100 of them by one request. */
export const planReports = async <R extends DeviceReport>(
  { table, now, deviceStaleDays: staleDays }: LedgerWith<'deviceStaleDays'>,
  reports: readonly R[],
) => {
  const keys = reports.map(({ deviceId }) => packedDeviceKey(deviceId))
  const known = await readSeen(table, keys)
  return reports.map((report, index) => {
    const seen = known.get(keys[index] ?? '')
    const each = listReport(withSystem(report, seen))
    const news = newsOf(each, seen, now(), staleDays)
    /** Names that must be stored before the report. */
    const namesWritten = news === 'device' || news === 'names' || news === 'versions' ? each.names : []
    const formerName = formerNameOf(each.report, seen)
    const covers = coversAfter(report, seen)
    const outcome = covers && outcomes[news] === 'unchanged' ? 'updated' : outcomes[news]
    return { ...each, seen, news, outcome, namesWritten, formerName, covers }
  })
}
type HashOf = Awaited<ReturnType<typeof knowNames>>
type Planned = Awaited<ReturnType<typeof planReports>>[number]

/** The writes of a report, on condition that the device is as it was read. */
export const writeReport = (planned: Planned, hashOf: HashOf, source: string, at: string, added = 0): Write[] => {
  const { report, key, seen, news, namesWritten, softwareCount, digest, namesDigest, formerName, covers } = planned
  const kept = {
    ...covers,
    ...(formerName && { formerName }),
    ...(added > 0 && { namesAdded: (seen?.namesAdded ?? 0) + added }),
  }
  if (news === 'nothing') {
    if (seen && covers) return changeCovers(seen, { ...kept, ...covers }, at)
    const isKnown = added === 0 && (!formerName || isDeepStrictEqual(formerName, seen?.formerName))
    return seen && !isKnown ? [changeSeen(seen, kept, at)] : []
  }
  const { deviceId: id, deviceName: name, reportedAt, operatingSystem } = report
  const programs = namesWritten.map((one) => ({ hash: hashOf(one), versions: one.versions }))
  const reported = {
    id,
    name,
    reportedAt,
    source,
    programs,
    softwareCount,
    digest,
    namesDigest,
    operatingSystem,
    ...kept,
  }
  return seen && news !== 'device' ? updateDevice(seen, reported, news, at) : addDevice(key, reported, at)
}

/**
 * Takes the report of one device: docs/inventory.md.
 * @param known what this process knows of names of software; it grows
 * @throws LedgerError `future-report`, `name-limit-reached`
 */
export const reportDevice = async (ledger: LedgerWith<'deviceStaleDays'>, sent: DeviceReport, known: KnownNames) => {
  const { table, now } = ledger
  const report = { ...sent, reportedAt: notAfter(now().toISOString(), sent.reportedAt) }
  if (isFuture(sent.reportedAt, now())) {
    const message = `The report is from ${sent.reportedAt}, more than 24 hours ahead. Set the clock of the device right.`
    throw invalidInput([{ pointer: '/reportedAt', code: 'future-report', message }])
  }
  let added = 0
  await settle(async () => {
    const [planned] = await planReports(ledger, [report])
    if (!planned) return
    const before = planned.seen?.namesAdded ?? 0
    const hashOf = await knowNames(ledger, planned.namesWritten, known, (count) => {
      checkNamesOfDevice(before + count)
      // When a race is lost, some of them are stored already.
      added = Math.max(added, count)
    })
    const writes = writeReport(planned, hashOf, 'api', now().toISOString(), added)
    if (writes.length === 0) return
    const isFirst = planned.news === 'device' && !(await readinessOf(table, known))
    await commit(table, [...writes, ...(isFirst ? [deviceReported()] : [])])
    if (isFirst) known.readiness = { licensable: false }
  })
}
