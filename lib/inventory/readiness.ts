import * as z from 'zod'
import { readinessKey } from '../table/keys.ts'
import type { Item, Table } from '../table/table.ts'

/** Is there once a Windows device has reported. */
const StoredReadiness = z.object({
  /** Software that needs a license was among what devices reported. */
  licensable: z.boolean(),
})
export type Readiness = z.infer<typeof StoredReadiness>

export const parseReadiness = (item: Item): Readiness => StoredReadiness.parse(item)

/** @returns undefined while no Windows device has reported */
export const readReadiness = async (table: Table): Promise<Readiness | undefined> => {
  const item = await table.get(readinessKey)
  return item && parseReadiness(item)
}
