import * as z from 'zod'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { nameKey } from '../../foundation/text/name.ts'
import type { TitleKind } from '../../recognition/data/recognition.ts'
import { normalizePublisher } from '../../recognition/names/normalize.ts'
import { publisherKey } from '../../recognition/names/software-key.ts'
import { PositionStatus } from '../reconcile/count-positions.ts'
import { kept } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import { type Filters, fieldsOf, type ListKind, listRows, pageOf } from './list-rows.ts'
import { type AnswerShelf, factNames, judgedOf, readFlags, showListed } from './title-rows.ts'

type Title = Row<'titles'>

/** A status, or the two of titles that need no license. */
export const AskedStatus = z.enum([...PositionStatus.options, 'not-licensable'])

export interface TitleFilter {
  publisher?: string | undefined
  contains?: string | undefined
  /** `absent` titles are left out unless they are asked for. */
  status?: readonly z.infer<typeof AskedStatus>[] | undefined
  kind?: readonly TitleKind[] | undefined
  familyId?: string | undefined
}

/** A site license is more than any number. */
const unlessUnlimited = (number: number, { unlimited }: Title): number =>
  unlimited ? Number.POSITIVE_INFINITY : number

const titleList = {
  id: ({ id }: Title) => id,
  sorts: {
    publisher: ({ publisher }: Title) => nameKey(publisher),
    title: ({ title }: Title) => nameKey(title),
    kind: ({ kind }: Title) => kind,
    family: ({ family }: Title) => family && nameKey(family),
    licensable: ({ licensable }: Title) => Number(licensable),
    installedCount: ({ installed }: Title) => installed,
    entitledCount: (title: Title) => unlessUnlimited(title.entitled, title),
    difference: (title: Title) => unlessUnlimited(title.entitled - title.installed, title),
    status: ({ status }: Title) => status,
    version: ({ version }: Title) => version,
  },
  sums: {
    difference: ({ entitled, installed, unlimited }: Title) => (unlimited ? undefined : entitled - installed),
    installedCount: ({ installed }: Title) => installed,
    entitledCount: ({ entitled }: Title) => entitled,
  },
  facets: {
    status: ({ status }: Title) => status,
    publisher: ({ publisher }: Title) => publisher,
    kind: ({ kind }: Title) => kind,
  },
} satisfies ListKind<Title>

export const titleFields = fieldsOf(titleList)

const textOf = kept((title: Title) => `${nameKey(title.publisher)}\n${nameKey(title.title)}`)
/** As shown, and as facts write it. */
const publishersOf = kept(
  (title: Title) => new Set([title, ...factNames(title)].map(({ publisher }) => publisherKey(publisher))),
)

/** Keys of publishers with commas between. A publisher may have a comma in its name. */
export const publisherKeys = (publishers: string): Set<string> => {
  const names = [publishers, ...publishers.split(',')].filter((name) => name.trim() !== '')
  return new Set(names.map((name) => publisherKey(normalizePublisher(name))))
}

const filtersOf = ({ publisher, contains = '', status, kind, familyId }: TitleFilter): Filters<Title> => {
  const needle = nameKey(contains)
  const keys = publisherKeys(publisher ?? '')
  const asked: readonly string[] = status ?? PositionStatus.exclude(['absent']).options
  const statuses = new Set(asked.includes('not-licensable') ? [...asked, 'free', 'component'] : asked)
  return {
    publisher: publisher !== undefined && ((title) => !publishersOf(title).isDisjointFrom(keys)),
    contains: needle !== '' && ((title) => textOf(title).includes(needle)),
    status: (title) => statuses.has(title.status),
    kind: kind && ((title) => kind.some((one) => one === title.kind)),
    familyId: familyId !== undefined && ((title) => title.familyId === familyId),
  }
}

export const listTitles = async (
  shelf: AnswerShelf,
  filter: TitleFilter,
  { sort, asOf }: { sort?: string | undefined; asOf?: string | undefined },
  page: PageRequest,
) => {
  const opened = await shelf.snapshots.openPage(page, asOf)
  const titles = (await opened.snapshot?.all('titles')) ?? []
  const { rows, ...list } = listRows(titles, titleList, { filters: filtersOf(filter), sort, ...opened })
  const flagsOf = await readFlags(shelf, rows)
  const items = rows.map((title) => showListed({ ...title, ...judgedOf(title) }, flagsOf(title)))
  return pageOf(opened, items, list)
}
