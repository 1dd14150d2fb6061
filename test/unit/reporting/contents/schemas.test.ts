import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { FamilyChange } from '../../../../lib/positions/changes/change.ts'
import { ChangesHead, PositionHead, ReportHead } from '../../../../lib/reporting/contents/head.ts'
import { InstallationRow } from '../../../../lib/reporting/contents/installation.ts'
import { PositionRow } from '../../../../lib/reporting/contents/position.ts'
import { positionSheetSchemas } from '../../../../lib/reporting/contents/position-sheets.ts'
import { PurchaseRow } from '../../../../lib/reporting/contents/purchase.ts'
import { LicenseReportType, reportNames } from '../../../../lib/reporting/reports/report.ts'

const titles = (row: z.ZodType) => ReportHead.extend({ rows: z.array(row) })
const reports = {
  purchase: titles(PurchaseRow),
  installation: titles(InstallationRow),
  changes: ChangesHead.extend({ rows: z.array(FamilyChange) }),
  position: PositionHead.extend({ rows: z.array(PositionRow), ...positionSheetSchemas }),
}

describe('docs/reports', () => {
  it.each(LicenseReportType.options)('has the current schema of the %s report (update it with -u)', async (type) => {
    const report = reports[type].extend({ report: z.literal(type) })
    const schema = report.meta({ title: reportNames[type], description: 'docs/reports.md tells what is in it.' })
    const text = `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`
    await expect(text).toMatchFileSnapshot(`../../../../docs/reports/${type}.schema.json`)
  })
})
