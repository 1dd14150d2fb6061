import * as z from 'zod'
import { LedgerError } from '../../foundation/errors.ts'
import {
  agreementKey,
  agreementNameKey,
  agreementPairsKey,
  agreementsByGroup,
  agreementsByType,
  nameOrder,
} from '../../foundation/table/keys.ts'
import { raceLost } from '../../foundation/table/race.ts'
import { type Item, put, remove, type Table, update, type Write } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { type AgreementListItem, AgreementType, pairsPerTransaction } from './agreement.ts'
import { keepCreation } from './agreement-state.ts'
import { type AgreementNumberPair, byKey, type Program, packPair, showPair, unpackPair } from './pair.ts'
import {
  isVolume,
  ListedAgreement,
  PackedPairs,
  StoredAgreement,
  type StoredOtherAgreement,
  type StoredVolumeAgreement,
  type WholeAgreement,
  type WholeVolumeAgreement,
} from './stored-agreement.ts'
import { StoredPair } from './stored-pair.ts'

const StoredPairSet = z.object({ pairs: PackedPairs })

export const StoredGuard = z.object({ agreementId: z.string(), type: AgreementType })

export const parseAgreement = (item: Item): StoredAgreement => StoredAgreement.parse(item)

/** @throws LedgerError `agreement-not-found` */
export const readAgreement = async (table: Table, id: string): Promise<WholeAgreement> => {
  const whole = await findAgreement(table, id)
  if (!whole) throw new LedgerError('not-found', 'agreement-not-found', `There is no agreement ${id}.`)
  return whole
}

/** @throws LedgerError `agreement-not-found`, `not-a-volume-agreement` */
export const readVolumeAgreement = async (table: Table, id: string): Promise<WholeVolumeAgreement> => {
  const whole = await readAgreement(table, id)
  if (isVolume(whole)) return whole
  const detail = `The agreement ${whole.agreement.name} is no volume agreement: it has no agreement number pairs.`
  throw new LedgerError('conflict', 'not-a-volume-agreement', detail)
}

export const findAgreement = async (table: Table, id: string): Promise<WholeAgreement | undefined> => {
  const key = agreementKey(id)
  const items = await table.getMany([key, agreementPairsKey(id)])
  const head = items.find(({ sk }) => sk === key.sk)
  if (!head) return undefined
  const agreement = StoredAgreement.parse(head)
  if (agreement.type === 'other') return { agreement, pairs: [] }
  const apart = items.find(({ sk }) => sk !== key.sk)
  const packed = apart ? StoredPairSet.parse(apart).pairs : (agreement.pairs ?? new Set<string>())
  return { agreement, pairs: [...packed].map(unpackPair).sort(byKey) }
}

/** The pairs of a set that stands apart, also when its agreement is gone; empty when there is no such set. */
export const readPairSet = async (table: Table, id: string): Promise<AgreementNumberPair[]> => {
  const item = await table.get(agreementPairsKey(id))
  return item ? [...StoredPairSet.parse(item).pairs].map(unpackPair) : []
}

const present = <T>(value: T | undefined, name: string): Record<string, T> =>
  value === undefined ? {} : { [name]: value }

export const showListItem = (item: Item): AgreementListItem => {
  const agreement = ListedAgreement.parse(item)
  const { id, name, groupId, version, createdAt, updatedAt } = agreement
  const shared = { id, name, groupId, version, createdAt, updatedAt }
  if (agreement.type === 'volume') {
    const { type, program, pairCount } = agreement
    return { type, ...shared, ...(program && { program }), pairCount, productTitle: 'Not available' }
  }
  const { type, publisher, productTitle, licenseCount, startDate, endDate } = agreement
  const term = { ...present(startDate, 'startDate'), ...present(endDate, 'endDate') }
  return { type, ...shared, publisher, productTitle, licenseCount, ...term }
}

/** Where the lists find an agreement. */
export const indexKeys = ({ id, type, name, groupId }: Pick<StoredAgreement, 'id' | 'type' | 'name' | 'groupId'>) => ({
  gsi1pk: agreementsByType(type),
  gsi2pk: agreementsByGroup(groupId, type),
  gsiSk: nameOrder(nameKey(name), id),
})

const agreementNameTaken = (name: string, guard: Item | undefined): LedgerError => {
  const holder = guard && StoredGuard.parse(guard).agreementId
  return new LedgerError(
    'conflict',
    'agreement-name-taken',
    `There is an agreement named ${name} already: ${holder}.`,
    [{ pointer: '/name', code: 'agreement-name-taken', message: 'Choose another name.' }],
  )
}

/** Takes a name, or finds whose it is. */
export const guardName = (agreement: Pick<StoredAgreement, 'id' | 'name' | 'type'>): Write =>
  put(
    { ...agreementNameKey(nameKey(agreement.name)), agreementId: agreement.id, type: agreement.type },
    { exists: false },
    (guard) => agreementNameTaken(agreement.name, guard),
  )

export const freeName = ({ id, name }: Pick<StoredAgreement, 'id' | 'name'>): Write =>
  remove(agreementNameKey(nameKey(name)), { equals: { agreementId: id } }, raceLost)

type NewAgreementItem = Omit<StoredVolumeAgreement, 'pairs' | 'pairCount'>

