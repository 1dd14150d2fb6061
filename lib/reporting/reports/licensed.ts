import { byKey, pairKey } from '../../agreements/records/pair.ts'
import { isOther, type StoredAgreement, type StoredOtherAgreement } from '../../agreements/records/stored-agreement.ts'
import { readPairs, type StoredPair } from '../../agreements/records/stored-pair.ts'
import { licenseKey } from '../../entitlements/rows/statement-rows.ts'
import type { Table } from '../../foundation/table/table.ts'
import { readFirstPairs } from './first-pairs.ts'
import type { Holding } from './holdings.ts'
import type { Reported, ReportedRows } from './reported-rows.ts'

/** An other agreement, or a pair of a volume agreement with all that it entitles to; and the group they are in. */
export type Licensed = { group: Holding['group'] } & (
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

/** Pairs and other agreements that are looked up at once: a pair may have 250 kB, most have less than one. */
const unitsAtOnce = 100

async function* unitsOf(holdings: AsyncIterable<Holding>): AsyncGenerator<Unit> {
  for await (const holding of holdings)
    if ('pairs' in holding) for (const pair of holding.pairs.toSorted(byKey)) yield { ...holding, pair }
    else yield holding
}

async function* batchesOf(units: AsyncIterable<Unit>): AsyncGenerator<Unit[]> {
  let batch: Unit[] = []
  for await (const unit of units) {
    batch.push(unit)
    if (batch.length < unitsAtOnce) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

const isOfPair = ([first]: readonly Reported[]): boolean => first?.notCounted !== 'no-such-pair'

/** What agreements entitle to, and what statements say beside it once that has been read. */
export const openLicenses = (table: Table, holdings: AsyncIterable<Holding>, reported: ReportedRows) => {
  const { ofPairs, ofLicenses, ofOrganization } = reported
  /** License IDs that stand with a pair. */
  const placed = new Set<string>()

  const statementsOf = async (pairs: Iterable<StoredPair>): Promise<Map<string, readonly Reported[]>> => {
    const licenses = new Set([...pairs].map(({ licenseNumber }) => licenseKey(licenseNumber)))
    const first = await readFirstPairs(
      table,
      [...licenses].filter((license) => isOfPair(ofLicenses.get(license) ?? []) && ofLicenses.has(license)),
    )
    return new Map([...first].map(([license, pair]) => [pairKey(pair), ofLicenses.get(license) ?? []]))
  }

  return {
    /** Some at once. Pairs that were taken from their agreement meanwhile are left out. */
    async *licensed(): AsyncGenerator<Licensed[]> {
      for await (const units of batchesOf(unitsOf(holdings))) {
        const pairs = await readPairs(
          table,
          units.flatMap(({ pair }) => pair ?? []),
        )
        const said = await statementsOf(pairs.values())
        yield units.flatMap(({ group, agreement, pair: numbers }): Licensed[] => {
          if (isOther(agreement)) return [{ group, agreement }]
          const pair = numbers && pairs.get(pairKey(numbers))
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
