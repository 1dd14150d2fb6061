import * as z from 'zod'
import { readContracts, validationOf } from '../../agreements/records/contract.ts'
import { type Freshness, lastAnswer, readFreshness } from '../../agreements/records/freshness.ts'
import { StoredPair } from '../../agreements/records/stored-pair.ts'
import type { AnsweringPair } from '../../entitlements/rows/decide-rows.ts'
import { ascendingBy } from '../../foundation/collections.ts'
import { pairPartitions } from '../../foundation/table/keys.ts'
import type { Table } from '../../foundation/table/table.ts'
import { readPartitions } from '../lists/read-partitions.ts'

const { entitlements: Answer } = StoredPair.shape
const PairHead = StoredPair.pick({
  agreementNumber: true,
  licenseNumber: true,
  agreementId: true,
  reportedAt: true,
  status: true,
  program: true,
  organization: true,
  startDate: true,
  endDate: true,
  answeredAt: true,
  askedAt: true,
  error: true,
}).extend({
  entitlements: z.string().optional(),
})

/** Answers are parsed only when they are needed, as JSON: mostly they have not changed. */
export const readPairs = async (table: Table) => {
  const contracts = await readContracts(table)
  const marks = contracts.size > 0 ? await readFreshness(table) : new Map<string, Freshness>()
  const only = Object.keys(PairHead.shape)
  const pairs = await readPartitions(table, pairPartitions, (item) => PairHead.parse(item), only)
  return pairs
    .flatMap((some, partition) =>
      some.map(
        ({ entitlements: entitlementsText, agreementNumber, licenseNumber, agreementId, reportedAt, ...pair }) => {
          const answeredAt = lastAnswer(pair, marks.get(pairPartitions[partition] ?? ''))
          const answered = { ...pair, agreementNumber, licenseNumber, answeredAt }
          const { status, program, endDate } = validationOf(answered, contracts)
          const numbers = { agreementNumber, licenseNumber, agreementId }
          return { ...numbers, status, program, endDate, reportedAt, entitlementsText, partition }
        },
      ),
    )
    .sort(ascendingBy((pair) => `${pair.licenseNumber}#${pair.agreementNumber}`.toUpperCase()))
}

/** A pair by the newer of its two sources, with the place of its partition among those of pairs. */
export type PairFact = Awaited<ReturnType<typeof readPairs>>[number]

export const parseAnswer = ({ entitlementsText }: PairFact): AnsweringPair['entitlements'] =>
  Answer.parse(entitlementsText)
