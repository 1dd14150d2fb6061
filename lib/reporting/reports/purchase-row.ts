import * as z from 'zod'
import { AgreementType } from '../../agreements/records/agreement.ts'
import { unlimited } from '../../agreements/records/other-agreement.ts'
import { Program } from '../../agreements/records/pair.ts'
import { PairStatus } from '../../agreements/records/stored-pair.ts'
import { EntitlementSource } from '../../entitlements/rows/entitlement.ts'
import { NotCounted } from '../../entitlements/rows/entitlement-row.ts'
import { type Stack, words, yesOrNo } from './column.ts'
import { TitlePosition } from './titles.ts'

/** Why licenses do not count today. */
const WhyNot = z.enum([
  ...NotCounted.options,
  /** The term of the agreement is to come, or over. */
  'not-begun',
  'ended',
  /** What VLSC says of the pair. */
  'pending',
  'not-found',
  /** It knows the pair and reports no product. */
  'nothing-reported',
])
export type WhyNot = z.infer<typeof WhyNot>

/** What an agreement, a pair or a license statement entitles to. */
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
    daysLeft: z.int().optional().meta({ description: 'Until the last day; 0 on it, negative behind it.' }),
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
    { heading: 'Agreement', kind: 'text', width: 36, of: ({ agreement }) => agreement?.name },
    { heading: 'Group', kind: 'text', width: 22, of: ({ group }) => group?.name },
    { heading: 'Agreement type', kind: 'text', width: 14, of: ({ agreement }) => agreement?.type },
    { heading: 'Program', kind: 'text', width: 18, of: ({ agreement }) => agreement?.program },
  ],
  [
    { heading: 'Source', kind: 'text', width: 22, of: ({ source }) => sources[source] },
    { heading: 'Agreement number', kind: 'text', width: 18, of: ({ pair }) => pair?.agreementNumber },
    { heading: 'License number', kind: 'text', width: 18, of: ({ pair }) => pair?.licenseNumber },
    { heading: 'Pair status', kind: 'text', width: 11, of: ({ pair }) => pair && words(pair.status) },
    { heading: 'License ID', kind: 'text', width: 18, of: ({ licenseId }) => licenseId },
  ],
  [
    { heading: 'Product', kind: 'text', width: 36, of: ({ product }) => product },
    { heading: 'Version', kind: 'text', width: 12, of: ({ version }) => version },
    { heading: 'Publisher', kind: 'text', width: 20, of: ({ publisher }) => publisher },
    { heading: 'License type', kind: 'text', width: 16, of: ({ licenseType }) => licenseType },
  ],
  [{ heading: 'Licenses', kind: 'number', width: 12, of: ({ licenses }) => licenses }],
  [
    { heading: 'Effective today', kind: 'text', width: 15, of: ({ effectiveToday }) => yesOrNo(effectiveToday) },
    { heading: 'Why not', kind: 'text', width: 26, of: ({ whyNot }) => whyNot && reasons[whyNot] },
  ],
  [
    { heading: 'End', kind: 'day', width: 16, of: ({ endDate }) => endDate },
    { heading: 'Start', kind: 'day', width: 11, of: ({ startDate }) => startDate },
    { heading: 'Days left', kind: 'number', width: 10, of: ({ daysLeft }) => daysLeft },
  ],
  [
    {
      heading: 'Titles',
      kind: 'text',
      width: 32,
      of: ({ titles }) => (titles.length > 0 ? titles.map(({ title }) => title).join('; ') : undefined),
    },
  ],
  [
    {
      heading: 'Installed',
      kind: 'number',
      width: 12,
      of: ({ titles }) => sum(titles.map(({ installed }) => installed)),
    },
  ],
  [
    {
      heading: 'Difference',
      kind: 'number',
      width: 14,
      of: ({ titles }) => sum(titles.flatMap(({ difference }) => difference ?? [])),
      isDifference: true,
    },
  ],
]
