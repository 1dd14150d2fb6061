import { nameKey } from '../../foundation/text/name.ts'
import type { Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import type { RawTitle } from './title.ts'

/** A name of a title, as devices report it. */
export type NameOfTitle = Row<'names'>

/** The names of a title, and of those that were merged into it; also those that managers added to the catalog. */
export const readNamesOf = (
  snapshot: Snapshot,
  { firstName, nameCount }: Pick<Row<'titles'>, 'firstName' | 'nameCount'>,
): Promise<NameOfTitle[]> =>
  nameCount === 0 ? Promise.resolve([]) : snapshot.some({ table: 'names', from: firstName, to: firstName + nameCount })

const byTitle = (one: RawTitle, other: RawTitle): number => (nameKey(one.title) < nameKey(other.title) ? -1 : 1)

/** The names under which devices report a title. */
export const readRawTitles = async (snapshot: Snapshot, title: Row<'titles'>): Promise<RawTitle[]> =>
  (await readNamesOf(snapshot, title))
    .filter(({ reported }) => reported)
    .map(({ publisher, name }) => ({ publisher, title: name }))
    .sort(byTitle)
