import { byKey, pairKey } from '../../agreements/records/pair.ts'
import { isOther, type StoredAgreement, type StoredOtherAgreement } from '../../agreements/records/stored-agreement.ts'
import { readPairs, type StoredPair } from '../../agreements/records/stored-pair.ts'
import { licenseKey } from '../../entitlements/rows/statement-rows.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { Holding } from './holdings.ts'
import type { PurchaseRow, WhyNot } from './purchase-row.ts'
import { type AllReported, type Reported, readFirstPairs } from './reported.ts'
import type { Scope } from './scope.ts'
import type { FindTitles } from './titles.ts'

/** VLSC and license statements report products of nobody else. */
const publisher = 'Microsoft'

const millisecondsPerDay = 24 * 3_600_000

interface Term {
  startDate?: string | undefined
  endDate?: string | undefined
}

const showTerm = ({ startDate, endDate }: Term, today: string) => ({
  ...(startDate !== undefined && { startDate }),
  ...(endDate !== undefined && {
    endDate,
    daysLeft: Math.round((Date.parse(endDate) - Date.parse(today)) / millisecondsPerDay),
  }),
})

const effect = (whyNot: WhyNot | undefined) => ({
  effectiveToday: whyNot === undefined,
  ...(whyNot !== undefined && { whyNot }),
})

const showHolder = ({ id: groupId, name: groupName }: Holding['group'], agreement: StoredAgreement) => {
  const { id, name, type } = agreement
  const program = 'program' in agreement ? agreement.program : undefined
  return { group: { id: groupId, name: groupName }, agreement: { id, name, type, ...(program && { program }) } }
}

const showProduct = ({ productFamily, version, type, quantity }: Reported) => ({
  publisher,
  product: productFamily,
  version,
  licenseType: type,
  licenses: quantity,
})

/** Terms include their first and their last day. */
const whyNotInTerm = ({ startDate, endDate }: Term, today: string): WhyNot | undefined => {
  if (endDate !== undefined && endDate < today) return 'ended'
  return startDate !== undefined && today < startDate ? 'not-begun' : undefined
}

const rowOfOther = (
  holder: ReturnType<typeof showHolder>,
  { id, publisher, productTitle: product, licenseCount: licenses, ...agreement }: StoredOtherAgreement,
  titles: FindTitles,
  today: string,
): PurchaseRow => ({
  source: 'agreement',
  ...holder,
  publisher,
  product,
  licenses,
  ...effect(whyNotInTerm(agreement, today)),
  ...showTerm(agreement, today),
  titles: titles.ofAgreement(id),
})

/** Why a pair has no product in the snapshot. It may lack an answer that came later. */
const whyNothing = ({ status, entitlements }: StoredPair): WhyNot => {
  if (status === 'pending' || status === 'not-found') return status
  return entitlements.length > 0 ? 'pending' : 'nothing-reported'
}

const rowOfStatement = (row: Reported, titles: FindTitles): PurchaseRow => ({
  source: row.source,
  ...(row.licenseId !== undefined && { licenseId: row.licenseId }),
  ...showProduct(row),
  ...effect(row.notCounted),
  titles: row.notCounted === 'no-such-pair' ? [] : titles.ofProduct(row.product),
})

type Unit = Holding & { pair?: Parameters<typeof pairKey>[0] }

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

interface Sources {
  table: Table
  scope: Scope
  holdings: AsyncIterable<Holding>
  reported: AllReported
  titles: FindTitles
  /** In the ledger's time zone, YYYY-MM-DD. */
  today: string
}

/**
 * What the chosen agreements entitle to, agreement by agreement: pairs with what VLSC and license statements say for
 * them. In reports about all groups, what statements say that belongs to no agreement comes last.
 */
export async function* purchaseRows(sources: Sources): AsyncGenerator<PurchaseRow> {
  const { table, scope, holdings, reported, titles, today } = sources
  const { ofPairs, ofLicenses, ofOrganization } = reported
  /** License IDs that stand with a pair. */
  const placed = new Set<string>()

  /** What statements say for the license numbers of pairs, by the first pair that has each. */
  const statementsOf = async (pairs: Iterable<StoredPair>): Promise<Map<string, readonly Reported[]>> => {
    const licenses = new Set([...pairs].map(({ licenseNumber }) => licenseKey(licenseNumber)))
    const isOfPair = (license: string): boolean => {
      const [first] = ofLicenses.get(license) ?? []
      return first !== undefined && first.notCounted !== 'no-such-pair'
    }
    const firstPairs = await readFirstPairs(table, [...licenses].filter(isOfPair))
    return new Map([...firstPairs].map(([license, pair]) => [pairKey(pair), ofLicenses.get(license) ?? []]))
  }

  for await (const units of batchesOf(holdings)) {
    const numbers = units.flatMap(({ pair }) => pair ?? [])
    const pairs = await readPairs(table, numbers)
    const statements = await statementsOf(pairs.values())
    for (const { group, agreement, pair: unit } of units) {
      const holder = showHolder(group, agreement)
      if (isOther(agreement)) {
        yield rowOfOther(holder, agreement, titles, today)
        continue
      }
      const pair = unit && pairs.get(pairKey(unit))
      // It may have been taken from its agreement meanwhile.
      if (pair?.agreementId !== agreement.id) continue
      const { agreementNumber, licenseNumber, status } = pair
      const held = { ...holder, pair: { agreementNumber, licenseNumber, status } }
      const own = { source: 'vlsc', ...held, ...showTerm(pair, today) } as const
      const answers = ofPairs.get(pairKey(pair)) ?? []
      for (const answer of answers)
        yield { ...own, ...showProduct(answer), ...effect(undefined), titles: titles.ofProduct(answer.product) }
      if (answers.length === 0) yield { ...own, publisher, licenses: 0, ...effect(whyNothing(pair)), titles: [] }
      for (const statement of statements.get(pairKey(pair)) ?? []) {
        placed.add(licenseKey(licenseNumber))
        yield { ...rowOfStatement(statement, titles), ...held }
      }
    }
  }

  if (!scope.isWhole || !scope.types.includes('volume')) return
  const unplaced = [...ofLicenses.keys()].sort().filter((license) => !placed.has(license))
  for (const license of unplaced)
    for (const statement of ofLicenses.get(license) ?? []) yield rowOfStatement(statement, titles)
  for (const statement of ofOrganization) yield rowOfStatement(statement, titles)
}
