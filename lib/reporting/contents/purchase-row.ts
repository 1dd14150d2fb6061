import * as z from 'zod'
import { AgreementType } from '../../agreements/records/agreement.ts'
import { unlimited } from '../../agreements/records/other-agreement.ts'
import { Program } from '../../agreements/records/pair.ts'
import { PairStatus } from '../../agreements/records/stored-pair.ts'
import { EntitlementSource, NotCounted } from '../../entitlements/rows/entitlement-row.ts'
import { day, difference, number, type Stack, text, words, yesOrNo } from './columns.ts'
import { TitlePosition } from './titles.ts'

const WhyNot = z.enum([...NotCounted.options, 'not-begun', 'ended', 'pending', 'not-found', 'nothing-reported'])
export type WhyNot = z.infer<typeof WhyNot>

export const PurchaseRow = z
  .strictObject({
    source: z.enum(['agreement', ...EntitlementSource.options]).meta({
      description:
        '`agreement`: an other agreement itself; `vlsc`: the answer of VLSC to a pair; else a license statement.',
    }),
    group: z.strictObject({ id: z.string(), name: z.string() }).optional().meta({
      description: 'Absent where no agreement has the License ID, and of what speaks for the whole organization.',
    }),
    agreement: z
      .strictObject({ id: z.string(), name: z.string(), type: AgreementType, program: Program.optional() })
      .optional(),
    pair: z.strictObject({ agreementNumber: z.string(), licenseNumber: z.string(), status: PairStatus }).optional(),
    licenseId: z.string().optional().meta({ description: 'Of a row of a license statement.' }),
    publisher: z.string(),
    product: z.string().optional().meta({ description: 'Absent when VLSC reports none for the pair.' }),
    version: z.string().optional(),
    licenseType: z.string().optional(),
    licenses: z.union([z.int(), z.literal(unlimited)]).meta({ description: '`unlimited`: a site license.' }),
    effectiveToday: z.boolean(),
    whyNot: WhyNot.optional(),
    startDate: z.iso.date().optional(),
    endDate: z.iso.date().optional().meta({ description: 'The last day, inclusive.' }),
    daysLeft: z.int().optional().meta({ description: 'Until the last day; 0 on it, negative after it.' }),
    titles: z.array(TitlePosition).meta({ description: 'What the licenses are for. Empty: no title is known.' }),
  })
  .meta({ id: 'PurchaseRow' })
export type PurchaseRow = z.infer<typeof PurchaseRow>

const sources: Record<PurchaseRow['source'], string> = {
  agreement: 'agreement',
  vlsc: 'VLSC',
  'license-summary': 'license summary',
  'license-statement': 'license statement',
}

const reasons: Record<WhyNot, string> = {
  'no-such-pair': 'no pair has this License ID',
  'pair-answers-itself': 'VLSC reports it for the pair',
  'pairs-report-product': 'pairs report the product',
  'newer-file': 'a newer file reports it',
  'not-begun': 'not begun',
  ended: 'ended',
  pending: 'VLSC has not answered yet',
  'not-found': 'VLSC does not know the pair',
  'nothing-reported': 'VLSC reports no product',
}

const sum = (numbers: readonly number[]): number | undefined =>
  numbers.length === 0 ? undefined : numbers.reduce((total, number) => total + number, 0)

export const purchaseColumns: readonly Stack<PurchaseRow>[] = [
  [
    text('Agreement', 36, ({ agreement }) => agreement?.name),
    text('Group', 22, ({ group }) => group?.name),
    text('Agreement type', 14, ({ agreement }) => agreement?.type),
    text('Program', 18, ({ agreement }) => agreement?.program),
  ],
  [
    text('Source', 22, ({ source }) => sources[source]),
    text('Agreement number', 18, ({ pair }) => pair?.agreementNumber),
    text('License number', 18, ({ pair }) => pair?.licenseNumber),
    text('Pair status', 11, ({ pair }) => pair && words(pair.status)),
    text('License ID', 18, ({ licenseId }) => licenseId),
  ],
  [
    text('Product', 36, ({ product }) => product),
    text('Version', 12, ({ version }) => version),
    text('Publisher', 20, ({ publisher }) => publisher),
    text('License type', 16, ({ licenseType }) => licenseType),
  ],
  [number('Licenses', 12, ({ licenses }) => licenses)],
  [
    text('Effective today', 15, ({ effectiveToday }) => yesOrNo(effectiveToday)),
    text('Why not', 26, ({ whyNot }) => whyNot && reasons[whyNot]),
  ],
  [
    day('End', 16, ({ endDate }) => endDate),
    day('Start', 11, ({ startDate }) => startDate),
    number('Days left', 10, ({ daysLeft }) => daysLeft),
  ],
  [text('Titles', 32, ({ titles }) => titles.map(({ title }) => title).join('; '))],
  [number('Installed', 12, ({ titles }) => sum(titles.map(({ installed }) => installed)))],
  [difference(({ titles }) => sum(titles.flatMap((title) => title.difference ?? [])))],
]
