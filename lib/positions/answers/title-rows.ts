import type { TitleName } from '../../recognition/titles/decision.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import type { Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import { kept } from './kept.ts'

type Title = Row<'titles'>

const byId = kept((titles: readonly Title[]) => new Map(titles.map((title) => [title.id, title])))

const byKey = kept((titles: readonly Title[]) => new Map(titles.map((title) => [titleKey(title), title])))

export const titleById = async (snapshot: Snapshot, id: string): Promise<Title | undefined> =>
  byId(await snapshot.all('titles')).get(id)

/** The title of a name, however it is written. @param name of a title that was not merged into another one */
export const titleByName = async (snapshot: Snapshot, name: TitleName): Promise<Title | undefined> =>
  byKey(await snapshot.all('titles')).get(titleKey(name))
