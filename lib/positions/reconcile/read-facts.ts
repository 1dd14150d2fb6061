import * as z from 'zod'
import { LicenseCount } from '../../agreements/records/other-agreement.ts'
import { AgreementType, Restrictions } from '../../agreements/records/restrictions.ts'
import type { StoredEntitlement } from '../../entitlements/rows/statement-rows.ts'
import { ascendingBy } from '../../foundation/collections.ts'
import { agreementPartitions, decisionPartitions, packedDeviceKey } from '../../foundation/table/keys.ts'
import type { Item, Table } from '../../foundation/table/table.ts'
import { everyRight, type PositionPolicies } from '../../recognition/rights/rights.ts'
import {
  type Decision,
  type DecisionKind,
  type DeclaredUse,
  type Exemption,
  isOfKind,
  parseDecision,
  policiesSubject,
} from '../../recognition/titles/decision.ts'
import type { Lists } from '../lists/lists.ts'
import { readPartitions } from '../lists/read-partitions.ts'
import { type PairFact, readPairs } from './read-pairs.ts'
import { readStatements } from './read-reported.ts'

const StoredAgreement = z.object({
  id: z.string(),
  name: z.string(),
  type: AgreementType,
  restrictions: Restrictions.optional(),
  publisher: z.string().optional(),
  productTitle: z.string().optional(),
  licenseCount: LicenseCount.optional(),
  startDate: z.string().optional(),
  endDate: z.string().optional(),
})

const parseAgreement = (item: Item) => {
  const { publisher, productTitle: title, licenseCount, ...agreement } = StoredAgreement.parse(item)
  const isOther = publisher !== undefined && title !== undefined && licenseCount !== undefined
  return { ...agreement, ...(isOther && { product: { publisher, title, licenseCount } }) }
}

export type AgreementFact = ReturnType<typeof parseAgreement>

/** Decisions by their subjects, also those that were taken back: they count as versions. */
export type Decisions = {
  [K in Exclude<DecisionKind, 'link' | 'policies' | 'exemption' | 'declared-use'>]: ReadonlyMap<string, Decision<K>>
}

/** What decisions say and when, as digests have it. */
export const saidBy = (decisions: ReadonlyMap<string, { value: unknown; at: string }>) =>
  [...decisions].map(([subject, { value, at }]) => [subject, value, at])

/** All facts that conclusions follow from, in the order of their ids or keys. */
export interface Facts {
  lists: Lists
  agreements: readonly AgreementFact[]
  pairs: readonly PairFact[]
  statements: readonly StoredEntitlement[]
  decisions: Decisions
  /** From the packed keys of devices to those of the devices that they were linked to. */
  links: ReadonlyMap<string, string>
  policies: PositionPolicies
  /** By the packed key of the device, also those that have ended. */
  exemptions: ReadonlyMap<string, readonly Omit<Exemption, 'deviceId'>[]>
  /** By the id of the family. */
  declaredUse: ReadonlyMap<string, readonly Omit<DeclaredUse, 'familyId' | 'note'>[]>
}

export type Said = Pick<Facts, 'decisions' | 'links' | 'policies' | 'exemptions' | 'declaredUse'>

const readAgreements = async (table: Table): Promise<AgreementFact[]> => {
  const only = Object.keys(StoredAgreement.shape)
  const agreements = await readPartitions(table, agreementPartitions, parseAgreement, only)
  return agreements.flat().sort(ascendingBy(({ id }) => id))
}

/** What decisions of a kind say, by what they say it of. */
const grouped = <K extends DecisionKind, T>(
  decisions: Iterable<Decision<K>>,
  of: (value: NonNullable<Decision<K>['value']>, subject: string) => readonly [string, T],
): Map<string, T[]> => {
  const said = [...decisions].flatMap(({ value, subject }) => (value ? [of(value, subject)] : []))
  const groups = Map.groupBy(said, ([key]) => key)
  return new Map([...groups].map(([key, some]) => [key, some.map(([, one]) => one)]))
}

export const readDecisions = async (table: Table): Promise<Said> => {
  const all = (await readPartitions(table, decisionPartitions, parseDecision)).flat()
  all.sort(ascendingBy(({ subject }) => subject))
  const of = <K extends DecisionKind>(kind: K) =>
    new Map(all.filter(isOfKind(kind)).map((decision) => [decision.subject, decision]))
  const links = [...of('link')].flatMap(([subject, { value }]) =>
    value ? [[subject, packedDeviceKey(value.to)] as const] : [],
  )
  const [catalog, licensable, merge, line] = [of('catalog'), of('licensable'), of('merge'), of('line')]
  const decisions = { catalog, licensable, merge, mapping: of('mapping'), name: of('name'), line }
  const exemptions = grouped(of('exemption').values(), ({ deviceId: _, ...exemption }, subject) => [
    subject.split('#')[0] ?? '',
    exemption,
  ])
  const declaredUse = grouped(of('declared-use').values(), ({ familyId, metric, quantity, asOf }) => [
    familyId,
    { metric, quantity, asOf },
  ])
  const policies = of('policies').get(policiesSubject)?.value ?? everyRight
  return { decisions, links: new Map(links), policies, exemptions, declaredUse }
}

/** Reads all facts but those of devices. When it sees half of a transaction, the run that follows sees it whole. */
export const readFacts = async (table: Table): Promise<Omit<Facts, 'lists'>> => ({
  ...(await readDecisions(table)),
  agreements: await readAgreements(table),
  pairs: await readPairs(table),
  statements: await readStatements(table),
})
