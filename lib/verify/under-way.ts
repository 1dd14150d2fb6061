import * as z from 'zod'
import { importKey, openImports, workPartition, workShards } from '../table/keys.ts'
import { queryAll, type Table } from '../table/table.ts'
import { Work } from '../work/work.ts'

const Run = z.object({ staged: z.object({ agreementId: z.string() }).optional() })

/**
 * Ids of agreements whose pairs are there without them, and rightly so: those whose pairs are being freed, and those
 * that an import is about to make.
 */
export const readUnderWay = async (table: Table): Promise<Set<string>> => {
  const work = await Promise.all(workShards.map((shard) => queryAll(table, { partition: workPartition(shard) })))
  const open = await queryAll(table, { index: 'gsi2', partition: openImports })
  const runs = await table.getMany(open.map(({ id }) => importKey(String(id))))
  return new Set([
    ...work
      .flat()
      .map((item) => Work.parse(item))
      .flatMap(({ kind, subjectId }) => (kind === 'release-pairs' ? [subjectId] : [])),
    ...runs.flatMap((item) => Run.parse(item).staged?.agreementId ?? []),
  ])
}
