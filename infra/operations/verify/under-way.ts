import * as z from 'zod'
import { importKey, openImports, workPartition, workShards } from '../../../lib/foundation/table/keys.ts'
import { queryAll, type Table } from '../../../lib/foundation/table/table.ts'
import { Work } from '../../../lib/work/work.ts'

const Run = z.object({ staged: z.object({ agreementId: z.string() }).optional() })

/** What follows from a commit and has not ended yet. */
export interface UnderWay {
  /**
   * Ids of agreements whose pairs are there without them, and rightly so: those whose pairs are being freed, and those
   * that an import is about to make.
   */
  agreements: ReadonlySet<string>
}

export const readUnderWay = async (table: Table): Promise<UnderWay> => {
  const shards = await Promise.all(workShards.map((shard) => queryAll(table, { partition: workPartition(shard) })))
  const work = shards.flat().map((item) => Work.parse(item))
  const open = await queryAll(table, { index: 'gsi2', partition: openImports })
  const runs = await table.getMany(open.map(({ id }) => importKey(String(id))))
  const freed = work.filter(({ kind }) => kind === 'release-pairs').map(({ subjectId }) => subjectId)
  const made = runs.flatMap((item) => Run.parse(item).staged?.agreementId ?? [])
  return { agreements: new Set([...freed, ...made]) }
}
