import { nameKey } from '../../foundation/text/name.ts'
import { normalize } from '../../recognition/names/normalize.ts'
import { publisherKey } from '../../recognition/names/software-key.ts'
import type { Decision, DecisionKind, TitleName } from '../../recognition/titles/decision.ts'
import { followMerges } from '../../recognition/titles/merges.ts'
import { nameId, subjectOfKey, titleKey, titleSubject } from '../../recognition/titles/title-id.ts'
import type { ListedName } from '../lists/lists.ts'
import type { Recognized } from './recognize-names.ts'

/** A name as it stands in the snapshot: reported by devices, or added to the catalog by a manager. */
export interface ResolvedName extends ListedName, Recognized {
  reported: boolean
}

/** A title with all names that lead to it. */
export interface ResolvedTitle extends TitleName {
  id: string
  licensable: boolean
  licensableBy: 'rule' | 'manager'
  reason: string | undefined
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

type Decided<K extends DecisionKind> = ReadonlyMap<string, Decision<K>>

/** Decisions by what they are about. */
export interface TitleDecisions {
  catalog: readonly Decision<'catalog'>[]
  /** The next three by subject: lib/recognition/titles/title-id.ts. */
  licensable: Decided<'licensable'>
  merge: Decided<'merge'>
  mapping: Decided<'mapping'>
  /** By the hash of the name. */
  name: Decided<'name'>
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

type Catalog = ReadonlyMap<string, Decision<'catalog'>>

/** All names, of devices and of the catalog; one that both have was there as soon as one of them had it. */
const resolveNames = (
  listed: readonly ListedName[],
  recognized: ReadonlyMap<string, Recognized>,
  catalog: Catalog,
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
    const { publisher, title } = value
    const own = { publisher, title }
    return [{ hash, ...own, seenAt: at, own, reason: undefined, id: nameId(hash, own), reported: false }]
  })
  return [...reported, ...added]
}

const nodesOf = (names: readonly ResolvedName[], { name: pinned }: TitleDecisions): Map<string, Node> => {
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

/** What managers say goes before rules, and what they said last before what they said earlier. */
const licensability = (
  subject: string,
  own: Node,
  { licensable }: TitleDecisions,
  catalog: Catalog,
): Pick<ResolvedTitle, 'licensable' | 'licensableBy' | 'reason'> => {
  const said = [licensable.get(subject), ...own.names.map(({ hash }) => catalog.get(hash))]
  const last = said
    .filter((decision) => decision?.value !== undefined)
    .reduce((newest, decision) => ((decision?.at ?? '') > (newest?.at ?? '') ? decision : newest), undefined)
  if (last?.value) return { licensable: last.value.licensable, licensableBy: 'manager', reason: undefined }
  const reason = earliestOf(own.names)?.reason
  return { licensable: reason === undefined, licensableBy: 'rule', reason }
}

const decisionsOf = (
  subject: string,
  own: Node,
  { licensable, merge, mapping }: TitleDecisions,
  catalog: Catalog,
): Decision[] =>
  [
    licensable.get(subject),
    merge.get(subject),
    mapping.get(subject),
    ...own.names.map(({ hash }) => catalog.get(hash)),
  ].filter((decision) => decision !== undefined)

/** What today's rules call a title: they may have changed since somebody wrote its name. */
export const renamed = ({ publisher, title }: TitleName): TitleName => {
  const now = normalize({ publisher, title })
  return { publisher: now.publisher, title: now.title }
}

/** Decisions about titles that the rules call otherwise today are about the titles that these are now. */
const underTodaysNames = (decisions: TitleDecisions, nodes: ReadonlyMap<string, Node>): TitleDecisions => {
  const today = (name: TitleName): TitleName => (nodes.has(titleKey(name)) ? name : renamed(name))
  const moved = <K extends 'licensable' | 'merge' | 'mapping'>(decided: Decided<K>): Map<string, Decision<K>> => {
    const all = new Map(decided)
    for (const decision of decided.values()) {
      const subject = decision.value && titleSubject(today(decision.value))
      if (subject !== undefined && !all.has(subject)) all.set(subject, decision)
    }
    return all
  }
  const merge = new Map(
    [...moved(decisions.merge)].map(([subject, decision]) => {
      const { value } = decision
      return [subject, value ? { ...decision, value: { ...value, into: today(value.into) } } : decision] as const
    }),
  )
  return { ...decisions, licensable: moved(decisions.licensable), mapping: moved(decisions.mapping), merge }
}

const orderOf = ({ publisher, title }: TitleName): string => `${publisherKey(publisher)}\u0001${nameKey(title)}`

/**
 * Finds the titles that names belong to: each name belongs to the title that it is by itself, unless a manager said
 * otherwise; titles that were merged are one.
 */
export const resolveTitles = (
  listed: readonly ListedName[],
  recognized: ReadonlyMap<string, Recognized>,
  said: TitleDecisions,
): ResolvedTitles => {
  const catalog = new Map(said.catalog.map((decision) => [decision.subject, decision]))
  const names = resolveNames(listed, recognized, catalog)
  const nodes = nodesOf(names, said)
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

  const unsorted = [...groups].map(([key, { living, members }]) => {
    const own = members.get(key) ?? { name: living, names: [] }
    const all = [...members.values()].flatMap((node) => node.names)
    const first = earliestOf(own.names) ?? earliestOf(all)
    const subject = subjectOfKey(key)
    const decided = decisionsOf(subject, own, decisions, catalog)
    const createdAt = first?.seenAt ?? ''
    const title: ResolvedTitle = {
      id: first?.id ?? '',
      ...own.name,
      ...licensability(subject, own.names.length > 0 ? own : { name: living, names: all }, decisions, catalog),
      names: all.sort((one, other) => (one.hash < other.hash ? -1 : 1)),
      knownAs: [own.name, ...[...members].flatMap(([member, { name }]) => (member === key ? [] : [name]))],
      version: 1 + decided.reduce((sum, { version }) => sum + version, 0),
      createdAt,
      updatedAt: decided.reduce((last, { at }) => (at > last ? at : last), createdAt),
    }
    return { title, order: orderOf(title), keys: [key, ...members.keys()] }
  })
  const sorted = unsorted.sort((one, other) =>
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
