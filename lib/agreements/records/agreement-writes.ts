import { isDeepStrictEqual } from 'node:util'
import type { States } from '../../audit/trail.ts'
import { conflict, type LedgerError } from '../../foundation/errors.ts'
import {
  agreementKey,
  agreementNameKey,
  agreementPairsKey,
  agreementsByGroup,
  agreementsByType,
  detailsKey,
  nameOrder,
} from '../../foundation/table/keys.ts'
import type { Who } from '../../foundation/table/ledger.ts'
import { type Item, put, remove, update, type Write } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { pairsPerTransaction } from './agreement.ts'
import { keepCreation } from './agreement-trail.ts'
import { type AgreementNumberPair, packPair } from './pair.ts'
import type { Restrictions } from './restrictions.ts'
import {
  type StoredAgreement,
  StoredGuard,
  type StoredOtherAgreement,
  type StoredVolumeAgreement,
} from './stored-agreement.ts'

export const indexKeys = ({ id, type, name, groupId }: Pick<StoredAgreement, 'id' | 'type' | 'name' | 'groupId'>) => ({
  gsi1pk: agreementsByType(type),
  gsi2pk: agreementsByGroup(groupId, type),
  gsiSk: nameOrder(nameKey(name), id),
})

const nameTaken = (name: string, guard: Item | undefined): LedgerError => {
  const holder = guard && StoredGuard.parse(guard).agreementId
  return conflict('agreement-name-taken', `There is an agreement named ${name} already: ${holder}.`, [
    { pointer: '/name', code: 'agreement-name-taken', message: 'Choose another name.' },
  ])
}

export const guardName = ({ id, name, type }: Pick<StoredAgreement, 'id' | 'name' | 'type'>): Write =>
  put({ ...agreementNameKey(nameKey(name)), agreementId: id, type }, { exists: false }, (guard) =>
    nameTaken(name, guard),
  )

export const freeName = ({ id, name }: Pick<StoredAgreement, 'id' | 'name'>): Write =>
  remove(agreementNameKey(nameKey(name)), { equals: { agreementId: id } })

export const newHead = (id: string, name: string, groupId: string, { actor, at }: Who, importId?: string) => {
  return { id, name, groupId, importId, version: 1, createdAt: at, createdBy: actor, updatedAt: at }
}

type NewAgreement = Omit<StoredVolumeAgreement, 'pairs' | 'pairCount'> | StoredOtherAgreement

const addHead = (agreement: NewAgreement, pairs: readonly AgreementNumberPair[]): Write => {
  const isInline = pairs.length <= pairsPerTransaction
  const held = { pairCount: pairs.length, pairs: isInline ? new Set(pairs.map(packPair)) : undefined }
  const item = { ...agreement, ...(agreement.type === 'volume' && held) }
  return put({ ...agreementKey(agreement.id), ...item, ...indexKeys(agreement) }, { exists: false })
}

/** A new agreement without the items of its pairs: one item, or two when it has many of them, or details. */
export const addAgreement = (
  agreement: NewAgreement,
  { pairs = [], details }: { pairs?: readonly AgreementNumberPair[]; details?: string | undefined },
): Write[] => [
  addHead(agreement, pairs),
  ...(pairs.length > pairsPerTransaction ? [stagePairs(agreement.id, pairs)] : []),
  ...writeDetails(agreement.id, { before: undefined, after: details }),
]

/** The packed pairs of an agreement that does not exist yet. They are written first; it is invisible until then. */
export const stagePairs = (id: string, pairs: readonly AgreementNumberPair[]): Write =>
  put({ ...agreementPairsKey(id), pairs: new Set(pairs.map(packPair)) }, { exists: false })

export const completeStaged = (agreement: NewAgreement, held: readonly AgreementNumberPair[]): Write[] => {
  if (held.length === 0) return [unstagePairs(agreement.id), freeName(agreement)]
  const pairSet = { ...agreementPairsKey(agreement.id), pairs: new Set(held.map(packPair)) }
  const staysApart = held.length > pairsPerTransaction
  return [addHead(agreement, held), staysApart ? put(pairSet, { exists: true }) : unstagePairs(agreement.id)]
}

export const unstagePairs = (id: string): Write => remove(agreementPairsKey(id), { exists: true })

