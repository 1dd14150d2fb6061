import { nameKey } from '../../foundation/text/name.ts'
import type { TitleName } from '../../recognition/titles/decision.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import { kept, type Snapshot, type SnapshotReader } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import type { RawTitle } from './title.ts'

type Title = Row<'titles'>

const byId = kept((titles: readonly Title[]) => new Map(titles.map((title) => [title.id, title])))
const byKey = kept((titles: readonly Title[]) => new Map(titles.map((title) => [titleKey(title), title])))

export const titleById = async (snapshot: Snapshot, id: string): Promise<Title | undefined> =>
  byId(await snapshot.all('titles')).get(id)

/** The title of a name, however it is written. @param name of a title that was not merged into another one */
export const titleByName = async (snapshot: Snapshot, name: TitleName): Promise<Title | undefined> =>
  byKey(await snapshot.all('titles')).get(titleKey(name))

/** The names of a title and of those that were merged into it; also those that managers added to the catalog. */
export const readNamesOf = (
  snapshot: Snapshot,
  { firstName: from, nameCount }: Pick<Title, 'firstName' | 'nameCount'>,
): Promise<Row<'names'>[]> => snapshot.some({ table: 'names', from, to: from + nameCount })

export const byTitle = (one: { title: string }, other: { title: string }): number =>
  nameKey(one.title) < nameKey(other.title) ? -1 : 1

/** The names under which devices report a title. */
export const readRawTitles = async (snapshot: Snapshot, title: Title): Promise<RawTitle[]> =>
  (await readNamesOf(snapshot, title))
    .filter(({ reported }) => reported)
    .map(({ publisher, name }) => ({ publisher, title: name }))
    .sort(byTitle)

/** The titles that names belong to in the current snapshot. @returns ids by the hashes of the names */
export const titlesOfNames = async (
  snapshots: SnapshotReader,
  hashes: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> => {
  if (hashes.size === 0) return new Map()
  const { snapshot } = await snapshots.present()
  if (!snapshot) return new Map()
  const [names, titles] = await Promise.all([
    snapshot.some({ table: 'names', columns: ['hash', 'title'] }),
    snapshot.some({ table: 'titles', columns: ['id'] }),
  ])
  return new Map(
    names.flatMap(({ hash, title }) => {
      const id = hashes.has(hash) ? titles[title]?.id : undefined
      return id === undefined ? [] : [[hash, id]]
    }),
  )
}
