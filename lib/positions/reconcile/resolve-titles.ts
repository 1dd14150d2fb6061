import { ascendingBy, ascendingByAll, once } from '../../foundation/collections.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { isSameTitle, ownOf } from '../../inventory/names/find-title.ts'
import type { SoftwareName } from '../../inventory/names/software-names.ts'
import type { Recognition } from '../../recognition/data/recognition.ts'
import { publisherKey } from '../../recognition/names/software-key.ts'
import { matchKeyOfTitle } from '../../recognition/products/product-name.ts'
import type { recognizer } from '../../recognition/products/recognize.ts'
import type { Decision, DecisionValue, TitleName } from '../../recognition/titles/decision.ts'
import { followMerges } from '../../recognition/titles/merges.ts'
import { type Judged, judgeKind, newestOf, updatedAtOf, versionOf } from '../../recognition/titles/title-decisions.ts'
import { nameId, subjectOfKey, titleKey, titleSubject } from '../../recognition/titles/title-id.ts'
import { digest } from '../snapshot/digest.ts'
import type { Decisions } from './read-facts.ts'

export interface Recognized extends Recognition {
  id: string
  /** The title that the frozen rules of names give it: facts are written about that one. */
  own: TitleName
}

export type Recognize = ReturnType<typeof recognizer>

const recognizeName = (name: Omit<SoftwareName, 'seenAt'>, recognize: Recognize): Recognized => ({
  ...recognize(name),
  id: nameId(name.hash, name),
  own: ownOf(name),
})

/** Recognizes names. @param known by hash, what an earlier snapshot recognized under the same rules */
export const recognizeNames = (
  names: readonly Omit<SoftwareName, 'seenAt'>[],
  known: ReadonlyMap<string, Recognized>,
  recognize: Recognize,
): ReadonlyMap<string, Recognized> =>
  new Map(names.map((name) => [name.hash, known.get(name.hash) ?? recognizeName(name, recognize)]))

interface ResolvedName extends Omit<SoftwareName, 'publisher'>, Recognized {
  /** As devices report it, or as it was added to the catalog. */
  reportedPublisher: string
  reported: boolean
}

/** All names, of devices and of the catalog. One that both have was there as soon as one of them had it. */
const resolveNames = (
  listed: readonly SoftwareName[],
  recognized: ReadonlyMap<string, Recognized>,
  catalog: Decisions['catalog'],
  recognize: Recognize,
): ResolvedName[] => {
  const reported = listed.flatMap((name): ResolvedName[] => {
    const made = recognized.get(name.hash)
    if (!made) return []
    const added = catalog.get(name.hash)
    const seenAt = added?.value && added.at < name.seenAt ? added.at : name.seenAt
    return [{ ...name, ...made, reportedPublisher: name.publisher, seenAt, reported: true }]
  })
  const hashes = new Set(reported.map(({ hash }) => hash))
  const added = [...catalog.values()].flatMap(({ subject: hash, value, at }): ResolvedName[] => {
    if (!value || hashes.has(hash)) return []
    const { publisher: reportedPublisher, title } = value
    const made = recognizeName({ hash, publisher: reportedPublisher, title }, recognize)
    return [{ hash, title, ...made, own: value, reportedPublisher, seenAt: at, reported: false }]
  })
  return [...reported, ...added]
}

export interface ResolvedTitle extends TitleName, Judged {
  id: string
  names: ResolvedName[]
  /** The names under which facts know it, the first of which new facts are written about. */
  knownAs: TitleName[]
  /** Names of titles that were merged into it. */
  mergedNames: TitleName[]
  version: number
  createdAt: string
  updatedAt: string
}

/** Names that are one title before merges. */
interface Node {
  /** Of the earliest of its names. Facts are written about it under this name. */
  name: TitleName
  names: ResolvedName[]
  /** The names of titles that belong to it, its own first. */
  knownAs: TitleName[]
}

const byAge = ascendingByAll(({ seenAt, id }: ResolvedName) => [seenAt, id])

const distinct = (names: readonly TitleName[]): TitleName[] =>
  [...new Map(names.toReversed().map((name) => [titleKey(name), name])).values()].reverse()

/**
 * What a title may be called by its earliest name, the best first: the frozen rules give versions one name that
 * recognition tells apart.
 */
