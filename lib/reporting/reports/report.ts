import * as z from 'zod'
import { GroupId, maximumGroups } from '../../agreements/records/group.ts'
import { AgreementType } from '../../agreements/records/restrictions.ts'
import { Ulid, versioned } from '../../foundation/table/ids.ts'
import { daysKept } from '../../positions/snapshot/pointers.ts'

export const LicenseReportType = z.enum(['purchase', 'installation', 'position', 'changes'])
export type LicenseReportType = z.infer<typeof LicenseReportType>

export const ReportType = z.enum([...LicenseReportType.options, 'export'])
export type ReportType = z.infer<typeof ReportType>

export const reportNames: Record<ReportType, string> = {
  purchase: 'License Purchase Report',
  installation: 'License Installation Report',
  position: 'Effective License Position',
  changes: 'What Changed',
  export: 'Export',
}

export const ReportFormat = z.enum(['html', 'csv', 'xlsx', 'json'])
export type ReportFormat = z.infer<typeof ReportFormat>

/** Of runs. An export holds everything that a manager may read. */
export const visibleTypes = (isManager: boolean): readonly ReportType[] =>
  isManager ? ReportType.options : LicenseReportType.options

export const ReportStatus = z.enum(['queued', 'running', 'completed', 'failed', 'cancelled'])

const filters = {
  groupIds: z
    .array(GroupId)
    .min(1)
    .max(maximumGroups + 1)
    .optional()
    .meta({ description: 'Only these groups; all when absent.' }),
  agreementType: z.enum(['all', ...AgreementType.options]).default('all'),
}

const NewExport = z.strictObject({ type: z.literal('export'), ...filters }).meta({ id: 'NewExport' })

const NewLicenseReport = z
  .strictObject({ type: LicenseReportType.exclude(['changes']), ...filters, format: ReportFormat.default('html') })
  .meta({ id: 'NewLicenseReport' })

/** Positions of families are of the whole ledger. */
const NewChangesReport = z
  .strictObject({
    type: z.literal('changes'),
    days: z.int().min(1).max(daysKept).default(7).meta({ description: 'How many days ago the earlier day is.' }),
    agreementType: z.literal('all').default('all'),
    format: ReportFormat.default('html'),
  })
  .meta({ id: 'NewChangesReport' })

export const NewReport = z.discriminatedUnion('type', [NewLicenseReport, NewChangesReport, NewExport])
export type NewReport = z.infer<typeof NewReport>

/** Groups that it is only about; none when it is about all. */
export const groupsOf = (report: NewReport): readonly string[] => ('groupIds' in report && report.groupIds) || []

const ReportFault = z.strictObject({ code: z.string(), message: z.string() }).meta({ id: 'ReportFault' })

export const Report = z
  .strictObject({
    id: Ulid,
    type: ReportType,
    status: ReportStatus,
    ...filters,
    format: ReportFormat.optional().meta({ description: 'Of a license report; an export is a .zip.' }),
    days: z.int().optional().meta({ description: 'Of what changed: how many days ago the earlier day is.' }),
    progress: z.strictObject({ done: z.int(), total: z.int() }).meta({
      description: 'In agreements and titles that were read; `total` is what is known by then.',
    }),
    downloadUrl: z.url().optional().meta({
      description:
        'Of the file; needs no token, is good for 15 minutes, and is new in each answer. Lists have none of exports.',
    }),
    error: ReportFault.optional().meta({ description: 'Why it failed.' }),
    scheduleId: z.string().optional().meta({ description: 'The report schedule that asked for it.' }),
    startedAt: z.iso.datetime().optional(),
    finishedAt: z.iso.datetime().optional(),
    ...versioned,
  })
  .meta({ id: 'Report' })
export type Report = z.infer<typeof Report>

export const StoredReport = z.object({
  ...Report.omit({ progress: true, downloadUrl: true, scheduleId: true }).shape,
  actor: z.string(),
  done: z.number(),
  total: z.number(),
  attempts: z.number(),
  /** As it was when it asked for the run. */
  schedule: z
    .object({
      id: z.string(),
      name: z.string(),
      dueAt: z.string(),
      timeZone: z.string(),
      recipients: z.array(z.string()),
    })
    .optional(),
  /** Seconds since 1970, when the run and its file are forgotten. */
  expiresAt: z.number(),
})
export type StoredReport = z.infer<typeof StoredReport>

export const showReport = (
  { actor: _, attempts: __, expiresAt: ___, done, total, schedule, ...report }: StoredReport,
  downloadUrl?: string,
): Report => ({
  ...report,
  progress: { done, total },
  downloadUrl,
  scheduleId: schedule?.id,
})
