import * as z from 'zod'
import { addDays, dayOf } from '../../foundation/calendar/day.ts'
import { versioned } from '../../foundation/table/ids.ts'
import { isUnseen } from '../../foundation/text/name.ts'
import { TitleKind } from '../../recognition/data/recognition.ts'
import { CoverageAnswer } from './plan-coverage.ts'

export const DeviceId = z
  .string()
  .trim()
  .min(1)
  .max(128)
  .refine((id) => !/\p{Cc}/u.test(id), 'Control characters are not allowed.')
  .refine((id) => id.isWellFormed(), 'It holds half of a character (a lone surrogate).')
  .refine((id) => !isUnseen(id), 'It has no character that can be seen.')
  .meta({ description: 'As its source names it; compared in any case, without invisible characters.' })

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
      z.strictObject({
        ...{ publisher: z.string(), title: z.string(), version: z.string(), titleId: z.string() },
        kind: TitleKind.optional().meta({ description: 'Of its title; absent before the first snapshot that has it.' }),
        familyId: z.string().optional().meta({ description: 'The family in whose position it counts, if any.' }),
        family: z.string().optional(),
      }),
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
    coveredBySubscription: z
      .strictObject({
        apps: CoverageAnswer.meta({ description: 'Microsoft 365 Apps.' }),
        visio: CoverageAnswer,
        project: CoverageAnswer,
        'windows-enterprise': CoverageAnswer,
      })
      .optional()
      .meta({
        description:
          'Whether its primary user has a plan of Microsoft 365 that covers it, as Microsoft Graph says; absent when nothing of that is known. Nothing of the user is kept.',
      }),
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

/** Whether a device was last seen more than so many days before a day of the ledger, so that it does not count on it. */
export const isStaleOn = (day: string, seenAt: Date, staleDays: number, timeZone: string): boolean =>
  addDays(dayOf(seenAt, timeZone), staleDays) < day

/** True for each device that is stale on the day of `now` in some time zone, also after clocks went forward. */
export const mayBeStale = (seenAt: Date, now: Date, staleDays: number): boolean =>
  now.getTime() - seenAt.getTime() > (staleDays * 24 - 1) * hour
