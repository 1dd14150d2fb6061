import * as z from 'zod'
import { raceLost } from '../../foundation/table/attempts.ts'
import { detailsKey } from '../../foundation/table/keys.ts'
import { put, remove, type Table, type Write } from '../../foundation/table/table.ts'
import type { StoredOtherAgreement } from './stored-agreement.ts'

const StoredDetails = z.object({ pk: z.string(), details: z.string() })

export interface DetailsChange {
  before: string | undefined
  after: string | undefined
}

/** The details of some agreements, by id: spec "Other agreements" says who may see them. */
export const readDetails = async (
  table: Table,
  agreements: readonly StoredOtherAgreement[],
): Promise<Map<string, string>> => {
  const ids = agreements.flatMap(({ id, hasDetails }) => (hasDetails ? [id] : []))
  const byPartition = new Map(ids.map((id) => [detailsKey(id).pk, id]))
  const items = (await table.getMany(ids.map(detailsKey))).map((item) => StoredDetails.parse(item))
  return new Map(items.map(({ pk, details }) => [byPartition.get(pk) ?? '', details]))
}

/** @param had whether the agreement has details now @param details undefined removes them */
export const writeDetails = (id: string, had: boolean, details: string | undefined): Write[] => {
  if (details !== undefined) return [put({ ...detailsKey(id), details }, { exists: had }, raceLost)]
  return had ? [remove(detailsKey(id), { exists: true }, raceLost)] : []
}
