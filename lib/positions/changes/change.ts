import * as z from 'zod'
import { Metric, TitleKind } from '../../recognition/data/recognition.ts'
import { FamilyStatus } from '../families/measure-family.ts'

/** What kind of fact made a position change: docs/positions.md explains each. */
export const CauseKind = z.enum([
  'installs',
  'devices',
  'agreements',
  'statements',
  'validation',
  'terms',
  'decisions',
  'knowledge',
])
export type CauseKind = z.infer<typeof CauseKind>

const Subject = z.strictObject({
  type: z.enum(['device', 'title', 'agreement', 'license', 'policies', 'declared-use']),
  id: z.string().optional(),
  name: z.string(),
})
export type Subject = z.infer<typeof Subject>

export const subjectsShown = 20

export const Cause = z
  .strictObject({
    kind: CauseKind,
    delta: z.number().meta({
      description:
        'By how many units surplus less shortfall rose; 0 where only changed what licenses may meet. Those of all causes add up.',
    }),
    subjects: z.array(Subject).max(subjectsShown).meta({ description: 'Those that count most, at most 20.' }),
    subjectCount: z.int().meta({ description: 'How many there are.' }),
  })
  .meta({ id: 'ChangeCause' })
export type Cause = z.infer<typeof Cause>

export const Figures = z
  .strictObject({
    metric: Metric,
    owned: z.number(),
    unlimited: z.boolean(),
    required: z.number(),
    covered: z.number(),
    shortfall: z.number(),
    surplus: z.number(),
    needsData: z.int(),
    exempt: z.int(),
    status: FamilyStatus,
  })
  .meta({ id: 'ComparedPosition' })
export type Figures = z.infer<typeof Figures>

export const FamilyChange = z
  .strictObject({
    familyId: z.string(),
    publisher: z.string(),
    name: z.string(),
    before: Figures.nullable().meta({ description: 'Null if there was no position on the earlier day.' }),
    after: Figures.nullable().meta({ description: 'Null if there is no position on the later day.' }),
    causes: z.array(Cause).meta({ description: 'The largest first.' }),
    newTitles: z
      .array(z.strictObject({ id: z.string(), title: z.string(), kind: TitleKind, installedCount: z.int() }))
      .max(subjectsShown)
      .optional()
      .meta({ description: 'Titles of it that were never seen before, those with most installs first; at most 20.' }),
  })
  .meta({ id: 'FamilyChange' })
export type FamilyChange = z.infer<typeof FamilyChange>

export const comparisonShape = {
  asOf: z
    .strictObject({ from: z.iso.datetime(), to: z.iso.datetime() })
    .meta({ description: 'When the facts of both were read.' }),
  days: z.strictObject({ from: z.iso.date(), to: z.iso.date() }).meta({
    description: 'Days whose last snapshots are compared: those asked for, or the last ones before that have one.',
  }),
  flags: z.array(z.enum(['devices-not-kept'])).meta({
    description:
      '`devices-not-kept`: devices are known for 35 days. Changes of earlier days name titles instead, and new devices are among `installs`.',
  }),
  pending: z.boolean().meta({ description: 'A change is known that the later snapshot lacks.' }),
}
