import * as z from 'zod'
import { readinessKey } from '../../foundation/table/keys.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { type Item, type Table, update, type Write } from '../../foundation/table/table.ts'

/** Is there once a Windows device has reported, be it long gone. It is never taken back. */
const StoredReadiness = z.object({
  /** Software that needs a license was among what devices reported: agreements can be written against the catalog. */
  licensable: z.boolean().default(false),
})
export type Readiness = z.infer<typeof StoredReadiness>

export const parseReadiness = (item: Item): Readiness => StoredReadiness.parse(item)

/** @returns undefined while no Windows device has reported */
export const readReadiness = async (table: Table): Promise<Readiness | undefined> => {
  const item = await table.get(readinessKey)
  return item && parseReadiness(item)
}

/** A device has reported. Leaves alone what is known of its software. */
export const deviceReported = (): Write => update(readinessKey, { set: { reported: true } }, {}, raceLost)

/** Software that needs a license was reported. */
export const licensableReported = (): Write =>
  update(readinessKey, { set: { reported: true, licensable: true } }, {}, raceLost)
