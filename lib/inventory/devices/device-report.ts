import * as z from 'zod'
import { type OperatingSystem, operatingSystemOf } from '../names/operating-systems.ts'
import type { StoredCoverage } from './plan-coverage.ts'

/** Whether a platform names a Windows PC: `Windows 10`, `WindowsRT`, `win32`. Sources without platforms report only such. */
export const isWindowsPc = (platform: string): boolean => {
  if (platform === '' || platform === 'Windows') return true
  const bare = platform.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '')
  const isWindows = /^(MICROSOFT|MS)?WIN(DOWS|32|64|NT|RT|10|11|EMBEDDED|$)/.test(bare)
  return isWindows && !/PHONE|MOBILE|HOLO|WINDOWSCE|WINDOWSMR/.test(bare)
}

const isWellFormed = (text: string): boolean => text.isWellFormed()
const illFormed = 'It holds half of a character (a lone surrogate).'

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
  /** What plans of its primary user cover, and as of when; absent in reports that do not say. */
  coverage?: { asOf: string; covers: StoredCoverage } | undefined
}
