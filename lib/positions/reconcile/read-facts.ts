import * as z from 'zod'
import { LicenseCount } from '../../agreements/records/other-agreement.ts'
import { agreementPartitions, decisionPartitions, packedDeviceKey } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import { type Decision, type DecisionKind, isOfKind, parseDecision } from '../../recognition/titles/decision.ts'
import type { AgreementFact, Facts } from './facts.ts'
import { byText, readAll } from './read-partitions.ts'
import { readPairs, readStatements } from './read-reported.ts'
import type { TitleDecisions } from './resolve-titles.ts'

const StoredAgreement = z.object({
  id: z.string(),
  name: z.string(),
  publisher: z.string().optional(),
  productTitle: z.string().optional(),
  licenseCount: LicenseCount.optional(),
  startDate: z.string().optional(),
  endDate: z.string().optional(),
})

const agreementAttributes = Object.keys(StoredAgreement.shape)

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
    agreementAttributes,
  )
  return agreements.sort(byText(({ id }) => id))
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
