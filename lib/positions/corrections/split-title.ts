import * as z from 'zod'
import { ascendingByAll, chunksOf } from '../../foundation/collections.ts'
import { invalidInput, LedgerError } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import { softwareNameHash } from '../../foundation/table/keys.ts'
import type { Change } from '../../foundation/table/ledger.ts'
import { commit, type Table, transactionLimit, type Write } from '../../foundation/table/table.ts'
import { isSameTitle, nameOf, ownOf } from '../../inventory/names/find-title.ts'
import { readNames, type SoftwareName } from '../../inventory/names/software-names.ts'
import { type Decision, decide, readDecisionsOf, type TitleName } from '../../recognition/titles/decision.ts'
import { livingBy, type Merges, readMerges } from '../../recognition/titles/merges.ts'
import { kindByName, readTitleDecisions, withDecision } from '../../recognition/titles/title-decisions.ts'
import { guardTitle } from '../../recognition/titles/title-guard.ts'
import { nameId, titleKey, titleSubject } from '../../recognition/titles/title-id.ts'
import { type OpenTitle, openForWriting, showTitle, type TitleLedger } from '../answers/open-title.ts'
import type { Software } from '../answers/title.ts'
import { factNames, readNamesOf, titleByName } from '../answers/title-rows.ts'
import type { Row } from '../snapshot/tables.ts'
import { guardFreeTitle } from './add-catalog-title.ts'
import { titleEntry } from './correct-title.ts'

/** Names that one request can pin to a title: with what goes along they fit into one transaction of 100. */
const namesPerSplit = 80
const namesListed = 1_000

const RawName = z.strictObject({ publisher: z.string().max(256), title: z.string().min(1).max(512) })

export const SoftwareSplit = z
  .strictObject({
    rawTitles: z
      .array(z.union([RawName, z.string().min(1).max(512)]))
      .min(1)
      .max(namesListed)
      .meta({
        description: `Names as devices report them: as the title shows them, or their titles alone. At most ${namesPerSplit}, unless they are all names of a merged title that comes back.`,
      }),
    title: z.string().trim().min(1).max(256).optional().meta({
      description: 'The new title; without it the first of the names.',
    }),
  })
  .meta({ id: 'SoftwareSplit' })

interface PlacedName extends SoftwareName {
  own: TitleName
  pin: Decision<'name'> | undefined
  /** The title that it is a name of, before merges. */
  place: TitleName
}

const readPlaced = async (table: Table, hashes: readonly string[]): Promise<PlacedName[]> => {
  const refs = hashes.map((subject) => ({ kind: 'name' as const, subject }))
  const [names, pins] = await Promise.all([readNames(table, hashes), readDecisionsOf(table, refs)])
  return [...new Set(hashes)].flatMap((hash) => {
    const name = names.get(hash)
    if (!name) return []
    const [own, pin] = [ownOf(name), pins.get('name', hash)]
    return [{ ...name, own, pin, place: pin?.value?.belongsTo ?? own }]
  })
}

/** Names that a title has in the snapshot, and those of titles that were merged into it since then. */
const readKnownNames = async ({ snapshot }: OpenTitle, title: TitleName, merges: Merges): Promise<Row<'names'>[]> => {
  if (!snapshot) return []
  const merged = [...merges.values()].flatMap(({ value }) =>
    isSameTitle(livingBy(merges, value), title) ? [value] : [],
  )
  const rows = await Promise.all([title, ...merged].map((one) => titleByName(snapshot, one)))
  const names = [...new Set(rows)].map((row) => (row ? readNamesOf(snapshot, row) : []))
  return (await Promise.all(names)).flat()
}

interface Wanted {
  title: string
  publisher?: string
}

const isMeant = (name: TitleName, { title, publisher = name.publisher }: Wanted): boolean =>
  name.title === title && name.publisher === publisher

const hashesOf = async (title: OpenTitle, merges: Merges, wanted: readonly Wanted[]): Promise<string[]> => {
  const { name, rawTitles } = title
  const known = await readKnownNames(title, name, merges)
  const meant = known.filter((row) => wanted.some((one) => isMeant({ ...row, title: row.name }, one)))
  const publishers = [...new Set([name.publisher, ...rawTitles.map(({ publisher }) => publisher)])]
  const spelled = wanted.flatMap((one) =>
    (one.publisher === undefined ? publishers : [one.publisher]).map((each) => softwareNameHash(each, one.title)),
  )
  return [...meant.map(({ hash }) => hash), ...spelled]
}

/** The keys of the names under which facts know a title. */
const knownKeys = ({ name, row }: OpenTitle): string[] => (row ? factNames(row) : [name]).map(titleKey)

/** The names of a title that are meant, in that order. @throws LedgerError `name-not-found` */
const pickNames = async (
  table: Table,
  title: OpenTitle,
  merges: Merges,
  wanted: readonly Wanted[],
): Promise<PlacedName[]> => {
  const placed = await readPlaced(table, await hashesOf(title, merges, wanted))
  const own = new Set(knownKeys(title))
  const names = placed.filter(({ place }) => own.has(titleKey(livingBy(merges, place))))
  const found = wanted.map((one) => names.filter((name) => isMeant(name, one)))
  const missing = found.flatMap((some, index) => (some.length === 0 ? [`/rawTitles/${index}`] : []))
  const message = 'The title has no such name. GET /software/{titleId} shows its names as devices report them.'
  if (missing.length > 0) throw invalidInput(missing.map((pointer) => ({ pointer, code: 'name-not-found', message })))
  return [...new Set(found.flat())]
}

