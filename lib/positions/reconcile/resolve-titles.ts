import { ascendingBy, ascendingByAll } from '../../foundation/collections.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { ownOf } from '../../inventory/names/find-title.ts'
import type { SoftwareName } from '../../inventory/names/software-names.ts'
import { normalize } from '../../recognition/names/normalize.ts'
import { publisherKey } from '../../recognition/names/software-key.ts'
import type { Decision, TitleName } from '../../recognition/titles/decision.ts'
import { followMerges } from '../../recognition/titles/merges.ts'
import {
  type Licensability,
  licensabilityOf,
  updatedAtOf,
  versionOf,
} from '../../recognition/titles/title-decisions.ts'
import { nameId, subjectOfKey, titleKey, titleSubject } from '../../recognition/titles/title-id.ts'
import type { Decisions } from './read-facts.ts'

export interface Recognized {
  id: string
  own: TitleName
  reason: string | undefined
}

/** Recognizes names. @param known by hash, what an earlier snapshot recognized under the same rules */
export const recognizeNames = (
  names: readonly Omit<SoftwareName, 'seenAt'>[],
  known: ReadonlyMap<string, Recognized>,
): ReadonlyMap<string, Recognized> =>
  new Map(
    names.map((name) => {
      const earlier = known.get(name.hash)
      if (earlier) return [name.hash, earlier]
      const { publisher, title, reason } = normalize(name)
      return [name.hash, { id: nameId(name.hash, name), own: { publisher, title }, reason }]
    }),
  )

interface ResolvedName extends SoftwareName, Recognized {
  reported: boolean
}

/** All names, of devices and of the catalog. One that both have was there as soon as one of them had it. */
const resolveNames = (
  listed: readonly SoftwareName[],
  recognized: ReadonlyMap<string, Recognized>,
  catalog: Decisions['catalog'],
): ResolvedName[] => {
  const reported = listed.flatMap((name): ResolvedName[] => {
    const made = recognized.get(name.hash)
    if (!made) return []
    const added = catalog.get(name.hash)
    const seenAt = added?.value && added.at < name.seenAt ? added.at : name.seenAt
    return [{ ...name, ...made, seenAt, reported: true }]
  })
  const hashes = new Set(reported.map(({ hash }) => hash))
  const added = [...catalog.values()].flatMap(({ subject: hash, value, at }): ResolvedName[] => {
    if (!value || hashes.has(hash)) return []
    const own = { publisher: value.publisher, title: value.title }
    return [{ hash, ...own, seenAt: at, own, reason: undefined, id: nameId(hash, own), reported: false }]
  })
  return [...reported, ...added]
}

export interface ResolvedTitle extends TitleName, Licensability {
  id: string
  names: ResolvedName[]
  /** Its own name and those of titles that were merged into it. */
  knownAs: TitleName[]
  version: number
  createdAt: string
  updatedAt: string
}

interface Node {
  name: TitleName
  names: ResolvedName[]
}

type Member = Node & { key: string; living: TitleName }

const earliestOf = (names: readonly ResolvedName[]): ResolvedName | undefined =>
  names.toSorted(ascendingByAll(({ seenAt, id }) => [seenAt, id]))[0]

/** Titles by their keys. Each is called what its earliest name is called. */
const nodesOf = (names: readonly ResolvedName[], { name: pinned }: Decisions): Map<string, Node> => {
  const belongsTo = ({ hash, own }: ResolvedName) => pinned.get(hash)?.value?.belongsTo ?? own
  const groups = Map.groupBy(names, (name) => titleKey(belongsTo(name)))
  return new Map(
    [...groups].flatMap(([key, own]) => {
      const first = earliestOf(own)
      return first ? [[key, { name: belongsTo(first), names: own }] as const] : []
    }),
  )
}

