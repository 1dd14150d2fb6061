import { ascendingBy, remembered } from '../../foundation/collections.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { normalizePublisher } from '../../recognition/names/normalize.ts'
import { publisherKey } from '../../recognition/names/software-key.ts'
import { kept, type SnapshotReader } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'

export const namesShown = 50

type Entry = Row<'catalog'>

const byName = <T>(values: readonly T[], nameOf: (value: T) => string) =>
  values.map((value) => ({ key: nameKey(nameOf(value)), value })).sort(ascendingBy(({ key }) => key))

const byPublisher = kept((entries: readonly Entry[]) => {
  // Most titles are of the same publishers.
  const keyOf = remembered(publisherKey)
  return Map.groupBy(entries, ({ publisher }) => keyOf(publisher))
})

const publishersOf = kept((entries: readonly Entry[]) => {
  const names = [...byPublisher(entries).values()].flatMap(([first]) => (first ? [{ name: first.publisher }] : []))
  return byName(names, ({ name }) => name)
})

const titlesOf = kept((entries: readonly Entry[]) => byName(entries, ({ title }) => title))

/** The first names that hold a text, in any case: those that begin with it come first. */
export const findNames = <T>(names: readonly { key: string; value: T }[], contains = ''): T[] => {
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

const search = async <T>(snapshots: SnapshotReader, find: (entries: readonly Entry[]) => T[]) => {
  const { snapshot, basis } = await snapshots.present()
  const items = snapshot ? find(await snapshot.all('catalog')) : []
  return { items, ...basis, ...(snapshot && { snapshotId: snapshot.manifest.id }) }
}

export const searchPublishers = (snapshots: SnapshotReader, contains?: string) =>
  search(snapshots, (entries) => findNames(publishersOf(entries), contains))

/** Titles of a publisher by a part of their names; an unknown publisher has none. */
export const searchTitles = (
  snapshots: SnapshotReader,
  { publisher, contains }: { publisher: string; contains?: string | undefined },
) =>
  search(snapshots, (entries) => {
    const own = byPublisher(entries).get(publisherKey(normalizePublisher(publisher)))
    return own ? findNames(titlesOf(own), contains) : []
  })
