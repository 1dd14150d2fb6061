import * as z from 'zod'
import { addDays, dayOf } from '../../foundation/calendar/day.ts'
import { versioned } from '../../foundation/table/ids.ts'
import { isUnseen, nameKey } from '../../foundation/text/name.ts'
import { type OperatingSystem, operatingSystemOf } from '../names/operating-systems.ts'

/** Whether a platform names a Windows PC: `Windows 10`, `WindowsRT`, `win32`. Sources without platforms report only such. */
export const isWindowsPc = (platform: string): boolean => {
  if (platform === '' || platform === 'Windows') return true
  const bare = platform.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '')
  const isWindows = /^(MICROSOFT|MS)?WIN(DOWS|32|64|NT|RT|10|11|EMBEDDED|$)/.test(bare)
  return isWindows && !/PHONE|MOBILE|HOLO|WINDOWSCE|WINDOWSMR/.test(bare)
}

const isWellFormed = (text: string): boolean => text.isWellFormed()
const illFormed = 'It holds half of a character (a lone surrogate).'

export const DeviceId = z
  .string()
  .trim()
  .min(1)
  .max(128)
  .refine((id) => !/\p{Cc}/u.test(id), 'Control characters are not allowed.')
  .refine(isWellFormed, illFormed)
  .refine((id) => !isUnseen(id), 'It has no character that can be seen.')
  .meta({ description: 'As its source names it; compared in any case, without invisible characters.' })

const text = (maximum: number) =>
  z
    .string()
    .max(maximum)
    .refine(isWellFormed, illFormed)
    .transform((value) => value.replaceAll(/\p{Cc}+/gu, ' ').trim())

/** Stands for what cannot be taken; no text has it. */
const wrong = '\0'
const optional = (maximum: number) =>
  text(maximum)
    .nullable()
    .transform((value) => value ?? '')
    .default('')
    .catch(wrong)

const ReportedSoftware = z.strictObject({
  publisher: optional(256),
  title: text(512)
    .refine((title) => title !== '')
    .catch(wrong)
    .meta({ description: 'An entry without one is left out, and so is one with a text that is too long.' }),
  version: optional(128),
})
export type ReportedSoftware = z.infer<typeof ReportedSoftware>

export const SkippedSoftware = z
  .strictObject({ skipped: z.array(z.strictObject({ pointer: z.string(), code: z.string(), message: z.string() })) })
  .meta({ id: 'SkippedSoftware' })

/** Parts the entries of a report from those that cannot be taken. */
const separate = (entries: readonly (ReportedSoftware | null)[]) => {
  const taken: ReportedSoftware[] = []
  const skipped: z.infer<typeof SkippedSoftware>['skipped'] = []
  for (const [index, entry] of entries.entries()) {
    const field = (['title', 'publisher', 'version'] as const).find(
      (name) => (entry ?? { [name]: wrong })[name] === wrong,
    )
    if (entry && !field) taken.push(entry)
    else
      skipped.push({
        pointer: `/software/${index}/${field}`,
        code: 'invalid-field',
        message: `The ${field} is missing, too long or no text. The entry was left out.`,
      })
  }
  return { taken, skipped }
}

export const maximumTitles = 5_000

/** An item of the table has at most 400 KB. */
const maximumListBytes = 360_000
const bytesOfName = 10

/** An answer has at most 6 MB, and a character takes up to four bytes of it. */
const maximumCharacters = 1_000_000

/** Few names may have very long versions, and few devices very long names. */
export const isTooLong = (software: Iterable<ReportedSoftware>): boolean => {
  let [bytes, characters] = [0, 0]
  for (const { publisher, title, version } of software) {
    bytes += bytesOfName + Buffer.byteLength(version)
    characters += publisher.length + title.length + version.length
  }
  return bytes > maximumListBytes || characters > maximumCharacters
}

const system = z
  .strictObject({
    name: text(128)
      .default('')
      .meta({ description: 'Its caption or platform: `Microsoft Windows 11 Pro`, `Windows`.' }),
    version: text(64).default('').meta({ description: 'Its build: `10.0.22631.4317`.' }),
    edition: text(64).default('').meta({
      description: 'The number of its edition (`OperatingSystemSKU` of WMI), its SKU family, or its name.',
    }),
  })
  .transform(({ edition, ...said }) => operatingSystemOf({ ...said, editions: [edition] }))

