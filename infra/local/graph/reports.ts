import type { Tenant } from './tenant.ts'

type Row = Readonly<Record<string, string>>

interface Report {
  /** Columns that `select` may name: learn.microsoft.com, ref-graph-available-reports. */
  columns: readonly string[]
  /** Headings in the file, where they are others. */
  headings: Readonly<Record<string, string>>
  filters: readonly string[]
  rows: (tenant: Tenant) => Iterable<Row>
}

function* softwareRows(tenant: Tenant): Generator<Row> {
  for (let number = 0; number < tenant.devices; number++) {
    const { id, name, platform } = tenant.deviceOf(number)
    for (const { key, publisher, title, version } of tenant.appsOf(number))
      yield {
        ...{
          ApplicationKey: key,
          ApplicationName: title,
          ApplicationPublisher: publisher,
          ApplicationVersion: version,
        },
        ...{ ApplicationShortVersion: version, DeviceId: id, DeviceName: name, Platform: platform },
        ...{ OSDescription: platform, OSVersion: '', EmailAddress: '', UserId: '', UserName: '' },
      }
  }
}

function* deviceRows(tenant: Tenant): Generator<Row> {
  for (let number = 0; number < tenant.devices; number++) {
    const { id, name, platform, version, sku, lastContact, userId } = tenant.deviceOf(number)
    yield {
      ...{ DeviceId: id, DeviceName: name, OS: platform, OSVersion: version, SkuFamily: sku, LastContact: lastContact },
      ...{ UserId: userId, UserName: `Person ${userId}`, UPN: `${userId}@contoso.example` },
    }
  }
}

const reports: Readonly<Record<string, Report>> = {
  AppInvRawData: {
    columns: [
      ...['ApplicationKey', 'ApplicationName', 'ApplicationPublisher', 'ApplicationShortVersion', 'ApplicationVersion'],
      ...['DeviceId', 'DeviceName', 'EmailAddress', 'OSDescription', 'OSVersion', 'Platform', 'UserId', 'UserName'],
    ],
    headings: {},
    filters: ['Platform', 'DeviceId', 'ApplicationName'],
    rows: softwareRows,
  },
  Devices: {
    columns: ['DeviceId', 'DeviceName', 'OS', 'OSVersion', 'SkuFamily', 'LastContact', 'UserId', 'UserName', 'UPN'],
    headings: {},
    filters: ['LastContact', 'OwnerType'],
    rows: deviceRows,
  },
  DevicesWithInventory: {
    columns: ['DeviceId', 'DeviceName', 'OSVersion', 'SkuFamily', 'LastContact', 'UserId', 'UserName', 'UPN'],
    headings: {
      ...{ DeviceId: 'Device ID', DeviceName: 'Device name', OSVersion: 'OS version', LastContact: 'Last check-in' },
      ...{ UPN: 'Primary user UPN', UserName: 'Primary user display name' },
    },
    filters: ['LastContact', 'OwnerType'],
    rows: deviceRows,
  },
}

const filterForm = /^\((\w+) eq '([^']*)'\)$/

/** What of a request Intune would refuse; undefined when it is fine. */
export const refusalOf = (name: string, select: readonly string[] | undefined, filter: string | undefined) => {
  const report = reports[name]
  if (!report) return `PostExportJobAsync not supported for reportType ${name}`
  const odd = select?.find((column) => !report.columns.includes(column))
  if (odd !== undefined) return `Invalid column ${odd}`
  const [, column = ''] = filterForm.exec(filter ?? '') ?? []
  return filter !== undefined && !report.filters.includes(column) ? `Invalid filter ${filter}` : undefined
}

/** Microsoft's export quotes nothing but what holds a separator; quotes within a text stay as they are. */
const cell = (text: string): string => (/[,\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const rowsAtOnce = 1_000

/** The text of a report, piece by piece: with a byte order mark and CRLF. @param renames headings that have changed */
export function* textOf(
  tenant: Tenant,
  { name, select, filter }: { name: string; select: readonly string[] | undefined; filter: string | undefined },
  renames: Readonly<Record<string, string>> = {},
): Generator<string> {
  const report = reports[name]
  if (!report) return
  const columns = select ?? report.columns
  const [, filtered = '', value = ''] = filterForm.exec(filter ?? '') ?? []
  const headings = columns.map((column) => renames[column] ?? report.headings[column] ?? column)
  let text = `\ufeff${headings.join(',')}\r\n`
  let count = 0
  for (const row of report.rows(tenant)) {
    if (filtered !== '' && row[filtered] !== value) continue
    text += `${columns.map((column) => cell(row[column] ?? '')).join(',')}\r\n`
    count += 1
    if (count % rowsAtOnce > 0) continue
    yield text
    text = ''
  }
  yield text
}
