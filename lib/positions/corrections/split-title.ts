import { auditEntry } from '../../audit/trail.ts'
import { LedgerError } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import { settle } from '../../foundation/table/race.ts'
import { commit, transactionLimit, type Write } from '../../foundation/table/table.ts'
import { isSameTitle, nameOf } from '../../inventory/names/find-title.ts'
import { normalize } from '../../recognition/names/normalize.ts'
import { decide, type TitleName } from '../../recognition/titles/decision.ts'
import { livingBy, type Merges, readMerges } from '../../recognition/titles/merges.ts'
import { readTitleDecisions, withDecision } from '../../recognition/titles/title-decisions.ts'
import { nameId, tellName, titleKey, titleSubject } from '../../recognition/titles/title-id.ts'
import { readNamesOf } from '../answers/raw-titles.ts'
import type { Software } from '../answers/title.ts'
import { titleByName } from '../answers/title-rows.ts'
import type { Row } from '../snapshot/tables.ts'
import { guardFreeTitle } from './guard-free-title.ts'
import { type OpenTitle, openForWriting, type TitleLedger } from './open-title.ts'
import { type PlacedName, pickNames, placeOf, readPlaced } from './pick-names.ts'
import { showTitle } from './show-title.ts'
import type { SoftwareSplit } from './software.ts'

/** What the new title is called: as was chosen, else what the first name is by itself if that is another title, else as reported. */
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

/** Rows of a snapshot whose names belong to a title now: also those of titles that were merged into it since then. */
const rowsOf = async ({ snapshot }: OpenTitle, title: TitleName, merges: Merges): Promise<Row<'titles'>[]> => {
  if (!snapshot) return []
  const merged = [...merges.values()].filter(({ value }) => isSameTitle(livingBy(merges, value), title))
  const rows = await Promise.all([title, ...merged.map(({ value }) => value)].map((one) => titleByName(snapshot, one)))
  return [...new Set(rows.flatMap((row) => row ?? []))]
}

const pin = ({ hash, publisher, title, pin: before }: PlacedName, belongsTo: TitleName, change: Change): Write =>
  decide('name', hash, before, { publisher, title, belongsTo }, change)

/**
 * Takes the merge of a title back. Titles that were merged into that one stay where they are now.
 * @param home where its names are now
 */
const takeBack = (merges: Merges, target: TitleName, home: TitleName, change: Change): Write[] =>
  [...merges.values()].flatMap(({ value, ...merge }) => {
    const before = { ...merge, value }
    const isTarget = isSameTitle(value, target)
    if (!isTarget && !isSameTitle(value.into, target)) return []
    const stays = !isTarget && !isSameTitle(value, home) ? { ...nameOf(value), into: home } : undefined
    return [decide('merge', titleSubject(value), before, stays, change)]
  })

/** Names of a title that was merged away which stay where they are when it comes back. */
const readStaying = async (
  { table }: TitleLedger,
  { snapshot }: OpenTitle,
  rows: readonly Row<'titles'>[],
  target: TitleName,
  picked: readonly PlacedName[],
): Promise<PlacedName[]> => {
  const known = snapshot ? await Promise.all(rows.map((row) => readNamesOf(snapshot, row))) : []
  const taken = new Set(picked.map(({ hash }) => hash))
  const hashes = known.flat().flatMap(({ hash, reported }) => (reported && !taken.has(hash) ? [hash] : []))
  return (await readPlaced(table, hashes)).filter((name) => isSameTitle(placeOf(name), target))
}

/** Says of names what holds already, in transactions of their own: one would be too small for very many. */
const pinStaying = async (
  { table }: TitleLedger,
  names: readonly PlacedName[],
  from: TitleName,
  change: Change,
): Promise<void> => {
  for (let first = 0; first < names.length; first += transactionLimit)
    await commit(
      table,
      names.slice(first, first + transactionLimit).map((name) => pin(name, from, change)),
    )
}

const earliest = (one: PlacedName, other: PlacedName): PlacedName =>
  one.seenAt < other.seenAt || (one.seenAt === other.seenAt && one.hash < other.hash) ? one : other

/** The new title as it is before any snapshot has it. */
const showSplit = async (
  ledger: TitleLedger,
  from: OpenTitle,
  target: TitleName,
  picked: readonly PlacedName[],
  isBack: boolean,
  change: Change,
): Promise<Software> => {
  const [one, ...others] = picked
  if (!one) throw new Error('A split without names.')
  const decisions = await readTitleDecisions(ledger.table, target)
  const first = others.reduce(earliest, one)
  const { catalog } = decisions
  const isAdded = catalog?.value !== undefined && catalog.at < first.seenAt
  const title = {
    id: isAdded && catalog.value ? nameId(catalog.subject, catalog.value) : nameId(first.hash, first),
    name: target,
    row: undefined,
    isReported: true,
    createdAt: isAdded ? catalog.at : first.seenAt,
    decisions: isBack ? withDecision(decisions, 'merge', titleSubject(target), undefined, change) : decisions,
    snapshot: from.snapshot,
    basis: from.basis,
    rule: normalize(first),
  }
  const rawTitles = picked.map(nameOf)
  return showTitle(ledger, { ...title, rawTitles }, rawTitles)
}

/**
 * A manager says that some names of a title are a title of their own, now and for all that is reported later. A title
 * that was merged away comes back so, with the names that are named and those that are reported later.
 * @returns the new title
 * @throws LedgerError `title-not-found`, `title-merged`, `name-not-found`, `too-many-names`, `title-taken`
 */
export const splitTitle = (
  ledger: TitleLedger,
  id: string,
  { rawTitles, title: chosen }: SoftwareSplit,
  change: Change,
): Promise<Software> =>
  settle(async () => {
    const from = await openForWriting(ledger, id)
    const merges = await readMerges(ledger.table)
    const rows = await rowsOf(from, from.name, merges)
    const picked = await pickNames(ledger.table, from, rows, merges, rawTitles)
    const [first] = picked
    if (!first) throw new Error('A split without names.')
    const target = targetName(from.name, first, chosen)
    if (isSameTitle(target, from.name)) throw titleTaken(target, from.id)
    const isBack = merges.has(titleKey(target))
    const home = livingBy(merges, target)
    if (isBack) {
      const staying = await readStaying(ledger, from, await rowsOf(from, home, merges), target, picked)
      await pinStaying(ledger, staying, home, change)
    }
    const answer = await showSplit(ledger, from, target, picked, isBack, change)
    await commit(ledger.table, [
      ...change.alongside(answer),
      ...picked.map((name) => pin(name, target, change)),
      ...(isBack
        ? takeBack(merges, target, home, change)
        : [
            await guardFreeTitle(ledger.table, from.snapshot, { id: answer.id, ...target }, target, (existing) =>
              titleTaken(target, existing.id),
            ),
          ]),
      auditEntry(ledger.newId(), change, 'title-split', [
        {
          type: 'title',
          id: from.id,
          name: tellName(from.name),
          before: {},
          after: { into: answer.id, title: target.title, names: picked.map((name) => name.title) },
        },
      ]),
    ])
    return answer
  })
