import * as z from 'zod'
import { unlimited } from '../../agreements/records/other-agreement.ts'
import { ascendingByAll } from '../../foundation/collections.ts'
import { nameKey } from '../../foundation/text/name.ts'
import type { FamilyTitle } from '../../positions/families/families.ts'
import { FamilyStatus } from '../../positions/families/measure-family.ts'
import type { License } from '../../positions/families/read-licenses.ts'
import { isOfPeople, Metric } from '../../recognition/data/recognition.ts'
import { Right } from '../../recognition/rights/rights.ts'
import { difference, number, type Stack, text, words } from './columns.ts'
import type { CountedFamily, CountedLedger } from './count-families.ts'

const units = z.int()

export const PositionRow = z
  .strictObject({
    familyId: z.string(),
    publisher: z.string(),
    family: z.string(),
    product: z.string().optional().meta({
      description: 'Absent where users, or what is declared, are counted: that is known of the family as a whole.',
    }),
    edition: z.string().optional(),
    version: z.string().optional(),
    metric: Metric,
    owned: z
      .strictObject({ volume: units, subscription: units, other: units, total: units, unlimited: z.boolean() })
      .meta({ description: 'Licenses that count today, by channel; `other`: agreements with other publishers.' }),
    installed: units.meta({ description: 'Machines.' }),
    coveredBySubscription: units.meta({ description: 'Of these, machines that a plan of their user lets run it.' }),
    required: units.meta({ description: 'Units of the metric: `covered` and `shortfall` together.' }),
    covered: units,
    shortfall: units,
    unlicensed: units.meta({ description: 'Of the shortfall, what no license may run.' }),
    available: units.meta({ description: 'Licenses that nothing requires.' }),
    delta: z.int().meta({ description: 'available - shortfall, after all rights.' }),
    byRight: z.partialRecord(Right, units).meta({
      description: 'What is covered by each right. One requirement may rest on several.',
    }),
    byManager: units.meta({ description: 'Manual: covered as a manager has mapped it.' }),
    exempt: units.meta({ description: 'Manual: installs on machines that are exempt.' }),
    declaredUse: units.optional().meta({ description: 'Manual: use that was declared.' }),
    needsData: units.meta({ description: 'Machines of which it is not known what they require.' }),
    status: FamilyStatus.meta({ description: 'Of the family.' }),
    flags: z.array(z.string()),
  })
  .meta({ id: 'PositionRow' })
export type PositionRow = z.infer<typeof PositionRow>

const byRight = (right: Right) => number<PositionRow>(`By ${words(right)}`, 12, (row) => row.byRight[right])

const columns: readonly Stack<PositionRow>[] = [
  [
    text('Product', 40, ({ product }) => product ?? 'All products'),
    text('Publisher', 20, ({ publisher }) => publisher),
    text('Family', 26, ({ family }) => family),
  ],
  [text('Edition', 20, ({ edition }) => edition), text('Version', 12, ({ version }) => version)],
  [text('Metric', 9, ({ metric }) => metric)],
  [
    number('Owned', 12, ({ owned }) => (owned.unlimited ? unlimited : owned.total)),
    number('Volume', 12, ({ owned }) => owned.volume),
    number('Subscription', 12, ({ owned }) => owned.subscription),
    number('Other agreements', 12, ({ owned }) => owned.other),
  ],
  [
    number('Installed', 11, ({ installed }) => installed),
    number('Of it by subscription', 12, ({ coveredBySubscription }) => coveredBySubscription),
  ],
  [number('Required', 11, ({ required }) => required)],
  [
    number('Covered', 13, ({ covered }) => covered),
    ...Right.options.filter((right) => right !== 'manager').map(byRight),
  ],
  [
    number('Manual: by mapping', 14, ({ byManager }) => byManager),
    number('Manual: exempt installs', 14, ({ exempt }) => exempt),
    number('Manual: declared use', 14, ({ declaredUse }) => declaredUse),
  ],
  [number('Available', 11, ({ available }) => available)],
  [number('Shortfall', 12, ({ shortfall }) => shortfall), number('Of it unlicensed', 12, (row) => row.unlicensed)],
  [{ ...difference<PositionRow>(({ delta }) => delta), heading: 'Licensing delta' }],
  [
    text('Status of family', 16, ({ status }) => words(status)),
    number('Machines without data', 12, ({ needsData }) => needsData),
    text('Flags', 16, ({ flags }) => flags.map(words).join(', ')),
  ],
]

export const positionLayout = { schema: PositionRow, rowsAre: 'Products', columns }

const blankRow = ({ row: { id, publisher, name }, figures }: CountedFamily, metric: Metric): PositionRow => ({
  ...{ familyId: id, publisher, family: name, metric, status: figures.status, flags: figures.flags },
  ...{ product: undefined, edition: undefined, version: undefined },
  owned: { volume: 0, subscription: 0, other: 0, total: 0, unlimited: false },
  ...{
    installed: 0,
    coveredBySubscription: 0,
    required: 0,
    covered: 0,
    shortfall: 0,
    unlicensed: 0,
    available: 0,
    delta: 0,
  },
  ...{ byRight: {}, byManager: 0, exempt: 0, declaredUse: undefined, needsData: 0 },
})