const callings = ({ own, product, title }: ResolvedName): TitleName[] => {
  const { publisher } = own
  const version = product?.version === undefined ? [] : [{ publisher, title: `${own.title} ${product.version}` }]
  return [own, ...version, { publisher, title }]
}

/**
 * Puts names together that recognition reads as one product, except where a manager said which title a name belongs to.
 * @returns by the names of titles, in the form of {@link titleKey}
 */
const nodesOf = (names: readonly ResolvedName[], { name: pinned }: Decisions): Map<string, Node> => {
  const placeOf = (name: ResolvedName): TitleName | undefined => pinned.get(name.hash)?.value?.belongsTo
  const nodeOf = new Map<string, Node>()
  for (const all of Map.groupBy(names.toSorted(byAge), ({ key }) => key).values()) {
    const [first] = all
    if (!first) continue
    const name = callings(first).find((calling) => !nodeOf.has(titleKey(calling))) ?? first.own
    const node = nodeOf.get(titleKey(name)) ?? { name, names: [], knownAs: [name] }
    node.names.push(...all.filter((one) => !placeOf(one)))
    const stay = all.filter((one) => isSameTitle(placeOf(one) ?? name, name))
    node.knownAs = distinct([...node.knownAs, ...stay.map(({ own }) => own)])
    nodeOf.set(titleKey(name), node)
  }
  for (const name of names) {
    const place = placeOf(name)
    if (!place) continue
    const node = nodeOf.get(titleKey(place)) ?? { name: place, names: [], knownAs: [place] }
    node.names.push(name)
    nodeOf.set(titleKey(place), node)
  }
  for (const [key, node] of nodeOf) if (node.names.length === 0) nodeOf.delete(key)
  // Other names lead to a node where no node is called so, and to one node only.
  for (const node of [...nodeOf.values()])
    node.knownAs = node.knownAs.filter((name) => {
      const there = nodeOf.get(titleKey(name))
      if (!there) nodeOf.set(titleKey(name), node)
      return !there || there === node
    })
  return nodeOf
}

const isSamePublisher = (one: TitleName, other: TitleName): boolean =>
  publisherKey(one.publisher) === publisherKey(other.publisher)

type OwnKind = 'licensable' | 'merge' | 'mapping'

const titleOf = (
  living: TitleName,
  members: readonly Node[],
  decisionOf: <K extends OwnKind>(kind: K, node: Node) => Decision<K> | undefined,
  catalog: Decisions['catalog'],
): ResolvedTitle | undefined => {
  const own = members.find(({ knownAs }) => knownAs.some((name) => isSameTitle(name, living)))
  const all = members.flatMap(({ names }) => names)
  const counted = (own?.names ?? all).toSorted(byAge)
  const [first] = counted
  if (!first) return undefined
  const about = own ?? { name: living, names: [], knownAs: [living] }
  const licensable = decisionOf('licensable', about)
  const added = counted.map(({ hash }) => catalog.get(hash))
  const decided = [licensable, decisionOf('merge', about), decisionOf('mapping', about), ...added]
  return {
    id: first.id,
    publisher: isSamePublisher(first.own, about.name) ? first.publisher : about.name.publisher,
    title: about.name.title,
    ...judgeKind(newestOf([licensable, ...added]), first),
    names: all.sort(ascendingBy(({ hash }) => hash)),
    knownAs: about.knownAs,
    mergedNames: members.flatMap((member) => (member === own ? [] : member.knownAs)),
    version: versionOf(decided),
    createdAt: first.seenAt,
    updatedAt: updatedAtOf(decided, first.seenAt),
  }
}

