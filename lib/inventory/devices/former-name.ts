import * as z from 'zod'
import { nameKey } from '../../foundation/text/name.ts'
import type { DeviceReport } from './device-report.ts'

const hour = 60 * 60_000

interface NamedReport {
  deviceName: string
  /** ISO 8601; empty: at the time of the other one. */
  reportedAt: string
}

const netbiosLength = 15

/** Whether names may be of one machine: without a name it has its id; some sources add its domain, or cut its name. */
const areAlike = (deviceId: string, ...names: [string, string]): boolean => {
  const keys = names.map(nameKey).sort((one, other) => one.length - other.length)
  const [short = '', long = ''] = keys
  const isCut = long.startsWith(short) && (long[short.length] === '.' || short.length === netbiosLength)
  return short === long || isCut || keys.includes(nameKey(deviceId))
}

/** A machine that reports daily and is renamed has the new name a day later. */
const isSoon = (one: string, other: string): boolean =>
  one === '' || other === '' || Math.abs(Date.parse(one) - Date.parse(other)) < 12 * hour

/** How the names of two reports of one id differ: `renamed` is one machine, `shared` is two. */
export const compareNames = (
  deviceId: string,
  one: NamedReport,
  other: NamedReport,
): 'alike' | 'renamed' | 'shared' => {
  if (areAlike(deviceId, one.deviceName, other.deviceName)) return 'alike'
  return isSoon(one.reportedAt, other.reportedAt) ? 'shared' : 'renamed'
}

/** Another name of an id is shown for so long after its last report. */
const daysOfOtherName = 30

/** The name that a device had before, or has too, and when it last reported under it. */
export const FormerName = z.object({ name: z.string(), reportedAt: z.string(), isShared: z.boolean() })
type FormerName = z.infer<typeof FormerName>

interface SeenNames {
  name?: string | undefined
  reportedAt: string
  formerName?: FormerName | undefined
}

/** What a report says of the names of its id. Two that alternate, or come within hours, are of two machines. */
export const formerNameOf = (report: DeviceReport, seen: SeenNames | undefined): FormerName | undefined => {
  const { deviceId, deviceName, reportedAt, otherName } = report
  if (otherName !== undefined) return { name: otherName, reportedAt, isShared: true }
  if (seen?.name === undefined) return undefined
  const difference = compareNames(deviceId, report, { ...seen, deviceName: seen.name })
  if (difference === 'alike') return undefined
  const { formerName } = seen
  const isBack = formerName !== undefined && areAlike(deviceId, formerName.name, deviceName)
  if (reportedAt >= seen.reportedAt)
    return { name: seen.name, reportedAt: seen.reportedAt, isShared: isBack || difference === 'shared' }
  return difference === 'shared' ? { name: deviceName, reportedAt, isShared: true } : undefined
}

/** @returns undefined when the id does not seem to be of two machines */
export const otherNameOf = ({ formerName, reportedAt: seenAt }: SeenNames) => {
  if (!formerName?.isShared) return undefined
  const { name, reportedAt } = formerName
  const age = Date.parse(seenAt) - Date.parse(reportedAt)
  return age > daysOfOtherName * 24 * hour ? undefined : { name, reportedAt }
}
