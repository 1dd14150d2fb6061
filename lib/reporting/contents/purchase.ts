import * as z from 'zod'
import { unlimited } from '../../agreements/records/other-agreement.ts'
import { type AgreementNumberPair, byKey, Program, pairKey } from '../../agreements/records/pair.ts'
import { AgreementType } from '../../agreements/records/restrictions.ts'
import { isOther } from '../../agreements/records/stored-agreement.ts'
import { PairStatus } from '../../agreements/records/stored-pair.ts'
import { readValidated, type ValidatedPair } from '../../agreements/records/validated-pairs.ts'
import { EntitlementSource, NotCounted } from '../../entitlements/rows/entitlement-row.ts'
import { licenseKey } from '../../entitlements/rows/statement-rows.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { Snapshot } from '../../positions/snapshot/snapshot-reader.ts'
import { microsoft } from '../../recognition/data/recognition.ts'
import { day, difference, number, type Stack, text, words, yesOrNo } from './columns.ts'
import type { Holding, Scope } from './holdings.ts'
import { type Reported, readFirstPairs, readReported } from './reported.ts'
import { type ReportTitle, TitlePosition, titleFinder } from './titles.ts'

const WhyNot = z.enum([...NotCounted.options, 'not-begun', 'ended', 'pending', 'not-found', 'nothing-reported'])
type WhyNot = z.infer<typeof WhyNot>

