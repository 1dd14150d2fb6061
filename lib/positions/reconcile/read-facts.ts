import * as z from 'zod'
import { LicenseCount } from '../../agreements/records/other-agreement.ts'
import { StoredPair } from '../../agreements/records/stored-pair.ts'
import type { AnsweringPair } from '../../entitlements/rows/decide-rows.ts'
import { StatementLayout, StoredEntitlement } from '../../entitlements/rows/statement-rows.ts'
import {
  agreementPartitions,
  decisionPartitions,
  packedDeviceKey,
  pairPartitions,
  statementEntitlements,
} from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { NamedProduct } from '../../recognition/products/product-key.ts'
import { type Decision, type DecisionKind, isOfKind, parseDecision } from '../../recognition/titles/decision.ts'
import type { Lists } from '../lists/lists.ts'
import { byText, readPartitions } from '../lists/read-partitions.ts'

const StoredAgreement = z.object({
  id: z.string(),
  name: z.string(),
  publisher: z.string().optional(),
  productTitle: z.string().optional(),
  licenseCount: LicenseCount.optional(),
  startDate: z.string().optional(),
  endDate: z.string().optional(),
})

export interface AgreementFact {
  id: string
  name: string
  /** What an other agreement is for; absent of volume agreements. */
  product?: { publisher: string; title: string; licenseCount: number | 'unlimited' }
  /** YYYY-MM-DD. */
  startDate?: string | undefined
  endDate?: string | undefined
}

/** A pair. Its answer is parsed only when it is needed: mostly it has not changed. */
export interface PairFact extends Omit<AnsweringPair, 'entitlements'> {
  /** JSON; absent when it entitles to nothing. */
  entitlementsText: string | undefined
  /** Place of its partition among those of pairs. */
  partition: number
}

type Decided<K extends DecisionKind> = ReadonlyMap<string, Decision<K>>

/** Decisions by their subjects, also those that were taken back: they count as versions. */
export interface Decisions {
  catalog: Decided<'catalog'>
  licensable: Decided<'licensable'>
  merge: Decided<'merge'>
  mapping: Decided<'mapping'>
  name: Decided<'name'>
}

/** All facts that conclusions follow from, in the order of their ids or keys. */
export interface Facts {
  lists: Lists
  agreements: readonly AgreementFact[]
  pairs: readonly PairFact[]
  statements: readonly StoredEntitlement[]
  decisions: Decisions
  /** From the packed keys of devices to those of the devices that they were linked to. */
  links: ReadonlyMap<string, string>
}

const readAgreements = async (table: Table): Promise<AgreementFact[]> => {
  const agreements: AgreementFact[] = []
  await readPartitions(table, agreementPartitions, Object.keys(StoredAgreement.shape), (item) => {
    const { publisher, productTitle: title, licenseCount, ...agreement } = StoredAgreement.parse(item)
    const isOther = publisher !== undefined && title !== undefined && licenseCount !== undefined
    agreements.push({ ...agreement, ...(isOther && { product: { publisher, title, licenseCount } }) })
  })
  return agreements.sort(byText(({ id }) => id))
}

const { agreementNumber, licenseNumber, agreementId, status, reportedAt, entitlements: Answer } = StoredPair.shape
const PairHead = z.object({
  ...{ agreementNumber, licenseNumber, agreementId, status, reportedAt },
  entitlements: z.string().optional(),
})

export const parseAnswer = ({ entitlementsText }: PairFact): AnsweringPair['entitlements'] =>
  Answer.parse(entitlementsText)

const readPairs = async (table: Table): Promise<PairFact[]> => {
  const pairs: PairFact[] = []
  await readPartitions(table, pairPartitions, Object.keys(PairHead.shape), (item, partition) => {
    const { entitlements: entitlementsText, ...pair } = PairHead.parse(item)
    pairs.push({ ...pair, reportedAt: pair.reportedAt, entitlementsText, partition })
  })
  return pairs.sort(byText((pair) => `${pair.licenseNumber}#${pair.agreementNumber}`.toUpperCase()))
}

const readStatements = async (table: Table): Promise<StoredEntitlement[]> => {
  const rows: StoredEntitlement[] = []
  const partitions = StatementLayout.options.map(statementEntitlements)
  await readPartitions(table, partitions, undefined, (item) => rows.push(StoredEntitlement.parse(item)))
  return rows.sort(byText(({ pk, sk }) => `${pk} ${sk}`))
}

const readDecisions = async (table: Table): Promise<Pick<Facts, 'decisions' | 'links'>> => {
  const all: Decision[] = []
  await readPartitions(table, decisionPartitions, undefined, (item) => all.push(parseDecision(item)))
  all.sort(byText(({ subject }) => subject))
  const of = <K extends DecisionKind>(kind: K): Decided<K> =>
    new Map(all.filter(isOfKind(kind)).map((decision) => [decision.subject, decision]))
  const links = [...of('link')].flatMap(([subject, { value }]) =>
    value ? [[subject, packedDeviceKey(value.to)] as const] : [],
  )
  const [catalog, licensable, merge] = [of('catalog'), of('licensable'), of('merge')]
  return { decisions: { catalog, licensable, merge, mapping: of('mapping'), name: of('name') }, links: new Map(links) }
}

/**
 * Reads all facts but those of devices, strongly, from a fixed number of partitions. When it sees half of a transaction,
 * the run that the transaction triggers sees it whole.
 */
export const readFacts = async (table: Table): Promise<Omit<Facts, 'lists'>> => {
  const decided = await readDecisions(table)
  const agreements = await readAgreements(table)
  const pairs = await readPairs(table)
  return { ...decided, agreements, pairs, statements: await readStatements(table) }
}

/** Products that VLSC and license statements name, distinct by their text. It reads all pairs. */
export const readReportedProducts = async (table: Table): Promise<NamedProduct[]> => {
  const pairs = await readPairs(table)
  const rows = [...pairs.flatMap(parseAnswer), ...(await readStatements(table))]
  return [...new Map(rows.map((row) => [`${row.productFamily}\n${row.version}`, row])).values()]
}
