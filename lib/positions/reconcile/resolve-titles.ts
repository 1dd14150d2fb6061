import { nameKey } from '../../foundation/text/name.ts'
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
import { subjectOfKey, titleKey, titleSubject } from '../../recognition/titles/title-id.ts'
import type { Decisions } from './read-facts.ts'
import { type Recognized, type ResolvedName, resolveNames } from './recognize-names.ts'

export interface ResolvedTitle extends TitleName, Licensability {
  id: string
  names: ResolvedName[]
  /** Its own name and those of titles that were merged into it. */
  knownAs: TitleName[]
  version: number
  createdAt: string
  updatedAt: string
}

export interface ResolvedTitles {
  /** In the order of lists: by publisher, title and id. */
  titles: ResolvedTitle[]
  /** The number of the title that a name leads to, also where no device reports it any more. */
  find: (name: TitleName) => number | undefined
}

/** A title before merges. */
interface Node {
  name: TitleName
  names: ResolvedName[]
}

const isEarlier = (one: ResolvedName, other: ResolvedName): boolean =>
  one.seenAt === other.seenAt ? one.id < other.id : one.seenAt < other.seenAt

const earliestOf = (names: readonly ResolvedName[]): ResolvedName | undefined =>
  names.reduce<ResolvedName | undefined>((first, name) => (!first || isEarlier(name, first) ? name : first), undefined)

const nodesOf = (names: readonly ResolvedName[], { name: pinned }: Decisions): Map<string, Node> => {
  const nodes = new Map<string, Node>()
  for (const name of names) {
    const belongsTo = pinned.get(name.hash)?.value?.belongsTo ?? name.own
    const key = titleKey(belongsTo)
    const node = nodes.get(key)
    if (!node) nodes.set(key, { name: belongsTo, names: [name] })
    else {
      // A title is called what its earliest name is called.
      const first = earliestOf(node.names)
      if (!first || isEarlier(name, first)) node.name = belongsTo
      node.names.push(name)
    }
  }
  return nodes
}

/** What today's rules call a title: they may have changed since somebody wrote its name. */
export const renamed = (name: TitleName): TitleName => {
  const { publisher, title } = normalize(name)
  return { publisher, title }
}

/** Decisions by the names that today's rules give to their titles. */
const underTodaysNames = (decisions: Decisions, nodes: ReadonlyMap<string, Node>): Decisions => {
  const today = (name: TitleName): TitleName => (nodes.has(titleKey(name)) ? name : renamed(name))
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

const orderOf = ({ publisher, title }: TitleName): string => `${publisherKey(publisher)}\u0001${nameKey(title)}`

/** @param key of the title that stays @param members its own node, and those that were merged into it */
const titleOf = (
  key: string,
  living: TitleName,
  members: ReadonlyMap<string, Node>,
  { catalog, licensable, merge, mapping }: Decisions,
): ResolvedTitle => {
  const own = members.get(key) ?? { name: living, names: [] }
  const all = [...members.values()].flatMap((node) => node.names)
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
    names: all.sort((one, other) => (one.hash < other.hash ? -1 : 1)),
    knownAs: [own.name, ...[...members].flatMap(([member, { name }]) => (member === key ? [] : [name]))],
    version: versionOf(decided),
    createdAt,
    updatedAt: updatedAtOf(decided, createdAt),
  }
}

/** Finds the titles of names: a name belongs to the title that rules make of it, unless a manager said otherwise. */
export const resolveTitles = (
  listed: readonly SoftwareName[],
  recognized: ReadonlyMap<string, Recognized>,
  said: Decisions,
): ResolvedTitles => {
  const nodes = nodesOf(resolveNames(listed, recognized, said.catalog), said)
  const decisions = underTodaysNames(said, nodes)
  const mergeOf = (key: string): Decision<'merge'> | undefined =>
    decisions.merge.size > 0 ? decisions.merge.get(subjectOfKey(key)) : undefined

  const groups = new Map<string, { living: TitleName; members: Map<string, Node> }>()
  for (const [key, node] of nodes) {
    const living = mergeOf(key)?.value ? followMerges(node.name, mergeOf) : node.name
    const livingKey = living === node.name ? key : titleKey(living)
    const group = groups.get(livingKey)
    if (group) group.members.set(key, node)
    else groups.set(livingKey, { living, members: new Map([[key, node]]) })
  }

  const sorted = [...groups]
    .map(([key, { living, members }]) => {
      const title = titleOf(key, living, members, decisions)
      return { title, order: orderOf(title), keys: [key, ...members.keys()] }
    })
    .sort((one, other) =>
      one.order === other.order ? (one.title.id < other.title.id ? -1 : 1) : one.order < other.order ? -1 : 1,
    )
  const numberOf = new Map(sorted.flatMap(({ keys }, number) => keys.map((key) => [key, number] as const)))
  const find = (name: TitleName): number | undefined =>
    numberOf.get(titleKey(name)) ?? numberOf.get(titleKey(followMerges(name, mergeOf)))
  return {
    titles: sorted.map(({ title }) => title),
    find: (name) => find(name) ?? find(renamed(name)),
  }
}
