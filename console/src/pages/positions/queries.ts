import { keepPreviousData } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import { listOf, pagesOf } from '../../api/queries.ts'
import type { components, paths } from '../../api/schema.d.ts'
import { type Search, valuesOf } from './search.ts'

type FamilyQuery = NonNullable<paths['/families']['get']['parameters']['query']>
type TitleQuery = NonNullable<paths['/software']['get']['parameters']['query']>
export type Family = components['schemas']['FamilyItem']
export type Title = components['schemas']['SoftwareListItem']
export type Change = components['schemas']['FamilyChange']

/** Page size while scrolling. */
const rowsAtOnce = 500
/** Page size of an export. */
const rowsOfFile = 1_000

const listed = (text: string | undefined): string | undefined => text && valuesOf(text).join(',')

const given = <Query extends object>(query: { [name in keyof Query]: Query[name] | undefined }): Query =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as Query

/** What lacks most comes first. */
export const familyOrder = '-shortfall'

const familyQuery = ({ q, publisher, status, metric, has, sort = familyOrder, day }: Search): FamilyQuery =>
  given<FamilyQuery>({
    ...{ contains: q, publisher: listed(publisher), status: listed(status), metric: listed(metric), has: listed(has) },
    ...{ sort: sort as FamilyQuery['sort'], asOf: day },
  })

const titleQuery = ({ q, publisher, status, kind, sort, day }: Search): TitleQuery =>
  given<TitleQuery>({
    ...{ contains: q, publisher: listed(publisher), status: listed(status), kind: listed(kind) },
    ...{ sort: sort as TitleQuery['sort'], asOf: day },
  })

const at = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor })

const familiesPage = (search: Search, limit: number) => (cursor: string | undefined, signal: AbortSignal) =>
  read(api.GET('/families', { params: { query: { ...familyQuery(search), limit, ...at(cursor) } }, signal }))

const titlesPage = (search: Search, limit: number) => (cursor: string | undefined, signal: AbortSignal) =>
  read(api.GET('/software', { params: { query: { ...titleQuery(search), limit, ...at(cursor) } }, signal }))

/** The rows before stay until other ones are there. */
const calm = { placeholderData: keepPreviousData }

export const familiesList = (search: Search) => ({
  ...listOf(['/families', 'positions', familyQuery(search)], familiesPage(search, rowsAtOnce)),
  ...calm,
})

export const titlesList = (search: Search) => ({
  ...listOf(['/software', 'positions', titleQuery(search)], titlesPage(search, rowsAtOnce)),
  ...calm,
})

export const changesList = (days: { from: string; to: string | undefined }) =>
  listOf(['/changes', days], (cursor, signal) =>
    read(api.GET('/changes', { params: { query: { ...given(days), limit: 50, ...at(cursor) } as never }, signal })),
  )

export const allFamilies = (search: Search, signal: AbortSignal) => pagesOf(familiesPage(search, rowsOfFile), signal)
export const allTitles = (search: Search, signal: AbortSignal) => pagesOf(titlesPage(search, rowsOfFile), signal)