/** Decisions by the names that today's rules give to their titles: rules may have changed since a name was written. */
const underTodaysNames = (decisions: Decisions, nodes: ReadonlyMap<string, Node>): Decisions => {
  const today = (name: TitleName): TitleName => (nodes.has(titleKey(name)) ? name : ownOf(name))
  const moved = <K extends OwnKind>(decided: ReadonlyMap<string, Decision<K>>) => {
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

/** Finds the titles that names belong to. The newest decision about a title counts, by whichever of its names it was made. */
export const resolveTitles = (
  listed: readonly SoftwareName[],
  recognized: ReadonlyMap<string, Recognized>,
  said: Decisions,
  recognize: Recognize,
) => {
  const names = resolveNames(listed, recognized, said.catalog, recognize)
  const nodeOf = nodesOf(names, said)
  const nodes = new Set(nodeOf.values())
  /** Rules may have changed since a name was written. */
  const nodeOfName = (name: TitleName): Node | undefined =>
    nodeOf.get(titleKey(name)) ?? nodeOf.get(titleKey(ownOf(name)))

  const decisions = underTodaysNames(said, nodeOf)
  const decisionOf = <K extends OwnKind>(kind: K, { knownAs }: Pick<Node, 'knownAs'>): Decision<K> | undefined => {
    const decided: ReadonlyMap<string, Decision> = decisions[kind]
    if (decided.size === 0) return undefined
    return newestOf(knownAs.map((name) => decided.get(subjectOfKey(titleKey(name))) as Decision<K> | undefined))
  }
  const mergeOf = (key: string): Decision<'merge'> | undefined => {
    const node = nodeOf.get(key)
    return node ? decisionOf('merge', node) : decisions.merge.get(subjectOfKey(key))
  }
  const livingOf = ({ name }: Node): TitleName => (decisions.merge.size > 0 ? followMerges(name, mergeOf) : name)

  const groups = Map.groupBy(nodes, (node) => {
    const living = livingOf(node)
    return nodeOfName(living) ?? titleKey(living)
  })
  const sorted = [...groups.values()]
    .flatMap((members) => {
      const [first] = members
      const title = first && titleOf(livingOf(first), members, decisionOf, decisions.catalog)
      if (!title) return []
      const order = [publisherKey(title.publisher), nameKey(title.title), title.id].join('\u0001')
      return { title, order, members }
    })
    .sort(ascendingBy(({ order }) => order))
  const numberOf = new Map(sorted.flatMap(({ members }, number) => members.map((node) => [node, number] as const)))
  const keyed = sorted.flatMap(({ title }, number) => title.names.map((name) => ({ name, number })))
  const isPlaced = ({ name }: { name: ResolvedName }) => said.name.get(name.hash)?.value !== undefined
  const placed = keyed.filter(isPlaced).sort((one, other) => byAge(other.name, one.name))
  const numberOfRecognition = new Map(
    [...placed, ...keyed.filter((each) => !isPlaced(each))].map(({ name, number }) => [name.key, number] as const),
  )

  const find = (name: TitleName): number | undefined => {
    const living = decisions.merge.size > 0 ? followMerges(name, mergeOf) : name
    const node = nodeOfName(name) ?? nodeOfName(living)
    return (node && numberOf.get(node)) ?? numberOfRecognition.get(recognize(name).key)
  }
  const titles = sorted.map(({ title }) => title)
  const mappingOf = (title: number | undefined, value: DecisionValue<'mapping'> | undefined) =>
    value && title !== undefined ? [{ ...value, title }] : []
  const lost = [...said.mapping.values()].filter(({ value }) => value && !nodeOfName(value))
  return {
    /** In the order of lists: by publisher, title and id. */
    titles,
    /** Mappings, with the numbers of their titles. */
    mappings: [
      ...[...nodes].flatMap((node) => mappingOf(numberOf.get(node), decisionOf('mapping', node)?.value)),
      ...lost.flatMap(({ value }) => mappingOf(value && find(value), value)),
    ],
    /** The number of the title that a name leads to, also where no device reports it any more. */
    find,
    /** The number of the title of a product. @param key as recognition gives it */
    ofProduct: (key: string) => numberOfRecognition.get(key),
    /** By match key, the titles that have a name with it: one of their own, or that of a title that was merged into them. */
    byMatchKey: once(() => {
      const named = titles.flatMap(({ knownAs, mergedNames }, title) =>
        [...knownAs, ...mergedNames].map((name) => ({ title, name })),
      )
      return Map.groupBy(named, ({ name }) => matchKeyOfTitle(name))
    }),
    /** Digest of the names that titles have in this snapshot alone: lib/positions/corrections/guard-titles.ts. */
    shownNames: once(() => {
      const isOwn = (title: ResolvedTitle) => title.names.some(({ own }) => isSameTitle(own, title))
      return digest(titles.filter((title) => !isOwn(title)).map(({ publisher, title }) => [publisher, title]))
    }),
  }
}

export type ResolvedTitles = ReturnType<typeof resolveTitles>