const channelOf = ({ source }: License): 'volume' | 'subscription' | 'other' =>
  source === 'agreement' ? 'other' : source === 'subscriptions' ? 'subscription' : 'volume'

/** How the use of a family that users or access licenses use is known. */
const usedByOf = ({ figures, licenses }: CountedFamily): 'assigned' | 'declared' | undefined => {
  if (figures.status === 'not-measured') return undefined
  const own = licenses.filter(({ isCounted, metric }) => isCounted && metric === figures.metric)
  // Plans cover all machines, which says nothing of how many users there are.
  if (own.length === 0 && figures.required === 0 && figures.installs.coveredBySubscription > 0) return undefined
  return own.length > 0 && own.every(({ assigned }) => assigned !== undefined) ? 'assigned' : 'declared'
}

/** Rows of what is assigned or declared, which machines do not show. */
const rowsOfUse = (family: CountedFamily): PositionRow[] => {
  const { figures } = family
  const whole = isOfPeople(figures.metric)
    ? [{ ...figures, used: figures.required, usedBy: usedByOf(family) }, ...figures.others]
    : figures.others
  return whole.flatMap(({ metric, used, usedBy, shortfall, surplus }): PositionRow[] => {
    if (used === undefined || usedBy === undefined) return []
    const use = { required: used, covered: used - shortfall, shortfall, delta: 0 }
    const available = isOfPeople(metric) ? surplus : 0
    return [{ ...blankRow(family, metric), ...use, available, ...(usedBy === 'declared' && { declaredUse: used }) }]
  })
}

/** Rows of a family by product and metric. In its metric they add up to its figures. */
const rowsOfFamily = (family: CountedFamily, { titles, counts }: CountedLedger): PositionRow[] => {
  const { figures, needs, coverage, combinations, licenses } = family
  const machines = isOfPeople(figures.metric) ? 'device' : figures.metric
  const rows = new Map<string, PositionRow>()
  const rowOf = (metric: Metric, product: FamilyTitle['product'], name: string): PositionRow => {
    const { edition, version } = product ?? {}
    const key = JSON.stringify([metric, product ? [product.family, edition, version] : name])
    const shown = product ? [product.family, edition, version].filter((part) => part !== undefined).join(' ') : name
    const row = rows.get(key) ?? { ...blankRow(family, metric), product: shown, edition, version }
    rows.set(key, row)
    return row
  }
  const ofTitle = (index: number): PositionRow | undefined => {
    const title = titles[index]
    return title && rowOf(machines, title.product, title.title)
  }
  for (const index of family.titles) {
    const [kind, need] = [titles[index]?.kind, needs.get(index)]
    const isOfMachines = kind === 'licensed' || (kind === 'subscription' && need && need.required + need.subscribed > 0)
    const row = isOfMachines && counts[index] ? ofTitle(index) : undefined
    if (!row || !need) continue
    row.installed += counts[index] ?? 0
    row.coveredBySubscription += need.subscribed
    row.required += need.required
    row.covered += need.required - need.open
    row.shortfall += need.open
    row.unlicensed += need.mayRun ? 0 : need.open
    row.needsData += need.needsData
  }
  const numberOf = new Map(family.titles.map((index) => [titles[index]?.id, index]))
  for (const { titleId, rights, quantity } of coverage.rows) {
    const row = ofTitle(numberOf.get(titleId) ?? -1)
    if (!row) continue
    for (const right of rights)
      if (right === 'manager') row.byManager += quantity
      else row.byRight[right] = (row.byRight[right] ?? 0) + quantity
  }
  for (const { state, titles: exempt, machines: count } of combinations)
    if (state === 'exempt')
      for (const index of exempt) {
        const row = ofTitle(index)
        if (row) row.exempt += count
      }
  for (const license of licenses) {
    if (!license.isCounted) continue
    const [direct] = license.direct.keys()
    const { product, metric, quantity, name } = license
    const ofMachines = !isOfPeople(metric) && metric !== 'core' && machines !== 'core' ? machines : metric
    const row = product
      ? rowOf(ofMachines, product, name)
      : rowOf(ofMachines, titles[direct ?? -1]?.product, titles[direct ?? -1]?.title ?? name)
    if (!Number.isFinite(quantity)) {
      row.owned.unlimited = true
      continue
    }
    row.owned[channelOf(license)] += quantity
    row.owned.total += quantity
    if (!isOfPeople(metric)) row.available += quantity - (coverage.used.get(license.id) ?? 0)
  }
  const byProduct = [...rows.values()].sort(ascendingByAll(({ product = '', metric }) => [nameKey(product), metric]))
  return [...byProduct, ...rowsOfUse(family)].map((row) => ({ ...row, delta: row.available - row.shortfall }))
}

/** By publisher, family and product. */
export async function* positionRows(ledger: CountedLedger): AsyncGenerator<PositionRow> {
  for (const family of ledger.families) yield* rowsOfFamily(family, ledger)
}
