import * as z from 'zod'
import { raceLost } from '../../foundation/table/attempts.ts'
import { readinessKey } from '../../foundation/table/keys.ts'
import { type Item, type Table, update, type Write } from '../../foundation/table/table.ts'

/** Exists once a Windows device has reported. It is never taken back, even when all devices are deleted. */
const StoredReadiness = z.object({
  /** Devices reported software that needs a license: agreements can be written against the catalog. */
  licensable: z.boolean().default(false),
})
export type Readiness = z.infer<typeof StoredReadiness>

export const parseReadiness = (item: Item): Readiness => StoredReadiness.parse(item)

/** @returns undefined while no Windows device has reported */
export const readReadiness = async (table: Table): Promise<Readiness | undefined> => {
  const item = await table.get(readinessKey)
  return item && parseReadiness(item)
}

/** A device has reported. Does not change `licensable`. */
export const deviceReported = (): Write => update(readinessKey, { set: { reported: true } }, {}, raceLost)

export const licensableReported = (): Write =>
  update(readinessKey, { set: { reported: true, licensable: true } }, {}, raceLost)