export type DetailsChange = Record<'before' | 'after', string | undefined>

export const dropDetails = (id: string): Write => remove(detailsKey(id), { exists: true })

const writeDetails = (id: string, { before, after }: DetailsChange): Write[] => {
  if (after !== undefined) return [put({ ...detailsKey(id), details: after }, { exists: before !== undefined })]
  return before === undefined ? [] : [dropDetails(id)]
}

const changeHead = (agreement: StoredAgreement, set: Record<string, unknown>, at: string): Write =>
  update(
    agreementKey(agreement.id),
    { set: { ...set, ...keepCreation(agreement), version: agreement.version + 1, updatedAt: at } },
    { equals: { version: agreement.version } },
  )

/** What may change of an agreement. An undefined value removes the field. */
export type AgreementChanges = Partial<
  Pick<StoredOtherAgreement, 'name' | 'groupId' | 'publisher' | 'productTitle' | 'licenseCount'> &
    Record<'startDate' | 'endDate', string | undefined> &
    Record<'program', StoredVolumeAgreement['program'] | undefined> &
    Record<'restrictions', Restrictions | undefined>
>

export const differing = <T extends object>(
  now: NoInfer<{ [K in keyof T]?: T[K] | undefined }>,
  wanted: T,
): Partial<T> => {
  const changes: Partial<T> = {}
  for (const field in wanted) if (!isDeepStrictEqual(wanted[field], now[field])) changes[field] = wanted[field]
  return changes
}

export interface Edit {
  writes: Write[]
  states: States
}

/** Changes an agreement on condition of its version. @param details undefined leaves them as they are */
export const changeAgreement = <A extends StoredAgreement>(
  agreement: A,
  changes: AgreementChanges,
  at: string,
  details?: DetailsChange,
): Edit & { next: A } => {
  const set = { ...changes, ...(details && { hasDetails: details.after === undefined ? undefined : (true as const) }) }
  const next = { ...agreement, ...set, version: agreement.version + 1, updatedAt: at }
  const moves = 'name' in changes || 'groupId' in changes
  const changed = (from: Record<string, unknown>, says: string | null) => ({
    ...Object.fromEntries(Object.keys(changes).map((field) => [field, from[field] ?? null])),
    ...(details && { details: says }),
  })
  return {
    writes: [
      changeHead(agreement, { ...set, ...(moves && indexKeys(next)) }, at),
      ...(details ? writeDetails(agreement.id, details) : []),
    ],
    states: {
      before: changed(agreement, details?.before === undefined ? null : 'given'),
      after: changed(changes, details?.after === undefined ? null : details.before === undefined ? 'given' : 'changed'),
    },
    next,
  }
}

/** Adds to or removes from the packed pairs, on condition of the version; a set that grows too large moves apart. */
export const changePairs = (
  agreement: StoredVolumeAgreement,
  { added = [], removed = [] }: { added?: readonly AgreementNumberPair[]; removed?: readonly AgreementNumberPair[] },
  at: string,
): Edit => {
  const pairCount = agreement.pairCount + added.length - removed.length
  const states = {
    before: { pairCount: agreement.pairCount, ...(removed.length > 0 && { pairs: removed }) },
    after: { pairCount, ...(added.length > 0 && { pairs: added }) },
  }
  const isInline = agreement.pairs !== undefined
  const staysInline = isInline && pairCount <= pairsPerTransaction
  const gone = new Set(removed.map(packPair))
  const pairs = new Set([...(agreement.pairs ?? []), ...added.map(packPair)].filter((pair) => !gone.has(pair)))
  const head = changeHead(agreement, { pairCount, pairs: staysInline ? pairs : undefined }, at)
  if (staysInline) return { writes: [head], states }
  const key = agreementPairsKey(agreement.id)
  if (isInline) return { writes: [head, put({ ...key, pairs }, { exists: false })], states }
  const members = {
    ...(added.length > 0 && { add: { pairs: new Set(added.map(packPair)) } }),
    ...(removed.length > 0 && { delete: { pairs: gone } }),
  }
  return { writes: [head, update(key, members, { exists: true })], states }
}

export const dropAgreement = (agreement: StoredAgreement): Write[] => [
  remove(agreementKey(agreement.id), { equals: { version: agreement.version } }),
  freeName(agreement),
]
