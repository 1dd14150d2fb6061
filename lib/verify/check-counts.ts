import * as z from 'zod'
import { PairStatus } from '../agreements/stored-pair.ts'
import { validationPartition } from '../table/keys.ts'
import { type Item, queryAll, type Table } from '../table/table.ts'
import { countField, PairCounts, sumPairCounts } from '../validation/pair-counts.ts'
import { type Difference, differencesOf } from './difference.ts'

/** One without a status was never asked about. */
const Counted = z.object({ status: PairStatus.default('pending') })

export const noPairs = (): PairCounts => ({ pending: 0, valid: 0, expired: 0, notFound: 0 })

/** Counts some pairs by what VLSC said. @param counts to which they are added */
export const addCounts = (counts: PairCounts, items: readonly Item[]): void => {
  for (const item of items) counts[countField(Counted.parse(item).status)] += 1
}

export const readCounts = async (table: Table): Promise<PairCounts> =>
  sumPairCounts(await queryAll(table, { partition: validationPartition }))

/** Compares the counters of pairs with how many there are. */
export const compareCounts = (counted: PairCounts, there: PairCounts): Difference[] =>
  PairCounts.keyof().options.flatMap((field) =>
    counted[field] === there[field]
      ? []
      : [
          differencesOf('counts')(
            '',
            `${counted[field]} pairs are counted as ${field}, and there are ${there[field]}.`,
          ),
        ],
  )
