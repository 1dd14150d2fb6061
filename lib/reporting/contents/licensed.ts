import { byKey, pairKey } from '../../agreements/records/pair.ts'
import { isOther, type StoredAgreement, type StoredOtherAgreement } from '../../agreements/records/stored-agreement.ts'
import { readPairs, type StoredPair } from '../../agreements/records/stored-pair.ts'
import { licenseKey } from '../../entitlements/rows/statement-rows.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { Holding } from './holdings.ts'
import { type Reported, readFirstPairs, type readReported } from './reported.ts'

/** An other agreement, or a pair of a volume agreement with all that it entitles to; and the group they are in. */
export type Licensed = Pick<Holding, 'group'> &
  (
    | { agreement: StoredOtherAgreement }
    | {
        agreement: StoredAgreement
        pair: StoredPair
        /** Its own answer, a row a product. */
        answers: readonly Reported[]
        /** What statements say for its license number, at the first pair that has it. */
        statements: readonly Reported[]
      }
  )

type Unit = Holding & { pair?: Parameters<typeof pairKey>[0] }

/** Pairs and other agreements that are looked up together: a pair may have 250 kB, most have less than one. */
const unitsPerBatch = 100

async function* batchesOf(holdings: AsyncIterable<Holding>): AsyncGenerator<Unit[]> {
  let batch: Unit[] = []
  for await (const holding of holdings) {
    const pairs = 'pairs' in holding ? holding.pairs.toSorted(byKey) : [undefined]
    for (const pair of pairs) {
      batch.push(pair ? { ...holding, pair } : holding)
      if (batch.length < unitsPerBatch) continue
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

/** What agreements entitle to, and what statements say beside it once that has been read. */
export const openLicenses = (
  table: Table,
  holdings: AsyncIterable<Holding>,
  { ofPairs, ofLicenses, ofOrganization }: Awaited<ReturnType<typeof readReported>>,
) => {
  /** License IDs that stand with a pair. */
  const placed = new Set<string>()

  const statementsOf = async (pairs: Iterable<StoredPair>): Promise<Map<string, readonly Reported[]>> => {
    const licenses = new Set([...pairs].map(({ licenseNumber }) => licenseKey(licenseNumber)))
    const isOfPair = (license: string): boolean => {
      const [first] = ofLicenses.get(license) ?? []
      return first !== undefined && first.notCounted !== 'no-such-pair'
    }
    const firstPairs = await readFirstPairs(table, [...licenses].filter(isOfPair))
    return new Map([...firstPairs].map(([license, pair]) => [pairKey(pair), ofLicenses.get(license) ?? []]))
  }

  return {
    /** Some at a time. Pairs that were taken from their agreement meanwhile are left out. */
    async *licensed(): AsyncGenerator<Licensed[]> {
      for await (const units of batchesOf(holdings)) {
        const numbers = units.flatMap(({ pair }) => pair ?? [])
        const pairs = await readPairs(table, numbers)
        const said = await statementsOf(pairs.values())
        yield units.flatMap(({ group, agreement, pair: unit }): Licensed[] => {
          if (isOther(agreement)) return [{ group, agreement }]
          const pair = unit && pairs.get(pairKey(unit))
          if (pair?.agreementId !== agreement.id) return []
          const statements = said.get(pairKey(pair)) ?? []
          if (statements.length > 0) placed.add(licenseKey(pair.licenseNumber))
          return [{ group, agreement, pair, answers: ofPairs.get(pairKey(pair)) ?? [], statements }]
        })
      }
    },

    /** What statements say for License IDs that stand with no pair, then what they say for the organization. */
    *others(): Generator<Reported> {
      for (const license of [...ofLicenses.keys()].sort())
        if (!placed.has(license)) yield* ofLicenses.get(license) ?? []
      yield* ofOrganization
    },
  }
}

export type Licenses = ReturnType<typeof openLicenses>
