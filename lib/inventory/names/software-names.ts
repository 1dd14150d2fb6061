import * as z from 'zod'
import { chunksOf } from '../../foundation/collections.ts'
import { LedgerError } from '../../foundation/errors.ts'
import { raceLost, settle } from '../../foundation/table/attempts.ts'
import { nameCountKey, namePartitions, softwareNameHash, softwareNameKey } from '../../foundation/table/keys.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { commit, put, type Table, transactionLimit, update, type Write } from '../../foundation/table/table.ts'
import { type DetectedSoftware, normalize } from '../../recognition/names/normalize.ts'
import { isLicensable, kindByName } from '../../recognition/titles/title-decisions.ts'
import { guardTitle } from '../../recognition/titles/title-guard.ts'
import { nameId, titleKey } from '../../recognition/titles/title-id.ts'
import { licensableReported, type Readiness, readReadiness } from './readiness.ts'

/** A name of software as devices report it. It is never deleted. */
const StoredName = z
  .object({ sk: z.string(), publisher: z.string(), title: z.string(), seenAt: z.string() })
  .transform(({ sk, ...name }) => ({ hash: sk, ...name }))
/** `hash` is its key of eight characters, `seenAt` when it was reported first (ISO 8601 UTC). */
export type SoftwareName = z.infer<typeof StoredName>

export const readNames = async (table: Table, hashes: Iterable<string>): Promise<Map<string, SoftwareName>> => {
  const items = await table.getMany([...new Set(hashes)].map(softwareNameKey))
  return new Map(items.map((item) => StoredName.parse(item)).map((name) => [name.hash, name]))
}

/** What a process has read and need not read again: it never changes. */
export interface KnownNames {
  /** Hashes of names, by {@link textOf}. */
  hashes: Map<string, string>
  readiness: Readiness | undefined
}

export const knownNames = (): KnownNames => ({ hashes: new Map(), readiness: undefined })

export const readinessOf = async (table: Table, known: KnownNames): Promise<Readiness | undefined> => {
  known.readiness ??= await readReadiness(table)
  return known.readiness
}

/** They take some 40 MB. */
const maximumKept = 200_000

const textOf = ({ publisher, title }: DetectedSoftware): string => JSON.stringify([publisher, title])

interface NewName {
  name: DetectedSoftware
  hash: string
  normalized: DetectedSoftware
}

/** Finds the hashes of known names, and a free one for each new name: two names can have one hash. */
const findNew = async (table: Table, names: Iterable<DetectedSoftware>, known: KnownNames): Promise<NewName[]> => {
  const found = new Map<string, NewName>()
  let open = [...names]
  for (let attempt = 0; open.length > 0; attempt++) {
    const hashOf = ({ publisher, title }: DetectedSoftware) => softwareNameHash(publisher, title, attempt)
    const stored = await readNames(table, open.map(hashOf))
    open = open.filter((name) => {
      const hash = hashOf(name)
      const holder = stored.get(hash) ?? found.get(hash)?.name
      if (!holder) found.set(hash, { name, hash, normalized: normalize(name) })
      else if (textOf(holder) === textOf(name)) known.hashes.set(textOf(name), hash)
      return holder !== undefined && textOf(holder) !== textOf(name)
    })
  }
  return [...found.values()]
}

/** Names that a bucket takes: 200,000 of the whole ledger. */
const namesPerBucket = 12_500

/** Names new to the ledger that one device can add by its own reports, so that none uses up the names of all. */
const namesPerDevice = 10_000

export const checkNamesOfDevice = (count: number): void => {
  if (count <= namesPerDevice) return
  const names = namesPerDevice.toLocaleString('en')
  const detail = `The device has brought ${names} names of software that no other had reported, and more are not taken of one device. Leave software with generated names out of its reports.`
  throw new LedgerError('conflict', 'name-limit-reached', detail)
}

const limitReached = (): LedgerError => {
  const names = (namePartitions.length * namesPerBucket).toLocaleString('en')
  const detail = `The ledger takes ${names} names of software, and they are used up. Names with generated parts use them up: leave such software out of what devices report.`
  return new LedgerError('conflict', 'name-limit-reached', detail)
}

/** A transaction has two items for each name (itself and its title), one for each bucket, and the readiness. */
const namesAtOnce = Math.floor((transactionLimit - namePartitions.length - 1) / 2)

const partitionOf = ({ hash }: NewName): string => softwareNameKey(hash).pk

const writesOf = (names: readonly NewName[], seenAt: string): Write[] => {
  const titles = new Map<string, Write>()
  const added = names.map(({ name: { publisher, title }, hash, normalized }) => {
    const guard = { id: nameId(hash, { publisher, title }), publisher: normalized.publisher, title: normalized.title }
    if (!titles.has(titleKey(guard))) titles.set(titleKey(guard), guardTitle(guard))
    return put({ ...softwareNameKey(hash), publisher, title, seenAt }, { exists: false }, raceLost)
  })
  const counted = [...Map.groupBy(names, partitionOf)].map(([partition, { length: count }]) => {
    const isFree = { below: { count: namesPerBucket - count + 1 } }
    return update(nameCountKey(partition), { add: { count } }, isFree, limitReached)
  })
  return [...added, ...titles.values(), ...counted]
}

const addNames = async ({ table, now }: Ledger, names: readonly NewName[], known: KnownNames): Promise<void> => {
  // Sorted by bucket, so that a transaction changes few counters.
  const inOrder = names.toSorted((one, other) => partitionOf(one).localeCompare(partitionOf(other)))
  for (const some of chunksOf(inOrder, namesAtOnce)) {
    const readiness = await readinessOf(table, known)
    const makesReady = !readiness?.licensable && some.some(({ name }) => isLicensable(kindByName(name).kind))
    await commit(table, [...writesOf(some, now().toISOString()), ...(makesReady ? [licensableReported()] : [])])
    if (makesReady) known.readiness = { licensable: true }
    for (const { name, hash } of some) known.hashes.set(textOf(name), hash)
  }
}

/**
 * Stores names of software, and their titles, before devices refer to them. Safe to run twice, in parallel or after a
 * crash. @param known grows @param adding hears how many are new before they are stored, and may throw
 * @returns the hash of a name among those given @throws LedgerError `name-limit-reached`
 */
export const knowNames = async (
  ledger: Ledger,
  names: Iterable<DetectedSoftware>,
  known: KnownNames,
  adding?: (count: number) => void,
) => {
  const asked = new Map<string, DetectedSoftware>()
  for (const { publisher, title } of names) asked.set(textOf({ publisher, title }), { publisher, title })
  if (known.hashes.size + asked.size > maximumKept) known.hashes.clear()
  await settle(async () => {
    const unknown = [...asked].filter(([text]) => !known.hashes.has(text)).map(([, name]) => name)
    if (unknown.length === 0) return
    const fresh = await findNew(ledger.table, unknown, known)
    adding?.(fresh.length)
    if (fresh.length > 0) await addNames(ledger, fresh, known)
  })
  const hashes = new Map([...asked.keys()].map((text) => [text, known.hashes.get(text)]))
  return (name: DetectedSoftware): string => {
    const hash = hashes.get(textOf(name))
    if (hash === undefined) throw new Error(`The name ${textOf(name)} was not made known.`)
    return hash
  }
}
