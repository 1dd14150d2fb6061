import * as z from 'zod'
import { authorize } from '../lib/foundation/http/identity.ts'
import { accepted, listOf, noContent, ok, type Role, routesOver, single } from '../lib/foundation/http/route.ts'
import { Ulid } from '../lib/foundation/table/ids.ts'
import { NewReport, Report, visibleTypes } from '../lib/reporting/reports/report.ts'
import {
  cancelReport,
  deleteReport,
  getReport,
  listReports,
  type ReportLedger,
  type ReportShelf,
  requestReport,
} from '../lib/reporting/reports/report-runs.ts'

const route = routesOver<ReportLedger & ReportShelf>()
const params = z.object({ reportId: Ulid })
const reader = 'license-reader'
const manager = 'license-manager'

const typesFor = (roles: readonly Role[]) => visibleTypes(roles.includes(manager))

export const reportRoutes = [
  route('POST', '/reports', {
    summary:
      'Run a report: of what is licensed, or of whether that is enough; an export, which only managers run, holds all agreements as files to import',
    role: reader,
    body: NewReport,
    answers: { 202: { description: 'The run, which has begun.', schema: Report } },
    handle: ({ body, change, roles }, ledger) => {
      if (!typesFor(roles).includes(body.type)) authorize({ roles }, manager)
      return requestReport(ledger, body, change)
    },
    reply: (report) => accepted(`/reports/${report.id}`, report),
  }),

  route('GET', '/reports', {
    summary: 'List runs of reports, newest first, without links to exports, which readers do not see',
    role: reader,
    paged: true,
    answers: { 200: { description: 'A page of runs.', schema: listOf(Report) } },
    handle: ({ page, roles }, shelf) => listReports(shelf, typesFor(roles), page),
    reply: ok,
  }),

  route('GET', '/reports/{reportId}', {
    summary: 'Read the run of a report: its progress, then a link to its file',
    role: reader,
    params,
    answers: { 200: { description: 'The run.', schema: Report } },
    handle: ({ params: { reportId }, roles, change }, shelf) => getReport(shelf, reportId, typesFor(roles), change),
    reply: single,
  }),

  route('POST', '/reports/{reportId}/cancel', {
    summary: 'Cancel the run of a report that waits or works; it keeps no file',
    role: reader,
    params,
    answers: { 202: { description: 'The run, which is cancelled.', schema: Report } },
    handle: ({ params: { reportId }, roles, change }, shelf) => cancelReport(shelf, reportId, typesFor(roles), change),
    reply: (report) => accepted(`/reports/${report.id}`, report),
  }),

  route('DELETE', '/reports/{reportId}', {
    summary: 'Delete the run of a report that has ended, and its file',
    role: manager,
    params,
    versioned: true,
    answers: { 204: { description: 'Deleted.' } },
    handle: ({ params: { reportId }, roles, expectedVersions }, shelf) =>
      deleteReport(shelf, reportId, typesFor(roles), expectedVersions),
    reply: noContent,
  }),
]
