import { nameKey } from '../../foundation/text/name.ts'
import { normalizePublisher } from '../../recognition/names/normalize-publisher.ts'
import { publisherKey } from '../../recognition/names/software-key.ts'
import { type Basis, kept, type SnapshotReader } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import { nothingYet, openSnapshot } from './open-snapshot.ts'

/** Names that one search shows. */
export const namesShown = 50

type Entry = Row<'catalog'>

/** What is found by a name. */
interface Named<T> {
  /** By which it is found and sorted. */
  key: string
  value: T
}

const inOrder = <T>(one: Named<T>, other: Named<T>): number => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0)

const byName = <T>(values: readonly T[], nameOf: (value: T) => string): Named<T>[] =>
  values.map((value) => ({ key: nameKey(nameOf(value)), value })).sort(inOrder)

/** Titles by what tells their publishers apart. */
const byPublisher = kept((entries: readonly Entry[]) => {
  const keys = new Map<string, string>()
  const keyOf = (publisher: string): string => {
    const key = keys.get(publisher) ?? publisherKey(publisher)
    keys.set(publisher, key)
    return key
  }
  return Map.groupBy(entries, ({ publisher }) => keyOf(publisher))
})

const publishersOf = kept((entries: readonly Entry[]) =>
  byName(
    [...byPublisher(entries).values()].flatMap(([first]) => first?.publisher ?? []),
    (publisher) => publisher,
  ),
)

const titlesOf = kept((entries: readonly Entry[]) => byName(entries, ({ title }) => title))

/** The first names that hold a text, in any case: those that begin with it first, each kind by name. */
export const findNames = <T>(names: readonly Named<T>[], contains = ''): T[] => {
  const text = nameKey(contains)
  const beginning: T[] = []
  const within: T[] = []
  for (const { key, value } of names) {
    if (beginning.length === namesShown) break
    const place = key.indexOf(text)
    if (place === 0) beginning.push(value)
    else if (place > 0 && within.length < namesShown) within.push(value)
  }
  return [...beginning, ...within].slice(0, namesShown)
}

type Found<T> = Basis & { items: T[]; snapshotId?: string }

const search = async <T>(snapshots: SnapshotReader, find: (entries: readonly Entry[]) => T[]): Promise<Found<T>> => {
  const opened = await openSnapshot(snapshots)
  if (!opened) return { items: [], ...nothingYet }
  const { snapshot, basis } = opened
  return { items: find(await snapshot.all('catalog')), ...basis, snapshotId: snapshot.manifest.id }
}

/** Publishers whose names hold a text: spec "Inventory and catalog". */
export const searchPublishers = (snapshots: SnapshotReader, contains?: string): Promise<Found<{ name: string }>> =>
  search(snapshots, (entries) => findNames(publishersOf(entries), contains).map((name) => ({ name })))

/** Titles of a publisher that hold a text; of an unknown publisher there are none. */
export const searchTitles = (
  snapshots: SnapshotReader,
  { publisher, contains }: { publisher: string; contains?: string | undefined },
): Promise<Found<Entry>> =>
  search(snapshots, (entries) => {
    const own = byPublisher(entries).get(publisherKey(normalizePublisher(publisher)))
    return own ? findNames(titlesOf(own), contains) : []
  })