export const DeviceSoftwareReport = z
  .strictObject({
    deviceName: text(256).refine((name) => name !== '', 'The name is missing.'),
    platform: z
      .string()
      .max(128)
      .meta({ description: 'Windows, in any form: the ledger counts Windows PCs only.' })
      .refine((platform) => platform.trim() !== '' && isWindowsPc(platform), {
        message: 'Only Windows PCs are counted; leave devices of other platforms out.',
        params: { code: 'not-windows' },
      }),
    reportedAt: z.iso.datetime({ offset: true }).transform((time) => new Date(time).toISOString()),
    operatingSystem: system.optional().meta({
      description: 'It counts as one more program. Without it the device keeps that of an earlier report.',
    }),
    software: z
      .array(ReportedSoftware.nullable())
      .max(2 * maximumTitles)
      .transform(separate),
  })
  .check(({ value: { software }, issues }) => {
    const { taken, skipped } = software
    const [{ message } = { message: '' }] = skipped
    if (taken.length === 0 && message !== '')
      issues.push({ code: 'custom', input: software, path: ['software'], message: `No entry can be taken. ${message}` })
    const distinct = new Set(taken.map(({ publisher, title }) => JSON.stringify([publisher, title])))
    if (distinct.size > maximumTitles || isTooLong(taken))
      issues.push({
        code: 'custom',
        input: software,
        path: ['software'],
        message: `The device has ${distinct.size} titles; at most ${maximumTitles} are taken, and their texts have at most 1,000,000 characters together, the versions some 360,000.`,
        params: { code: 'too-many-titles' },
      })
  })
  .meta({ id: 'DeviceSoftwareReport' })
export type DeviceReport = Pick<z.infer<typeof DeviceSoftwareReport>, 'deviceName' | 'reportedAt'> & {
  deviceId: string
  software: readonly ReportedSoftware[]
  operatingSystem?: OperatingSystem | undefined
  /** Another name that the report has for the id. */
  otherName?: string
}

const shown = {
  id: z.string(),
  name: z.string(),
  source: z.string().meta({ description: 'What reported it last: `api`, or the kind of inventory file.' }),
  reportedAt: z.iso.datetime(),
  counted: z.boolean().meta({
    description: 'False when it was not seen for too long: it comes back with its next report.',
  }),
  softwareCount: z.int().meta({ description: 'Programs that it reports, each version of one by itself.' }),
  otherName: z.strictObject({ name: z.string(), reportedAt: z.iso.datetime() }).optional().meta({
    description: 'Another name under which the id reports: two machines seem to share it, and count as one.',
  }),
  linkedTo: z.string().optional().meta({ description: 'The device with which it counts once.' }),
  ...versioned,
}

export const DeviceListItem = z.strictObject(shown).meta({ id: 'DeviceListItem' })
export type DeviceListItem = z.infer<typeof DeviceListItem>

export const Device = z
  .strictObject({
    ...shown,
    linkedDevices: z.array(z.string()).meta({ description: 'Devices that count once together with this one.' }),
    possibleDuplicates: z
      .array(z.strictObject({ id: z.string(), source: z.string(), reportedAt: z.iso.datetime() }))
      .meta({ description: 'Devices of the same name that are not linked with it; at most ten.' }),
    software: z.array(
      z.strictObject({ publisher: z.string(), title: z.string(), version: z.string(), titleId: z.string() }),
    ),
    facts: z
      .strictObject({
        cores: z.int().optional(),
        processors: z.int().optional(),
        virtual: z.boolean().optional(),
        products: z.array(
          z.strictObject({
            ...{ publisher: z.string(), product: z.string(), titleId: z.string() },
            edition: z.string().optional(),
          }),
        ),
        updatedAt: z.iso.datetime(),
      })
      .optional()
      .meta({ description: 'What files of device facts say of it.' }),
  })
  .meta({ id: 'Device' })
export type Device = z.infer<typeof Device>

export const DeviceLink = z.strictObject({ deviceId: DeviceId }).meta({ id: 'DeviceLink' })

export const maximumLinks = 8

const hour = 60 * 60_000

/** Reports from further ahead are refused, because a clock is wrong. */
export const latestReport = (now: Date): Date => new Date(now.getTime() + 24 * hour)

/** A time ahead of our clock counts as that of the arrival, so that it does not shut out later reports. */
export const notAfter = (arrival: string, reportedAt: string): string => (reportedAt > arrival ? arrival : reportedAt)

export const isFuture = (reportedAt: string, now: Date): boolean => Date.parse(reportedAt) > latestReport(now).getTime()

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

/** Whether a device was last seen more than so many days before a day of the ledger, so that it does not count on it. */
export const isStaleOn = (day: string, seenAt: Date, staleDays: number, timeZone: string): boolean =>
  addDays(dayOf(seenAt, timeZone), staleDays) < day

/** True for each device that is stale on the day of `now` in some time zone, also after clocks went forward. */
export const mayBeStale = (seenAt: Date, now: Date, staleDays: number): boolean =>
  now.getTime() - seenAt.getTime() > (staleDays * 24 - 1) * hour
