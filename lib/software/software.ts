import * as z from 'zod'

const stored = {
  id: z.string(),
  publisher: z.string(),
  title: z.string(),
  licensable: z.boolean(),
  reason: z.string().optional().meta({ description: 'The rule by which it needs no license.' }),
  installedCount: z.int().meta({ description: 'Current devices that have it, each once, however many versions.' }),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}

/** A software title as lists show it. */
export const SoftwareListItem = z
  .strictObject(stored)
  .omit({ reason: true, createdAt: true, updatedAt: true })
  .meta({ id: 'SoftwareListItem' })
export type SoftwareListItem = z.infer<typeof SoftwareListItem>

const RawTitle = z
  .strictObject({ publisher: z.string(), title: z.string() })
  .meta({ id: 'RawTitle', description: 'A name of software as devices report it.' })
export const Software = z
  .strictObject({
    ...stored,
    licensableBy: z.enum(['rule', 'manager']),
    rawTitles: z.array(RawTitle).meta({ description: 'The names under which devices report it.' }),
  })
  .meta({ id: 'Software' })
export type Software = z.infer<typeof Software>

export const TitleId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'The id of a title has 26 characters.')

export const SoftwarePatch = z.strictObject({ licensable: z.boolean().optional() }).meta({ id: 'SoftwarePatch' })
export type SoftwarePatch = z.infer<typeof SoftwarePatch>

export const SoftwareMerge = z.strictObject({ into: TitleId }).meta({ id: 'SoftwareMerge' })

/** Names that one request can take out of a title: with what goes along they fit into one transaction of 100. */
export const namesPerSplit = 80

const RawName = z.strictObject({ publisher: z.string().max(256), title: z.string().min(1).max(512) })

export const SoftwareSplit = z
  .strictObject({
    rawTitles: z
      .array(z.union([RawName, z.string().min(1).max(512)]))
      .min(1)
      .max(namesPerSplit)
      .meta({ description: 'Names as devices report them: as the title shows them, or their titles alone.' }),
    title: z.string().trim().min(1).max(256).optional().meta({
      description: 'The new title; without it the first of the names.',
    }),
  })
  .meta({ id: 'SoftwareSplit' })
export type SoftwareSplit = z.infer<typeof SoftwareSplit>

export const InstalledOn = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    reportedAt: z.iso.datetime(),
    installed: z
      .array(z.strictObject({ publisher: z.string(), title: z.string(), version: z.string() }))
      .meta({ description: 'What of the title the device and those that are linked to it report.' }),
  })
  .meta({ id: 'InstalledOn' })
export type InstalledOn = z.infer<typeof InstalledOn>
