import * as z from 'zod'
import { InstallationRow } from './installation-row.ts'
import { PurchaseRow } from './purchase-row.ts'
import { type LicenseReportType, reportNames } from './report.ts'
import { ReportHead } from './report-head.ts'

const schemaOf = (type: LicenseReportType, row: z.ZodType) =>
  z.toJSONSchema(
    ReportHead.extend({ report: z.literal(type), rows: z.array(row) }).meta({
      title: reportNames[type],
      description: 'docs/reports.md tells what is in it.',
    }),
  )

/** JSON Schemas of reports whose format is JSON, as they lie in docs/reports. */
export const reportSchemas: Record<LicenseReportType, object> = {
  purchase: schemaOf('purchase', PurchaseRow),
  installation: schemaOf('installation', InstallationRow),
}
