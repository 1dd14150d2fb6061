import { ascendingByAll, sumOf } from '../../foundation/collections.ts'
import { LedgerError } from '../../foundation/errors.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { familyIdOf, TitleKind } from '../../recognition/data/recognition.ts'
import { familiesById } from '../answers/read-family.ts'
import type { Row } from '../snapshot/tables.ts'
import { type FamilyChange, Figures, subjectsShown } from './change.ts'
import { type ComparedTitles, compareTitles } from './compare-titles.ts'
import {
  aboutComparison,
  type Comparison,
  type ComparisonShelf,
  type Days,
  openComparison,
  openPage,
} from './comparison.ts'
import { explainFamily } from './explain-family.ts'
import { byRange, fromWhole, type ReadRows, readBoth, readFamilyOnDay } from './read-days.ts'

type Family = Row<'families'>
type Title = Row<'titles'>

const readFamilies = async ({ before, after }: Comparison) => {
  const [old, now] = await Promise.all([before.all('families'), after.all('families')])
  return { old: familiesById(old), now: familiesById(now) }
}

const figuresOf = ({ metric, owned, unlimited, required, covered, shortfall, surplus, ...row }: Family): Figures =>
  Figures.parse({
    ...{ metric, owned, unlimited, required, covered, shortfall, surplus },
    ...{ needsData: row.needsData, exempt: row.exempt, status: row.status },
  })

const isSame = (one: Family | undefined, other: Family | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  JSON.stringify([figuresOf(one), one.byRight]) === JSON.stringify([figuresOf(other), other.byRight])

type Changed = Pick<FamilyChange, 'familyId' | 'publisher' | 'name' | 'newTitles'> & {
  old: Family | undefined
  now: Family | undefined
  /** By which changes are sorted. */
  order: readonly (string | number)[]
}

const shownTitles = (titles: readonly Title[]): NonNullable<FamilyChange['newTitles']> =>
  titles
    .toSorted(ascendingByAll(({ installed, id }) => [-installed, id]))
    .slice(0, subjectsShown)
    .map(({ id, title, kind, installed }) => ({
      ...{ id, title, kind: TitleKind.parse(kind), installedCount: installed },
    }))

const kindOrder: readonly string[] = ['licensed', 'subscription', 'unknown', 'free', 'component']

const shortfallOf = (family: Family | undefined): number => family?.shortfall ?? 0
const balance = (family: Family | undefined): number => (family ? family.surplus - family.shortfall : 0)

/** What changed, the largest change of shortfall first, then new titles without a position, those with most installs first. */
const findChanges = async (comparison: Comparison, { unseen }: ComparedTitles): Promise<Changed[]> => {
  const { old, now } = await readFamilies(comparison)
  const newTitles = Map.groupBy(
    unseen,
    ({ publisher, title, family, familyId }) => familyId ?? familyIdOf(publisher, family ?? title),
  )
  const ids = new Set([...old.keys(), ...now.keys(), ...newTitles.keys()])
  return [...ids]
    .flatMap((familyId): Changed[] => {
      const [one, other] = [old.get(familyId), now.get(familyId)]
      const titles = newTitles.get(familyId) ?? []
      const [first] = titles
      const family = other ?? one
      const isChanged = family !== undefined && !isSame(one, other)
      if (!isChanged && !first) return []
      const installs = sumOf(titles, ({ installed }) => installed)
      const change = Math.abs(shortfallOf(other) - shortfallOf(one))
      const kinds = titles.map(({ kind }) => kindOrder.indexOf(kind))
      const order = [
        ...[-change, isChanged ? 0 : 1, -Math.abs(balance(other) - balance(one))],
        ...[Math.min(kindOrder.length, ...kinds), -installs, familyId],
      ]
      const publisher = family?.publisher ?? first?.publisher ?? ''
      const name = family?.name ?? first?.family ?? first?.title ?? ''
      return [
        {
          ...{ familyId, publisher, name, old: one, now: other, order },
          ...(first && { newTitles: shownTitles(titles) }),
        },
      ]
    })
    .sort(ascendingByAll(({ order }) => order))
}

/** Explains changes one by one: memory holds machines of one family at a time. */
const explainer = async (shelf: ComparisonShelf, comparison: Comparison, titles: ComparedTitles, read: ReadRows) => {
  const { before, after, areDevicesKept } = comparison
  const bothOf = await readBoth(shelf, comparison, titles)
  return async ({ old, now, order: _, newTitles, ...named }: Changed): Promise<FamilyChange> => {
    const shown = { ...named, before: old ? figuresOf(old) : null, after: now ? figuresOf(now) : null }
    const more = newTitles && { newTitles }
    if ((!old && !now) || isSame(old, now)) return { ...shown, causes: [], ...more }
    const [one, other] = await Promise.all([
      readFamilyOnDay(before, old, areDevicesKept, read),
      readFamilyOnDay(after, now, areDevicesKept, read),
    ])
    return { ...shown, causes: explainFamily(one, other, await bothOf(one, other)), ...more }
  }
}

/** What changed in a family, also when nothing did. @throws LedgerError `family-not-found`, `no-snapshot` */
export const compareFamily = async (shelf: ComparisonShelf, familyId: string, days: Days) => {
  const comparison = await openComparison(shelf, days)
  const titles = await compareTitles(comparison)
  const { old, now } = await readFamilies(comparison)
  const found = (await findChanges(comparison, titles)).find((change) => change.familyId === familyId)
  const [one, other] = [old.get(familyId), now.get(familyId)]
  const family = other ?? one
  if (!found && !family) throw new LedgerError('not-found', 'family-not-found', `There is no family ${familyId}.`)
  const same = family && { familyId, publisher: family.publisher, name: family.name, old: one, now: other, order: [] }
  const explain = await explainer(shelf, comparison, titles, byRange)
  const changes = [found ?? same].filter((change) => change !== undefined)
  return { ...aboutComparison(comparison), items: await Promise.all(changes.map(explain)) }
}

/** All changes, one after the other. */
export async function* changesBetween(shelf: ComparisonShelf, comparison: Comparison): AsyncGenerator<FamilyChange> {
  const titles = await compareTitles(comparison)
  const explain = await explainer(shelf, comparison, titles, fromWhole)
  for (const change of await findChanges(comparison, titles)) yield explain(change)
}

/** One page of what changed in the whole ledger. @throws LedgerError `no-snapshot`, `cursor-expired` */
export const listChanges = async (shelf: ComparisonShelf, days: Days, page: PageRequest) => {
  const { comparison, offset } = await openPage(shelf, days, page)
  const titles = await compareTitles(comparison)
  const changes = await findChanges(comparison, titles)
  const explain = await explainer(shelf, comparison, titles, fromWhole)
  const items: FamilyChange[] = []
  for (const change of changes.slice(offset, offset + page.limit)) items.push(await explain(change))
  const end = offset + page.limit
  const { before, after } = comparison
  return {
    ...{ ...aboutComparison(comparison), count: changes.length, items },
    ...(end < changes.length && { next: `${before.manifest.id}/${after.manifest.id}/${end}` }),
  }
}
