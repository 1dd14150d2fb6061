import { queryOptions } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import { listOf } from '../../api/queries.ts'
import type { components } from '../../api/schema.d.ts'
import { text } from '../../texts/en/reports.ts'

export type Report = components['schemas']['Report']
export type Schedule = components['schemas']['ReportSchedule']

/** Milliseconds between two looks at a report that is being made. */
const soon = 1_500

export const isOpen = ({ status }: Pick<Report, 'status'>): boolean => status === 'queued' || status === 'running'

export const reportName = ({ type }: Pick<Report, 'type'>): string => text.types[type]

export const formatName = ({ type, format }: Pick<Report, 'type' | 'format'>): string =>
  type === 'export' || format === undefined ? text.zip : text.formatNames[format]

/** What a report is about, other than the whole ledger. */
export const aboutOf = ({
  days,
  groupIds,
  agreementType,
}: Pick<Report, 'days' | 'groupIds' | 'agreementType'>): string =>
  days === undefined
    ? [
        groupIds === undefined ? text.allGroups : text.someGroups(groupIds.length),
        ...(agreementType === 'all' ? [] : [text.agreementTypes[agreementType]]),
      ].join(', ')
    : text.wholeLedger(days)

const reports = listOf(['/reports'], (cursor, signal) =>
  read(api.GET('/reports', { params: { query: { limit: 100, ...(cursor !== undefined && { cursor }) } }, signal })),
)

/** Asks again while one of them is being made. */
export const reportsList: typeof reports = {
  ...reports,
  refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => items.some(isOpen)) ? soon : false),
}

/** One report, with a link to its file that is good for some minutes. */
export const reportQuery = (reportId: string) =>
  queryOptions({
    queryKey: ['/reports', reportId],
    queryFn: ({ signal }) => read(api.GET('/reports/{reportId}', { params: { path: { reportId } }, signal })),
    refetchInterval: ({ state }) => (state.data && isOpen(state.data) ? soon : false),
    // Each answer has another link: what is shown must not be loaded again.
    staleTime: 10 * 60_000,
  })

export const schedulesQuery = queryOptions({
  queryKey: ['/report-schedules'],
  queryFn: ({ signal }) => read(api.GET('/report-schedules', { params: { query: { limit: 100 } }, signal })),
})

export const scheduleQuery = (scheduleId: string) =>
  read(api.GET('/report-schedules/{scheduleId}', { params: { path: { scheduleId } } }))
