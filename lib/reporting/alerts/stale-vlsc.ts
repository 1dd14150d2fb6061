import { earliest, freshnessByPartition, isStale } from '../../agreements/records/freshness.ts'
import { validationPartition } from '../../foundation/table/keys.ts'
import { queryAll, type Table } from '../../foundation/table/table.ts'
import type { Verdict } from './settle-alerts.ts'

/**
 * What is to be told of how old the answers of VLSC are. A pair that has none yet does not make it stale: the overview
 * tells that.
 */
export const judgeFreshness = async (table: Table, now: Date, staleAfterHours: number): Promise<[string, Verdict]> => {
  const known = freshnessByPartition(await queryAll(table, { partition: validationPartition }))
  const oldestAnswer = earliest([...known.values()].map(({ oldest }) => oldest))
  if (oldestAnswer === undefined || !isStale(oldestAnswer, now, staleAfterHours)) return ['vlsc#all', 'resolved']
  return [
    'vlsc#all',
    {
      kind: 'vlsc-stale',
      condition: 'stale',
      title: 'Answers of VLSC are too old',
      message: `VLSC last gave a good answer about some agreement number pairs more than ${staleAfterHours} hours ago. GET /refreshes tells how the last refreshes went.`,
      about: { oldestAnswer },
    },
  ]
}