export const PurchaseRow = z
  .strictObject({
    source: z.enum(['agreement', ...EntitlementSource.options]).meta({
      description: '`agreement`: an other agreement itself; `vlsc`: the look-up of a pair; else a file.',
    }),
    group: z.strictObject({ id: z.string(), name: z.string() }).optional().meta({
      description: 'Absent where no agreement has the License ID, and of what speaks for the whole organization.',
    }),
    agreement: z
      .strictObject({ id: z.string(), name: z.string(), type: AgreementType, program: Program.optional() })
      .optional(),
    pair: z.strictObject({ agreementNumber: z.string(), licenseNumber: z.string(), status: PairStatus }).optional(),
    licenseId: z.string().optional().meta({ description: 'Of a row of a file.' }),
    publisher: z.string(),
    product: z.string().optional().meta({ description: 'Absent when none is reported for the pair.' }),
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
  vlsc: 'look-up',
  'license-summary': 'license summary',
  'license-statement': 'license statement',
  subscriptions: 'subscriptions',
}

const reasons: Record<WhyNot, string> = {
  'no-such-pair': 'no pair has this License ID',
  'pair-answers-itself': 'the look-up reports it for the pair',
  'pairs-report-product': 'pairs report the product',
  'newer-file': 'a newer file reports it',
  'of-users': 'for users, not machines',
  'not-begun': 'not begun',
  ended: 'ended',
  pending: 'not validated yet',
  'not-found': 'Microsoft does not know the pair',
  'nothing-reported': 'no product is reported',
}

const sum = (numbers: readonly number[]): number | undefined =>
  numbers.length === 0 ? undefined : numbers.reduce((total, number) => total + number, 0)

const columns: readonly Stack<PurchaseRow>[] = [
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

export const purchaseLayout = { schema: PurchaseRow, rowsAre: 'Licenses', columns }

type Term = Pick<PurchaseRow, 'startDate' | 'endDate'>

const showTerm = ({ startDate, endDate }: Term, today: string) => {
  const daysLeft = endDate === undefined ? undefined : (Date.parse(endDate) - Date.parse(today)) / 86_400_000
  return { startDate, endDate, daysLeft }
}

const effect = (whyNot: WhyNot | undefined) => ({ effectiveToday: whyNot === undefined, whyNot })

const whyNotInTerm = ({ startDate = '', endDate = '9999' }: Term, today: string): WhyNot | undefined => {
  if (endDate < today) return 'ended'
  return today < startDate ? 'not-begun' : undefined
}

/** Why a pair has no product in the snapshot. It may lack an answer that came later. */
const whyNothing = ({ status, entitlements }: ValidatedPair): WhyNot => {
  if (status === 'pending' || status === 'not-found') return status
  return entitlements.length > 0 ? 'pending' : 'nothing-reported'
}

type Unit = Holding & { pair?: AgreementNumberPair }

/** Pairs and other agreements that are looked up together: a pair may have 250 kB, most have less than one. */
const unitsPerBatch = 100

async function* batchesOf(holdings: AsyncIterable<Holding>): AsyncGenerator<Unit[]> {
  let batch: Unit[] = []
  for await (const holding of holdings)
    for (const pair of 'pairs' in holding ? holding.pairs.toSorted(byKey) : [undefined]) {
      batch.push(pair ? { ...holding, pair } : holding)
      if (batch.length < unitsPerBatch) continue
      yield batch
      batch = []
    }
  if (batch.length > 0) yield batch
}

/** By agreement. In reports about all groups, what statements say that belongs to no agreement comes last. */
export async function* purchaseRows(
  table: Table,
  snapshot: Snapshot | undefined,
  all: readonly ReportTitle[],
  scope: Scope,
  holdings: AsyncIterable<Holding>,
  today: string,
): AsyncGenerator<PurchaseRow> {
  const { ofPairs, ofLicenses, ofOrganization } = await readReported(snapshot)
  const titles = await titleFinder(snapshot, all)
  /** License IDs that stand with a pair. */
  const placed = new Set<string>()

  /** What statements say for the license numbers of pairs, by the first pair that has each. */
  const statementsOf = async (pairs: Iterable<ValidatedPair>) => {
    const licenses = new Set([...pairs].map(({ licenseNumber }) => licenseKey(licenseNumber)))
    const isOfPair = (license: string) => ofLicenses.get(license)?.some((row) => row.notCounted !== 'no-such-pair')
    const firstPairs = await readFirstPairs(table, [...licenses].filter(isOfPair))
    return new Map([...firstPairs].map(([license, pair]) => [pairKey(pair), ofLicenses.get(license) ?? []]))
  }

  const rowOf = ({ source, licenseId, productFamily, product, notCounted, ...row }: Reported): PurchaseRow => ({
    source,
    licenseId,
    publisher: microsoft,
    product: productFamily,
    version: row.version,
    licenseType: row.type,
    licenses: row.quantity,
    ...effect(notCounted),
    ...(row.endDate !== undefined && showTerm({ endDate: row.endDate }, today)),
    titles: notCounted === 'no-such-pair' || notCounted === 'of-users' ? [] : titles.ofProduct(product),
  })

  for await (const units of batchesOf(holdings)) {
    const numbers = units.flatMap(({ pair }) => pair ?? [])
    const pairs = await readValidated(table, numbers)
    const statements = await statementsOf(pairs.values())
    for (const { group, agreement, pair: unit } of units) {
      const { id, name, type } = agreement
      const program = 'program' in agreement ? agreement.program : undefined
      const holder = { group: { id: group.id, name: group.name }, agreement: { id, name, type, program } }
      if (isOther(agreement)) {
        const { publisher, productTitle: product, licenseCount: licenses } = agreement
        const bought = { source: 'agreement', ...holder, publisher, product, licenses } as const
        const inTerm = { ...effect(whyNotInTerm(agreement, today)), ...showTerm(agreement, today) }
        yield { ...bought, ...inTerm, titles: titles.ofAgreement(id) }
        continue
      }
      const pair = unit && pairs.get(pairKey(unit))
      // It may have been taken from its agreement meanwhile.
      if (pair?.agreementId !== id) continue
      const { agreementNumber, licenseNumber, status } = pair
      const held = { ...holder, pair: { agreementNumber, licenseNumber, status } }
      const term = showTerm(pair, today)
      const nothing = { source: 'vlsc' as const, publisher: microsoft, licenses: 0, titles: [] }
      const answers = ofPairs.get(pairKey(pair))
      for (const answer of answers ?? []) yield { ...rowOf(answer), ...held, ...term }
      if (!answers) yield { ...nothing, ...effect(whyNothing(pair)), ...held, ...term }
      for (const statement of statements.get(pairKey(pair)) ?? []) {
        placed.add(licenseKey(licenseNumber))
        yield { ...rowOf(statement), ...held }
      }
    }
  }

  if (!scope.isWhole || !scope.types.includes('volume')) return
  const unplaced = [...ofLicenses.keys()].sort().filter((license) => !placed.has(license))
  for (const license of unplaced) yield* (ofLicenses.get(license) ?? []).map(rowOf)
  yield* ofOrganization.map(rowOf)
}
