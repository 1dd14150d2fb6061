import { byKey, pairKey } from '../agreements/pair.ts'
import { isOther, type StoredAgreement, type StoredOtherAgreement } from '../agreements/stored-agreement.ts'
import { readPairs, type StoredPair } from '../agreements/stored-pair.ts'
import { rowsOf } from '../entitlements/pair-rows.ts'
import type { Table } from '../table/table.ts'
import type { Entitlement } from '../vlsc/contract.ts'
import type { Holding } from './holdings.ts'
import { openStatements, type Statement, type Statements } from './statements.ts'

/** An other agreement, or a pair of a volume agreement with all that it entitles to; and the group they are in. */
export type Licensed = { group: Holding['group'] } & (
  | { agreement: StoredOtherAgreement }
  | {
      agreement: StoredAgreement
      pair: StoredPair
      /** Its own answer, a row a product. */
      answers: readonly Entitlement[]
      /** What statements say for its license number, at the first pair that has it. */
      statements: readonly Statement[]
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

/** What agreements entitle to, some at once. Pairs that were taken from their agreement meanwhile are left out. */
async function* readLicensed(
  table: Table,
  holdings: AsyncIterable<Holding>,
  statements: Statements,
): AsyncGenerator<Licensed[]> {
  for await (const units of batchesOf(unitsOf(holdings))) {
    const pairs = await readPairs(
      table,
      units.flatMap(({ pair }) => pair ?? []),
    )
    const said = await statements.ofPairs([...pairs.values()])
    yield units.flatMap(({ group, agreement, pair: numbers }): Licensed[] => {
      if (isOther(agreement)) return [{ group, agreement }]
      const pair = numbers && pairs.get(pairKey(numbers))
      if (pair?.agreementId !== agreement.id) return []
      const answers = [...rowsOf(pair.entitlements).values()]
      return [{ group, agreement, pair, answers, statements: said.get(pairKey(pair)) ?? [] }]
    })
  }
}

/** All that agreements entitle to, and what statements say beside it once that has been read. */
export interface Licenses {
  licensed: AsyncIterable<Licensed[]>
  statements: Statements
}

export const openLicenses = async (table: Table, holdings: AsyncIterable<Holding>): Promise<Licenses> => {
  const statements = await openStatements(table)
  return { statements, licensed: readLicensed(table, holdings, statements) }
}
