import * as z from 'zod'
import { hasStatements } from '../positions/holdings.ts'
import { importKey, openImports, openRefreshes, refreshKey, workPartition, workShards } from '../table/keys.ts'
import { queryAll, type Table } from '../table/table.ts'
import { Work } from '../work/work.ts'

const Run = z.object({ staged: z.object({ agreementId: z.string() }).optional() })

/** What follows from a commit and has not ended yet. */
export interface UnderWay {
  /**
   * Ids of agreements whose pairs are there without them, and rightly so: those whose pairs are being freed, and those
   * that an import is about to make.
   */
  agreements: ReadonlySet<string>
  /** Keys of pairs whose rows in the list of products are being brought in line. */
  settling: ReadonlySet<string>
  /** Positions are to be counted anew, and no mark tells of it yet. */
  positions: boolean
}

const Refresh = z.object({ type: z.string(), isCounted: z.boolean().default(false) })

/** Rows of statements may count for pairs that are new: their first look-up marks them. */
const areNewPairsLeft = async (table: Table): Promise<boolean> => {
  if (!(await hasStatements(table))) return false
  const open = await queryAll(table, { index: 'gsi2', partition: openRefreshes })
  const runs = await table.getMany(open.map(({ id }) => refreshKey(String(id))))
  return runs.map((item) => Refresh.parse(item)).some(({ type, isCounted }) => type === 'pairs' && !isCounted)
}

export const readUnderWay = async (table: Table): Promise<UnderWay> => {
  const shards = await Promise.all(workShards.map((shard) => queryAll(table, { partition: workPartition(shard) })))
  const work = shards.flat().map((item) => Work.parse(item))
  const open = await queryAll(table, { index: 'gsi2', partition: openImports })
  const runs = await table.getMany(open.map(({ id }) => importKey(String(id))))
  const freed = work.filter(({ kind }) => kind === 'release-pairs').map(({ subjectId }) => subjectId)
  const isRecounting = work.some(({ kind }) => kind === 'recount-positions')
  const made = runs.flatMap((item) => Run.parse(item).staged?.agreementId ?? [])
  return {
    agreements: new Set([...freed, ...made]),
    settling: new Set(work.flatMap(({ pairKeys = [] }) => pairKeys)),
    positions: isRecounting || made.length > 0 || (await areNewPairsLeft(table)),
  }
}