const headOf = (agreement: NewAgreementItem, packed: Set<string>): Write => {
  const item = { ...agreementKey(agreement.id), ...agreement, ...indexKeys(agreement), pairCount: packed.size }
  return put(packed.size <= pairsPerTransaction ? { ...item, pairs: packed } : item, { exists: false }, raceLost)
}

/** A new agreement without its pairs' own items: one item, or two when its pairs are many. */
export const addAgreement = (agreement: NewAgreementItem, pairs: readonly AgreementNumberPair[]): Write[] => {
  const packed = new Set(pairs.map(packPair))
  const apart = packed.size > pairsPerTransaction
  return [headOf(agreement, packed), ...(apart ? [stagePairs(agreement.id, pairs)] : [])]
}

/** The packed set of an agreement that is not there yet: its pairs are written first, and it is invisible until then. */
export const stagePairs = (id: string, pairs: readonly AgreementNumberPair[]): Write =>
  put({ ...agreementPairsKey(id), pairs: new Set(pairs.map(packPair)) }, { exists: false }, raceLost)

/** The agreement whose pairs were staged becomes visible, with those pairs that it got. */
export const completeStaged = (agreement: NewAgreementItem, held: readonly AgreementNumberPair[]): Write[] => {
  if (held.length === 0) return [unstagePairs(agreement.id), freeName(agreement)]
  const packed = new Set(held.map(packPair))
  const pairSet =
    packed.size > pairsPerTransaction
      ? put({ ...agreementPairsKey(agreement.id), pairs: packed }, { exists: true }, raceLost)
      : unstagePairs(agreement.id)
  return [headOf(agreement, packed), pairSet]
}

/** Takes the packed set of an agreement that is gone, or never came, away. */
export const unstagePairs = (id: string): Write => remove(agreementPairsKey(id), { exists: true }, raceLost)

/** What may change of an agreement. An undefined value takes an attribute away. */
export type AgreementChanges = Partial<Pick<StoredAgreement, 'name' | 'groupId'>> & {
  program?: Program | undefined
} & Partial<Pick<StoredOtherAgreement, 'publisher' | 'productTitle' | 'licenseCount'>> & {
    startDate?: string | undefined
    endDate?: string | undefined
    hasDetails?: true | undefined
  }

/** Fields that the places in the indexes follow from. */
const indexed = ['name', 'groupId'] as const

/** Changes fields of an agreement on condition of its version. */
export const changeAgreement = (agreement: StoredAgreement, changes: AgreementChanges, at: string): Write => {
  const next = { ...agreement, ...changes }
  return update(
    agreementKey(agreement.id),
    {
      set: {
        ...changes,
        ...(indexed.some((field) => field in changes) && indexKeys(next)),
        ...keepCreation(agreement),
        version: agreement.version + 1,
        updatedAt: at,
      },
    },
    { equals: { version: agreement.version } },
    raceLost,
  )
}

/** Adds to and takes from the packed set, on condition of the version; a set that grows too large moves apart. */
export const changePairs = (
  agreement: StoredVolumeAgreement,
  { added = [], removed = [] }: { added?: readonly AgreementNumberPair[]; removed?: readonly AgreementNumberPair[] },
  at: string,
): Write[] => {
  const pairCount = agreement.pairCount + added.length - removed.length
  const apart = agreement.pairs === undefined
  const movesApart = !apart && pairCount > pairsPerTransaction
  const inline = !apart && !movesApart
  const gone = new Set(removed.map(packPair))
  const next = new Set([...(agreement.pairs ?? []), ...added.map(packPair)].filter((pair) => !gone.has(pair)))
  const head = update(
    agreementKey(agreement.id),
    {
      set: {
        pairCount,
        pairs: inline ? next : undefined,
        ...keepCreation(agreement),
        version: agreement.version + 1,
        updatedAt: at,
      },
    },
    { equals: { version: agreement.version } },
    raceLost,
  )
  if (inline) return [head]
  const key = agreementPairsKey(agreement.id)
  if (movesApart) return [head, put({ ...key, pairs: next }, { exists: false }, raceLost)]
  const members = {
    ...(added.length > 0 && { add: { pairs: new Set(added.map(packPair)) } }),
    ...(removed.length > 0 && { delete: { pairs: new Set(removed.map(packPair)) } }),
  }
  return [head, update(key, members, { exists: true }, raceLost)]
}

/** Takes an agreement and its name away on condition of its version; its pairs' items stay. */
export const dropAgreement = ({ agreement }: WholeAgreement): Write[] => [
  remove(agreementKey(agreement.id), { equals: { version: agreement.version } }, raceLost),
  freeName(agreement),
]

/** Names who holds a pair, for the one who cannot have it. */
export const pairTaken = async (
  table: Table,
  pair: AgreementNumberPair,
  existing: Item | undefined,
  pointer: string,
): Promise<Error> => {
  if (!existing) return raceLost()
  const { agreementId } = StoredPair.parse(existing)
  const holder = await table.get(agreementKey(agreementId))
  const message = holder
    ? `The pair ${showPair(pair)} belongs to the agreement ${parseAgreement(holder).name} (${agreementId}).`
    : `The pair ${showPair(pair)} is not free yet: an import or a deletion that holds it is under way. Try again in a minute.`
  return new LedgerError('conflict', 'pair-taken', message, [{ pointer, code: 'pair-taken', message }])
}
