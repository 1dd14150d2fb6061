import * as z from 'zod'
import { importKey, openImports, openRefreshes } from '../../foundation/table/keys.ts'
import { queryAll, type Table } from '../../foundation/table/table.ts'
import { StoredImport } from '../../work/imports/import-run.ts'

const Stage = z.object({ stage: StoredImport.shape.stage })

/** An upload that awaits its file writes nothing, and may wait for ever. */
const isWriting = (item: unknown): boolean => Stage.parse(item).stage !== 'awaiting'

/** Whether an import or a refresh is at work: what is so amid it may be over when it ends. */
export const areChangesUnderWay = async (table: Table): Promise<boolean> => {
  const [refreshes, imports] = await Promise.all([
    table.query({ index: 'gsi2', partition: openRefreshes, limit: 1 }),
    queryAll(table, { index: 'gsi2', partition: openImports }),
  ])
  if (refreshes.items.length > 0) return true
  return (await table.getMany(imports.map(({ id }) => importKey(String(id))))).some(isWriting)
}
