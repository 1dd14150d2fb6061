import type { components } from '../../api/schema.d.ts'

type Schemas = components['schemas']
type NewReport = Schemas['NewLicenseReport'] | Schemas['NewChangesReport'] | Schemas['NewExport']

/** What is chosen in the form of a report. */
export interface Wanted {
  type: NewReport['type']
  format: Schemas['NewLicenseReport']['format']
  days: string
  groupIds: string[]
  agreementType: Schemas['NewLicenseReport']['agreementType']
}

export const usual: Wanted = { type: 'position', format: 'html', days: '7', groupIds: [], agreementType: 'all' }

/** As the API takes it: each type with the fields that it has. */
export const newReportOf = ({ type, format, days, groupIds, agreementType }: Wanted): NewReport => {
  if (type === 'changes') return { type, days: Number(days), agreementType: 'all', format }
  const chosen = groupIds.length > 0 ? { groupIds } : {}
  return type === 'export' ? { type, agreementType, ...chosen } : { type, format, agreementType, ...chosen }
}

type StoredReport = Schemas['ReportSchedule']['report']

export const wantedOf = (report: StoredReport): Wanted => ({
  type: report.type,
  format: 'format' in report ? report.format : usual.format,
  days: 'days' in report ? String(report.days) : usual.days,
  groupIds: ('groupIds' in report && report.groupIds) || [],
  agreementType: report.agreementType,
})
