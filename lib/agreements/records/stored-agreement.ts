import * as z from 'zod'
import { State } from '../../audit/trail.ts'
import { conflict, notFound } from '../../foundation/errors.ts'
import { agreementKey, agreementNameKey, agreementPairsKey, detailsKey } from '../../foundation/table/keys.ts'
import { known } from '../../foundation/table/known.ts'
import type { Item, Table } from '../../foundation/table/table.ts'
import { otherFields, unlisted, volumeFields } from './agreement.ts'
import { type AgreementNumberPair, byKey, unpackPair } from './pair.ts'
import { AgreementType } from './restrictions.ts'

const PackedPairs = z.set(z.string())

const stored = {
  ...unlisted,
  createdBy: z.string(),
  importId: z.string().optional(),
  /** The state at creation; written with the first change. */
  createdAs: State.optional(),
}

/** Up to 85 pairs are packed into the agreement; more of them are an item of their own beside it. */
const StoredVolumeAgreement = z.object({ ...volumeFields, ...stored, pairs: PackedPairs.optional() })
export type StoredVolumeAgreement = z.infer<typeof StoredVolumeAgreement>

/**
 * Publisher and title as the catalog showed them when they were entered; each reconciliation decides which title they
 * are today. The details are an item of their own.
 */
const StoredOtherAgreement = z.object({ ...otherFields, ...stored, hasDetails: z.literal(true).optional() })
export type StoredOtherAgreement = z.infer<typeof StoredOtherAgreement>

const StoredAgreement = z.discriminatedUnion('type', [StoredVolumeAgreement, StoredOtherAgreement])
export type StoredAgreement = z.infer<typeof StoredAgreement>

const StoredPairSet = z.object({ pairs: PackedPairs })

export const StoredGuard = z.object({ agreementId: z.string(), type: AgreementType })

const StoredDetails = z.object({ pk: z.string(), details: z.string() })

export interface WholeAgreement {
  agreement: StoredAgreement
  pairs: AgreementNumberPair[]
}

export interface WholeVolumeAgreement extends WholeAgreement {
  agreement: StoredVolumeAgreement
}

export const isOther = (agreement: StoredAgreement): agreement is StoredOtherAgreement => agreement.type === 'other'

export const isVolume = (whole: WholeAgreement): whole is WholeVolumeAgreement => whole.agreement.type === 'volume'

export const parseAgreement = (item: Item): StoredAgreement => StoredAgreement.parse(item)

export const readNameGuards = async (table: Table, named: readonly { nameKey: string }[]) => {
  const keyOf = new Map(named.map(({ nameKey }) => [agreementNameKey(nameKey).pk, nameKey]))
  const items = await table.getMany([...keyOf.values()].map(agreementNameKey))
  return new Map(items.map((item) => [keyOf.get(String(item.pk)) ?? '', StoredGuard.parse(item)]))
}

/** Agreements by id, without the pairs that are stored apart. Those that do not exist are left out. */
export const readHeads = async (table: Table, ids: Iterable<string>): Promise<Map<string, StoredAgreement>> => {
  const items = await table.getMany([...ids].map(agreementKey))
  return new Map(items.flatMap(known(parseAgreement)).map((agreement) => [agreement.id, agreement]))
}

export const findAgreement = async (table: Table, id: string): Promise<WholeAgreement | undefined> => {
  const key = agreementKey(id)
  const items = await table.getMany([key, agreementPairsKey(id)])
  const [agreement] = items.filter(({ sk }) => sk === key.sk).flatMap(known(parseAgreement))
  if (!agreement) return undefined
  if (agreement.type === 'other') return { agreement, pairs: [] }
  const apart = items.find(({ sk }) => sk !== key.sk)
  const packed = apart ? StoredPairSet.parse(apart).pairs : (agreement.pairs ?? [])
  return { agreement, pairs: [...packed].map(unpackPair).sort(byKey) }
}

export const readAgreement = async (table: Table, id: string): Promise<WholeAgreement> => {
  const whole = await findAgreement(table, id)
  if (!whole) throw notFound('agreement-not-found', `There is no agreement ${id}.`)
  return whole
}

export const expectVolume = (whole: WholeAgreement): WholeVolumeAgreement => {
  if (isVolume(whole)) return whole
  const detail = `The agreement ${whole.agreement.name} is not a volume agreement: it has no agreement number pairs.`
  throw conflict('not-a-volume-agreement', detail)
}

/** The pairs of a set that is stored apart, even when its agreement is gone; empty when there is no such set. */
export const readPairSet = async (table: Table, id: string): Promise<AgreementNumberPair[]> => {
  const item = await table.get(agreementPairsKey(id))
  return item ? [...StoredPairSet.parse(item).pairs].map(unpackPair) : []
}

/** The details of those agreements that have some, by id. Only managers may see them. */
export const readDetails = async (table: Table, agreements: Iterable<StoredAgreement>) => {
  const ids = [...agreements].flatMap((agreement) => (isOther(agreement) && agreement.hasDetails ? [agreement.id] : []))
  const idOf = new Map(ids.map((id) => [detailsKey(id).pk, id]))
  const items = (await table.getMany(ids.map(detailsKey))).map((item) => StoredDetails.parse(item))
  return new Map(items.map(({ pk, details }) => [idOf.get(pk) ?? '', details]))
}