/** Decisions by the names that today's rules give to their titles: rules may have changed since a name was written. */
const underTodaysNames = (decisions: Decisions, nodes: ReadonlyMap<string, Node>): Decisions => {
  const today = (name: TitleName): TitleName => (nodes.has(titleKey(name)) ? name : ownOf(name))
  const moved = <K extends 'licensable' | 'merge' | 'mapping'>(decided: ReadonlyMap<string, Decision<K>>) => {
    const all = new Map(decided)
    for (const decision of decided.values()) {
      const subject = decision.value && titleSubject(today(decision.value))
      if (subject !== undefined && !all.has(subject)) all.set(subject, decision)
    }
    return all
  }
  const merge = [...moved(decisions.merge)].map(([subject, decision]) => {
    const { value } = decision
    return [subject, value ? { ...decision, value: { ...value, into: today(value.into) } } : decision] as const
  })
  const [licensable, mapping] = [moved(decisions.licensable), moved(decisions.mapping)]
  return { ...decisions, licensable, mapping, merge: new Map(merge) }
}

/** @param key of the title that stays @param members its own node, and those that were merged into it */
const titleOf = (
  key: string,
  living: TitleName,
  members: readonly Member[],
  { catalog, licensable, merge, mapping }: Decisions,
): ResolvedTitle => {
  const own = members.find((member) => member.key === key) ?? { name: living, names: [] }
  const all = members.flatMap((member) => member.names)
  const counted = own.names.length > 0 ? own.names : all
  const first = earliestOf(counted)
  const subject = subjectOfKey(key)
  const addedAs = (names: readonly ResolvedName[]) => names.map(({ hash }) => catalog.get(hash))
  const decided = [licensable.get(subject), merge.get(subject), mapping.get(subject), ...addedAs(own.names)]
  const rule = { licensable: first?.reason === undefined, reason: first?.reason }
  const createdAt = first?.seenAt ?? ''
  return {
    id: first?.id ?? '',
    ...own.name,
    ...licensabilityOf([licensable.get(subject), ...addedAs(counted)], rule),
    names: all.sort(ascendingBy(({ hash }) => hash)),
    knownAs: [own.name, ...members.flatMap((member) => (member.key === key ? [] : [member.name]))],
    version: versionOf(decided),
    createdAt,
    updatedAt: updatedAtOf(decided, createdAt),
  }
}

export const resolveTitles = (
  listed: readonly SoftwareName[],
  recognized: ReadonlyMap<string, Recognized>,
  said: Decisions,
) => {
  const nodes = nodesOf(resolveNames(listed, recognized, said.catalog), said)
  const decisions = underTodaysNames(said, nodes)
  const mergeOf = (key: string): Decision<'merge'> | undefined =>
    decisions.merge.size > 0 ? decisions.merge.get(subjectOfKey(key)) : undefined

  const members = [...nodes].map(([key, node]) => {
    const living = mergeOf(key)?.value ? followMerges(node.name, mergeOf) : node.name
    return { ...node, key, living }
  })
  const groups = Map.groupBy(members, ({ key, name, living }) => (living === name ? key : titleKey(living)))
  const sorted = [...groups]
    .flatMap(([key, group]) => {
      const [first] = group
      const title = first && titleOf(key, first.living, group, decisions)
      if (!title) return []
      const order = [publisherKey(title.publisher), nameKey(title.title), title.id].join('\u0001')
      return { title, order, keys: [key, ...group.map((member) => member.key)] }
    })
    .sort(ascendingBy(({ order }) => order))
  const numberOf = new Map(sorted.flatMap(({ keys }, number) => keys.map((key) => [key, number] as const)))
  const find = (name: TitleName): number | undefined =>
    numberOf.get(titleKey(name)) ?? numberOf.get(titleKey(followMerges(name, mergeOf)))
  return {
    /** In the order of lists: by publisher, title and id. */
    titles: sorted.map(({ title }) => title),
    /** The number of the title that a name leads to, also where no device reports it any more. */
    find: (name: TitleName) => find(name) ?? find(ownOf(name)),
  }
}

export type ResolvedTitles = ReturnType<typeof resolveTitles>
