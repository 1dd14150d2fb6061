import * as z from 'zod'
import { LedgerError } from '../../foundation/errors.ts'
import { settle } from '../../foundation/table/attempts.ts'
import type { Change } from '../../foundation/table/ledger.ts'
import { commit, transactionLimit, type Write } from '../../foundation/table/table.ts'
import { isSameTitle, nameOf } from '../../inventory/names/find-title.ts'
import { normalize } from '../../recognition/names/normalize.ts'
import { decide, type TitleName } from '../../recognition/titles/decision.ts'
import { livingBy, type Merges, readMerges } from '../../recognition/titles/merges.ts'
import { readTitleDecisions, withDecision } from '../../recognition/titles/title-decisions.ts'
import { nameId, titleKey, titleSubject } from '../../recognition/titles/title-id.ts'
import { type OpenTitle, openForWriting, showTitle, type TitleLedger } from '../answers/open-title.ts'
import type { Software } from '../answers/title.ts'
import { guardFreeTitle } from './add-catalog-title.ts'
import { titleEntry } from './correct-title.ts'
import { namesPerSplit, type PlacedName, pickNames, placeOf, readKnownNames, readPlaced } from './pick-names.ts'

const RawName = z.strictObject({ publisher: z.string().max(256), title: z.string().min(1).max(512) })

export const SoftwareSplit = z
  .strictObject({
    rawTitles: z
      .array(z.union([RawName, z.string().min(1).max(512)]))
      .min(1)
      .max(namesPerSplit)
      .meta({ description: 'Names as devices report them: as the title shows them, or their titles alone.' }),
    title: z.string().trim().min(1).max(256).optional().meta({
      description: 'The new title; without it the first of the names.',
    }),
  })
  .meta({ id: 'SoftwareSplit' })

/** The name of the new title: as chosen, else what rules make of its first name, else that name as reported. */
const targetName = (from: TitleName, first: PlacedName, chosen: string | undefined): TitleName => {
  const { publisher, title } = first.own
  return { publisher, title: chosen ?? (isSameTitle(first.own, from) ? first.title : title) }
}

const titleTaken = ({ title }: TitleName, id: string): LedgerError =>
  new LedgerError(
    'conflict',
    'title-taken',
    `There is a title ${title} already: ${id}. Name the new title otherwise (title), or merge the two.`,
  )

const pin = ({ hash, publisher, title, pin: before }: PlacedName, belongsTo: TitleName, change: Change): Write =>
  decide('name', hash, before, { publisher, title, belongsTo }, change)

/** Takes a merge back. Titles that were merged into that one stay. @param home where its names are now */
const takeBack = (merges: Merges, target: TitleName, home: TitleName, change: Change): Write[] =>
  [...merges.values()].flatMap((merge) => {
    const { value } = merge
    const isTarget = isSameTitle(value, target)
    if (!isTarget && !isSameTitle(value.into, target)) return []
    const stays = !isTarget && !isSameTitle(value, home) ? { ...nameOf(value), into: home } : undefined
    return [decide('merge', titleSubject(value), merge, stays, change)]
  })

/**
 * Pins those names of a title that comes back which stay where they are. They may be many. It only says what holds
 * already, so it takes transactions of its own.
 */
const pinStaying = async (
  { table }: TitleLedger,
  from: OpenTitle,
  merges: Merges,
  [target, home]: [target: TitleName, home: TitleName],
  picked: readonly PlacedName[],
  change: Change,
): Promise<void> => {
  const taken = new Set(picked.map(({ hash }) => hash))
  const known = await readKnownNames(from, home, merges)
  const hashes = known.flatMap(({ hash, reported }) => (reported && !taken.has(hash) ? [hash] : []))
  const staying = (await readPlaced(table, hashes)).filter((name) => isSameTitle(placeOf(name), target))
  for (let first = 0; first < staying.length; first += transactionLimit)
    await commit(
      table,
      staying.slice(first, first + transactionLimit).map((name) => pin(name, home, change)),
    )
}

const earliest = (one: PlacedName, other: PlacedName): PlacedName =>
  one.seenAt < other.seenAt || (one.seenAt === other.seenAt && one.hash < other.hash) ? one : other

/** The new title as it is before any snapshot has it. */
const showSplit = async (
  ledger: TitleLedger,
  { snapshot, basis }: OpenTitle,
  name: TitleName,
  picked: readonly [PlacedName, ...PlacedName[]],
  isBack: boolean,
  change: Change,
): Promise<Software> => {
  const decisions = await readTitleDecisions(ledger.table, name)
  const first = picked.reduce(earliest)
  const { catalog } = decisions
  const added = catalog?.value && catalog.at < first.seenAt ? { ...catalog.value, ...catalog } : undefined
  return showTitle(ledger, {
    id: added ? nameId(added.subject, added) : nameId(first.hash, first),
    ...{ name, snapshot, basis, row: undefined, isReported: true, rule: normalize(first) },
    createdAt: added ? added.at : first.seenAt,
    decisions: isBack ? withDecision(decisions, 'merge', titleSubject(name), undefined, change) : decisions,
    rawTitles: picked.map(nameOf),
  })
}

/**
 * Says that some names of a title are a title of their own from now on. This also brings back a title that was merged
 * away, with these names.
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
    const [first, ...others] = await pickNames(table, from, merges, rawTitles)
    if (!first) throw new Error('A split without names.')
    const picked = [first, ...others] as const
    const target = targetName(from.name, first, chosen)
    if (isSameTitle(target, from.name)) throw titleTaken(target, from.id)
    const isBack = merges.has(titleKey(target))
    const home = livingBy(merges, target)
    if (isBack) await pinStaying(ledger, from, merges, [target, home], picked, change)
    const answer = await showSplit(ledger, from, target, picked, isBack, change)
    const guard = { id: answer.id, ...target }
    const after = { into: answer.id, title: target.title, names: picked.map((name) => name.title) }
    await commit(table, [
      ...change.alongside(answer),
      ...picked.map((name) => pin(name, target, change)),
      ...(isBack
        ? takeBack(merges, target, home, change)
        : [await guardFreeTitle(table, from.snapshot, guard, target, (existing) => titleTaken(target, existing))]),
      titleEntry(ledger, change, 'title-split', from, {}, after),
    ])
    return answer
  })
