import { describe, expect, it } from 'vitest'
import { LicenseReportType } from '../../../../lib/reporting/reports/report.ts'
import { reportSchemas } from '../../../../lib/reporting/reports/schemas.ts'

describe('docs/reports', () => {
  it.each(LicenseReportType.options)('has the schema of the %s report as it is: update it with -u', async (type) => {
    const schema = `${JSON.stringify(reportSchemas[type], null, 2)}\n`
    await expect(schema).toMatchFileSnapshot(`../../../docs/reports/${type}.schema.json`)
  })
})
