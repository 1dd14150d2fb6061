import * as z from 'zod'
import type { State } from '../../audit/trail.ts'
import { agreementKey, detailsKey } from '../../foundation/table/keys.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { put, remove, type Table, type Write } from '../../foundation/table/table.ts'
import { type AgreementChanges, changeAgreement, indexKeys } from './agreement-store.ts'
import type { StoredOtherAgreement } from './stored-agreement.ts'

const StoredDetails = z.object({ pk: z.string(), details: z.string() })

/** The details of some agreements, by id: spec "Other agreements" says who may see them. */
export const readManyDetails = async (
  table: Table,
  agreements: readonly StoredOtherAgreement[],
): Promise<Map<string, string>> => {
  const ids = agreements.flatMap(({ id, hasDetails }) => (hasDetails ? [id] : []))
  const byPartition = new Map(ids.map((id) => [detailsKey(id).pk, id]))
  const items = (await table.getMany(ids.map(detailsKey))).map((item) => StoredDetails.parse(item))
  return new Map(items.map(({ pk, details }) => [byPartition.get(pk) ?? '', details]))
}

export const readDetails = async (table: Table, agreement: StoredOtherAgreement): Promise<string | undefined> => {
  const item = agreement.hasDetails && (await table.get(detailsKey(agreement.id)))
  return item ? StoredDetails.parse(item).details : undefined
}

/** @param had whether the agreement has details now @param details undefined takes them away */
export const detailsWrites = (id: string, had: boolean, details: string | undefined): Write[] => {
  if (details !== undefined) return [put({ ...detailsKey(id), details }, { exists: had }, raceLost)]
  return had ? [remove(detailsKey(id), { exists: true }, raceLost)] : []
}

/** A new agreement: one item, and one more when it has details. */
export const addOtherAgreement = (agreement: StoredOtherAgreement, details: string | undefined): Write[] => [
  put({ ...agreementKey(agreement.id), ...agreement, ...indexKeys(agreement) }, { exists: false }, raceLost),
  ...detailsWrites(agreement.id, false, details),
]

/** What may change of an other agreement beside its name, group and details. */
export type OtherFields = Pick<StoredOtherAgreement, 'publisher' | 'productTitle' | 'licenseCount'> & {
  startDate: string | undefined
  endDate: string | undefined
}

export const fieldsOf = (agreement: StoredOtherAgreement): OtherFields => ({
  publisher: agreement.publisher,
  productTitle: agreement.productTitle,
  licenseCount: agreement.licenseCount,
  startDate: agreement.startDate,
  endDate: agreement.endDate,
})

/** Those fields that differ from what is stored. */
export const differing = (agreement: StoredOtherAgreement, fields: OtherFields): Partial<OtherFields> => ({
  ...(fields.publisher !== agreement.publisher && { publisher: fields.publisher }),
  ...(fields.productTitle !== agreement.productTitle && { productTitle: fields.productTitle }),
  ...(fields.licenseCount !== agreement.licenseCount && { licenseCount: fields.licenseCount }),
  ...(fields.startDate !== agreement.startDate && { startDate: fields.startDate }),
  ...(fields.endDate !== agreement.endDate && { endDate: fields.endDate }),
})

/** Details as they were and as they are to be; undefined where there are none. */
export interface DetailsChange {
  before: string | undefined
  after: string | undefined
}

const shownFields = ['name', 'groupId', 'publisher', 'productTitle', 'licenseCount', 'startDate', 'endDate'] as const

const pick = (from: Partial<Record<(typeof shownFields)[number], unknown>>, changes: AgreementChanges): State =>
  Object.fromEntries(shownFields.flatMap((field) => (field in changes ? [[field, from[field] ?? null]] : [])))

/** What the trail tells of details: whether there are some, and that they changed. */
const markOf = (details: string | undefined, mark: string) => ({ details: details === undefined ? null : mark })

/** A change of an other agreement on condition of its version, and what its history tells of it. */
export interface OtherChange {
  writes: Write[]
  before: State
  after: State
  /** The agreement as it is then. */
  next: StoredOtherAgreement
}

/** @param details undefined when they stay as they are */
export const changeOther = (
  agreement: StoredOtherAgreement,
  changes: AgreementChanges,
  details: DetailsChange | undefined,
  at: string,
): OtherChange => {
  const { before, after } = details ?? {}
  const hasDetails = details ? after !== undefined || undefined : agreement.hasDetails
  const { program: _, hasDetails: __, ...fields } = changes
  return {
    writes: [
      changeAgreement(agreement, { ...changes, ...(details && { hasDetails }) }, at),
      ...(details ? detailsWrites(agreement.id, before !== undefined, after) : []),
    ],
    before: { ...pick(agreement, changes), ...(details && markOf(before, 'given')) },
    after: { ...pick(changes, changes), ...(details && markOf(after, before === undefined ? 'given' : 'changed')) },
    next: { ...agreement, ...fields, hasDetails, version: agreement.version + 1, updatedAt: at },
  }
}
