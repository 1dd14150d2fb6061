import * as z from 'zod'
import { LicenseCount } from '../../agreements/other-agreement.ts'
import { StoredPair } from '../../agreements/stored-pair.ts'
import { type Decision, type DecisionKind, isOfKind, parseDecision } from '../../decisions/decision.ts'
import { StatementLayout, StoredEntitlement } from '../../entitlements/entitlement.ts'
import type { NamedProduct } from '../../entitlements/product-key.ts'
import {
  agreementPartitions,
  decisionPartitions,
  packedDeviceKey,
  pairPartitions,
  statementEntitlements,
} from '../../table/keys.ts'
import { type Item, pagesOf, type Table } from '../../table/table.ts'
import type { AgreementFact, Facts, PairFact } from './facts.ts'
import type { TitleDecisions } from './resolve-titles.ts'

/** Partitions that are read at once: a page of each is in memory. */
const partitionsAtOnce = 8

const StoredAgreement = z.object({
  id: z.string(),
  name: z.string(),
  publisher: z.string().optional(),
  productTitle: z.string().optional(),
  licenseCount: LicenseCount.optional(),
  startDate: z.string().optional(),
  endDate: z.string().optional(),
})

const { agreementNumber, licenseNumber, agreementId, status, reportedAt } = StoredPair.shape
const PairHead = z.object({
  agreementNumber,
  licenseNumber,
  agreementId,
  status,
  reportedAt,
  entitlements: z.string().optional(),
})

const only = {
  agreements: Object.keys(StoredAgreement.shape),
  pairs: Object.keys(PairHead.shape),
}

/** Reads all items of some partitions. */
const readAll = async (
  table: Table,
  partitions: readonly string[],
  take: (item: Item, partition: number) => void,
  only?: readonly string[],
): Promise<void> => {
  const open = [...partitions.entries()]
  const work = async () => {
    for (let next = open.shift(); next; next = open.shift()) {
      const [number, partition] = next
      for await (const items of pagesOf(table, { partition, ...(only && { only }) }))
        for (const item of items) take(item, number)
    }
  }
  await Promise.all(Array.from({ length: partitionsAtOnce }, work))
}

const byText =
  <T>(textOf: (one: T) => string) =>
  (one: T, other: T): number => {
    const [first, second] = [textOf(one), textOf(other)]
    return first < second ? -1 : first > second ? 1 : 0
  }

const readAgreements = async (table: Table): Promise<AgreementFact[]> => {
  const agreements: AgreementFact[] = []
  await readAll(
    table,
    agreementPartitions,
    (item) => {
      const { publisher, productTitle: title, licenseCount, ...agreement } = StoredAgreement.parse(item)
      const isOther = publisher !== undefined && title !== undefined && licenseCount !== undefined
      agreements.push({ ...agreement, ...(isOther && { product: { publisher, title, licenseCount } }) })
    },
    only.agreements,
  )
  return agreements.sort(byText(({ id }) => id))
}

const readPairs = async (table: Table): Promise<PairFact[]> => {
  const pairs: PairFact[] = []
  await readAll(
    table,
    pairPartitions,
    (item, partition) => {
      const { entitlements: entitlementsText, ...pair } = PairHead.parse(item)
      pairs.push({ ...pair, reportedAt: pair.reportedAt, entitlementsText, partition })
    },
    only.pairs,
  )
  return pairs.sort(byText((pair) => `${pair.licenseNumber}#${pair.agreementNumber}`.toUpperCase()))
}

const readStatements = async (table: Table): Promise<StoredEntitlement[]> => {
  const rows: StoredEntitlement[] = []
  await readAll(table, StatementLayout.options.map(statementEntitlements), (item) => {
    rows.push(StoredEntitlement.parse(item))
  })
  return rows.sort(byText(({ pk, sk }) => `${pk} ${sk}`))
}

const readDecisions = async (table: Table): Promise<Pick<Facts, 'decisions' | 'links'>> => {
  const all: Decision[] = []
  await readAll(table, decisionPartitions, (item) => all.push(parseDecision(item)))
  all.sort(byText(({ subject }) => subject))
  const of = <K extends DecisionKind>(kind: K) => all.filter(isOfKind(kind))
  /** Decisions about titles, also those that were taken back: these count as versions. */
  const byTitle = <K extends 'licensable' | 'merge' | 'mapping'>(kind: K) =>
    new Map(of(kind).map((decision) => [decision.subject, decision]))
  const decisions: TitleDecisions = {
    catalog: of('catalog'),
    licensable: byTitle('licensable'),
    merge: byTitle('merge'),
    mapping: byTitle('mapping'),
    name: new Map(of('name').map((decision) => [decision.subject, decision])),
  }
  const links = new Map(
    of('link').flatMap(({ subject, value }) => (value ? [[subject, packedDeviceKey(value.to)] as const] : [])),
  )
  return { decisions, links }
}

/**
 * Reads all facts but those of devices, strongly, from a fixed number of partitions. A transaction that is seen by half
 * is seen whole by the run that its own change triggers.
 */
export const readFacts = async (table: Table): Promise<Omit<Facts, 'lists'>> => {
  const [decided, agreements, pairs, statements] = [
    await readDecisions(table),
    await readAgreements(table),
    await readPairs(table),
    await readStatements(table),
  ]
  return { ...decided, agreements, pairs, statements }
}

/** What VLSC and license statements name as products, distinct by its text. It reads all pairs. */
export const readReportedProducts = async (table: Table): Promise<NamedProduct[]> => {
  const [pairs, statements] = [await readPairs(table), await readStatements(table)]
  const rows = [
    ...pairs.flatMap(({ entitlementsText }) => StoredPair.shape.entitlements.parse(entitlementsText)),
    ...statements,
  ]
  return [...new Map(rows.map((row) => [`${row.productFamily}\n${row.version}`, row])).values()]
}