const tooManyNames = (count: number): LedgerError => {
  const message = `These are ${count} names; at most ${namesPerSplit} can be split in one request.`
  return invalidInput([{ pointer: '/rawTitles', code: 'too-many-names', message }])
}

const targetName = (from: TitleName, { own, title }: PlacedName, chosen: string | undefined): TitleName => ({
  publisher: own.publisher,
  title: chosen ?? (isSameTitle(own, from) ? title : own.title),
})

const titleTaken = ({ title }: TitleName, id: string): LedgerError => {
  const message = `There is a title ${title} already: ${id}. Name the new title otherwise (title), or merge the two.`
  return new LedgerError('conflict', 'title-taken', message)
}

/** @param from the title that it is split from, if it is */
const pinTo = (
  { hash, publisher, title, pin }: PlacedName,
  belongsTo: TitleName,
  change: Change,
  from?: TitleName,
): Write => decide('name', hash, pin, { publisher, title, belongsTo, ...(from && { from }) }, change)

/** Takes a merge back. Titles that were merged into that one stay. @param home where its names are now */
const takeBack = (merges: Merges, target: TitleName, home: TitleName, change: Change): Write[] =>
  [...merges.values()].flatMap((merge) => {
    const { value } = merge
    const isTarget = isSameTitle(value, target)
    if (!isTarget && !isSameTitle(value.into, target)) return []
    const stays = !isTarget && !isSameTitle(value, home) ? { ...nameOf(value), into: home } : undefined
    return [decide('merge', titleSubject(value), merge, stays, change)]
  })

/** The names of a title that comes back which stay where they are. */
const readStaying = async (
  { table }: TitleLedger,
  from: OpenTitle,
  merges: Merges,
  [target, home]: [target: TitleName, home: TitleName],
  picked: readonly PlacedName[],
): Promise<PlacedName[]> => {
  const taken = new Set(picked.map(({ hash }) => hash))
  const known = await readKnownNames(from, home, merges)
  const hashes = known.flatMap(({ hash, reported }) => (reported && !taken.has(hash) ? [hash] : []))
  return (await readPlaced(table, hashes)).filter(({ place }) => isSameTitle(place, target))
}

const showSplit = async (
  ledger: TitleLedger,
  { snapshot, basis }: OpenTitle,
  name: TitleName,
  picked: readonly PlacedName[],
  isBack: boolean,
  change: Change,
): Promise<Software> => {
  const decisions = await readTitleDecisions(ledger.table, [name])
  const byAge = ascendingByAll(({ seenAt, hash }: PlacedName) => [seenAt, hash])
  const first = picked.reduce((one, other) => (byAge(one, other) < 0 ? one : other))
  const { catalog } = decisions
  const added = catalog?.value && catalog.at < first.seenAt ? { ...catalog.value, ...catalog } : undefined
  return showTitle(ledger, {
    id: added ? nameId(added.subject, added) : nameId(first.hash, first),
    shown: name,
    name,
    snapshot,
    basis,
    row: undefined,
    isReported: true,
    rule: kindByName(first),
    createdAt: added ? added.at : first.seenAt,
    decisions: isBack ? withDecision(decisions, 'merge', titleSubject(name), undefined, change) : decisions,
    rawTitles: picked.map(nameOf),
  })
}

/**
 * Makes some names of a title a title of their own; with that name, this brings back a title that was merged away.
 * @returns the new title
 * @throws LedgerError `title-not-found`, `title-merged`, `name-not-found`, `too-many-names`, `title-taken`
 */
export const splitTitle = (
  ledger: TitleLedger,
  id: string,
  { rawTitles, title: chosen }: z.infer<typeof SoftwareSplit>,
  change: Change,
): Promise<Software> =>
  settle(async () => {
    const { table } = ledger
    const from = await openForWriting(ledger, id)
    const merges = await readMerges(table)
    const wanted = rawTitles.map((one) => (typeof one === 'string' ? { title: one } : one))
    const picked = await pickNames(table, from, merges, wanted)
    const [first] = picked
    if (!first) throw new Error('A split without names.')
    const target = targetName(from.name, first, chosen)
    if (isSameTitle(target, from.name)) throw titleTaken(target, from.id)
    const isBack = merges.has(titleKey(target))
    const home = livingBy(merges, target)
    const staying = isBack ? await readStaying(ledger, from, merges, [target, home], picked) : []
    // With its merge taken back, a title has all its names again.
    const isWhole = isBack && staying.length === 0 && picked.every(({ place }) => isSameTitle(place, target))
    if (picked.length > namesPerSplit && !isWhole) throw tooManyNames(picked.length)
    // They may be many, and pinning says only what holds: it takes transactions of its own.
    const pins = staying.map((name) => pinTo(name, home, change))
    for (const some of chunksOf(pins, transactionLimit)) await commit(table, some)
    const answer = await showSplit(ledger, from, target, picked, isBack, change)
    const guard = { id: answer.id, ...target }
    // A name that recognition put into the title is free to leave it.
    const guardNew = () =>
      knownKeys(from).includes(titleKey(target))
        ? guardTitle(guard)
        : guardFreeTitle(table, from.snapshot, guard, target, (existing) => titleTaken(target, existing))
    const after = { into: answer.id, title: target.title, names: picked.map((name) => name.title) }
    await commit(table, [
      ...change.alongside(answer),
      ...(isWhole ? [] : picked.map((name) => pinTo(name, target, change, from.name))),
      ...(isBack ? takeBack(merges, target, home, change) : [await guardNew()]),
      titleEntry(ledger, change, 'title-split', from, {}, after),
    ])
    return answer
  })
