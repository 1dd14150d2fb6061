import { titlesById } from '../answers/title-rows.ts'
import type { Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import type { Judgement } from './both-days.ts'
import { type Comparison, isKnowledgeNew } from './comparison.ts'

type Title = Row<'titles'>

/** Which title each name belongs to, and which names each title has: by ids. */
const readNames = async (snapshot: Snapshot) => {
  const [titles, names] = await Promise.all([
    snapshot.all('titles'),
    snapshot.some({ table: 'names', columns: ['id', 'title'] }),
  ])
  const titleOf = new Map(names.map(({ id, title }) => [id, titles[title]?.id ?? '']))
  const namesOf = ({ firstName, nameCount }: Title): string[] =>
    names.slice(firstName, firstName + nameCount).map(({ id }) => id)
  return { titles, byId: titlesById(titles), titleOf, namesOf }
}

export interface ComparedTitles {
  old: ReadonlyMap<string, Title>
  now: ReadonlyMap<string, Title>
  /** Titles of which no name was known before. */
  unseen: readonly Title[]
  judgementOf: (id: string) => Judgement | undefined
}

const judge = (one: Title, other: Title, isKnowledgeNew: boolean): Judgement | undefined => {
  const what = ({ publisher, title, kind, family, edition, productVersion, familyId }: Title) =>
    JSON.stringify([publisher, title, kind, family, edition, productVersion, familyId])
  if (what(one) === what(other)) return undefined
  const isByManager = [one, other].some(({ licensableBy }) => licensableBy === 'manager')
  const isRuledAlike = one.kindByRule === other.kindByRule && one.family === other.family
  if (!isByManager && isRuledAlike && one.kind !== other.kind) return 'named'
  return isKnowledgeNew && !isByManager ? 'knowledge' : 'decisions'
}

export const compareTitles = async (comparison: Comparison): Promise<ComparedTitles> => {
  const { before, after } = comparison
  const isNew = isKnowledgeNew(comparison)
  const [one, other] = await Promise.all([readNames(before), readNames(after)])
  type Names = typeof one
  const ownersOf = (id: string, { byId, namesOf }: Names, { titleOf }: Names): string[] => {
    const title = byId.get(id)
    return title ? namesOf(title).flatMap((name) => titleOf.get(name) ?? []) : []
  }
  return {
    old: one.byId,
    now: other.byId,
    unseen: other.titles.filter(({ id, installed }) => installed > 0 && ownersOf(id, other, one).length === 0),
    judgementOf: (id) => {
      // Some of its names were of another title, or are now: it was merged or split.
      const owners = [...ownersOf(id, one, other), ...ownersOf(id, other, one)]
      if (owners.some((owner) => owner !== id)) return isNew ? 'knowledge' : 'decisions'
      const [title, newTitle] = [one.byId.get(id), other.byId.get(id)]
      return title && newTitle && judge(title, newTitle, isNew)
    },
  }
}
