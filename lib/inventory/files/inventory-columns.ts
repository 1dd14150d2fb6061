import { bare, type Columns, type Headings, usualHeadings, widthOf } from '../../foundation/files/columns.ts'
import type { SheetRow } from '../../foundation/files/sheet.ts'

type Cells = SheetRow['cells']

/** What the columns of an inventory file mean. No other column is ever read: users, addresses, serial numbers. */
const fields = ['deviceId', 'deviceName', 'publisher', 'title', 'version', 'platform', 'reportedAt'] as const
export type InventoryField = (typeof fields)[number]

interface Source {
  id: string
  name: string
  /** A row's cell is taken from the first of a field's columns that has one. */
  headings: Headings<InventoryField>
  /** Beside the title. */
  required?: readonly InventoryField[]
  /** Headings that only this source has; a file has one of them. */
  marks?: readonly string[]
  /** A file may be of one device that only the option names. */
  mayLackDevice?: boolean
  /** Rows without a title are of keys that hold no program. */
  mayLackTitle?: boolean
}

const intune: Source = {
  id: 'intune',
  name: 'Intune (discovered apps)',
  headings: {
    deviceId: ['DeviceId', 'Device ID'],
    deviceName: ['DeviceName', 'Device name'],
    publisher: ['ApplicationPublisher', 'App publisher', 'Publisher'],
    title: ['ApplicationName', 'App name'],
    version: ['ApplicationVersion', 'App version', 'ApplicationShortVersion', 'Version'],
    platform: ['Platform'],
  },
}

const platform = ['Platform']
const computer = ['Computer Name', 'Netbios_Name0', 'Netbios Name', 'Machine Name', 'Name0', 'Device name']
const lastScan = ['Last Inventory Scan', 'Last Hardware Scan', 'LastHWScan', 'LastHWScan0']
const host = ['host_identifier', 'hostname', 'host_hostname', 'host_name', 'computer_name', 'host_display_name']

/** The more particular ones first: a file is of the first source with its columns. */
export const sources: readonly Source[] = [
  { ...intune, id: 'intune-raw-data', name: 'Intune AppInvRawData', marks: ['ApplicationKey'] },
  { ...intune, id: 'intune-by-device', name: 'Intune AppInvByDevice', marks: ['ApplicationId'] },
  intune,
  {
    id: 'defender',
    name: 'Defender software inventory',
    headings: {
      deviceId: ['deviceId'],
      deviceName: ['deviceName'],
      publisher: ['softwareVendor'],
      title: ['softwareName'],
      version: ['softwareVersion'],
      platform: ['osPlatform'],
    },
  },
  {
    id: 'lansweeper',
    name: 'Lansweeper software report',
    headings: {
      deviceId: ['AssetID', 'AssetName'],
      deviceName: ['AssetName'],
      publisher: ['Publisher'],
      title: ['Software'],
      version: ['Version'],
      platform: ['AssetType'],
      reportedAt: ['Lastseen'],
    },
    marks: ['AssetID', 'AssetName'],
  },
  {
    id: 'registry',
    name: 'PowerShell, uninstall keys',
    headings: {
      deviceId: ['PSComputerName', ...computer],
      deviceName: ['PSComputerName', ...computer],
      publisher: ['Publisher'],
      title: ['DisplayName'],
      version: ['DisplayVersion'],
    },
    required: ['version'],
    mayLackDevice: true,
    mayLackTitle: true,
  },
  {
    id: 'configmgr-view',
    name: 'Configuration Manager view',
    headings: {
      deviceId: ['ResourceID', 'ResourceID0'],
      deviceName: computer,
      publisher: ['Publisher0', 'Publisher'],
      title: ['DisplayName0', 'ARPDisplayName0', 'ProductName0'],
      version: ['Version0', 'ProductVersion0', 'Version'],
      platform,
      reportedAt: lastScan,
    },
  },
  {
    id: 'configmgr-report',
    name: 'Configuration Manager report',
    headings: {
      deviceId: computer,
      deviceName: computer,
      publisher: ['Publisher', 'Publisher0'],
      title: ['ARP Display Name', 'ARPDisplayName0', 'Display Name', 'DisplayName0', 'Product Name', 'ProductName0'],
      version: ['Version', 'Product Version', 'ProductVersion0', 'Version0'],
      platform,
      reportedAt: lastScan,
    },
    marks: computer,
  },
  {
    id: 'osquery',
    name: 'osquery programs',
    headings: {
      deviceId: host,
      deviceName: ['hostname', 'host_hostname', 'computer_name', 'host_display_name', 'host_name', 'host_identifier'],
      publisher: ['publisher'],
      title: ['name'],
      version: ['version'],
      platform,
    },
    required: ['version'],
    marks: [...host, 'install_location', 'install_source', 'uninstall_string', 'identifying_number'],
    mayLackDevice: true,
  },
  {
    id: 'ocs',
    name: 'OCS Inventory',
    headings: { publisher: ['Publisher'], title: ['Name'], version: ['Version'] },
    required: ['publisher', 'version'],
    marks: ['Installation date', 'Install date'],
    mayLackDevice: true,
  },
  {
    id: 'generic',
    name: 'generic',
    headings: {
      deviceId: ['deviceId'],
      deviceName: ['deviceName'],
      publisher: ['publisher'],
      title: ['title'],
      version: ['version'],
      platform,
      reportedAt: ['reportedAt'],
    },
  },
]

export interface InventoryColumns extends Pick<Columns<InventoryField>, 'width' | 'widthFault'> {
  source: string
  name: string
  /** Indices in the cells of a row; earlier ones count first. */
  positions: ReadonlyMap<InventoryField, readonly number[]>
  /** The device of all rows, in a file without a column of devices. */
  deviceId?: string
  mayLackTitle: boolean
  /** Neither a column nor the option names the device. */
  lacksDevice?: true
}

const localized = /_loc$/i
/** Headings are compared without the prefix that fleet tools write, and without the suffix of localized columns. */
const fold = (heading: string): string => bare(heading.replace(/^columns[._]/i, '').replace(localized, ''))

/** The columns of each heading, plain ones before localized ones. */
const placesOf = (cells: Cells): Map<string, number[]> => {
  const headings = cells.map((cell = '') => cell.trim())
  const isLocalized = (index: number): number => Number(localized.test(headings[index] ?? ''))
  const plainFirst = [...headings.keys()].sort((one, other) => isLocalized(one) - isLocalized(other))
  return Map.groupBy(plainFirst, (index) => fold(headings[index] ?? ''))
}

export const readHeadings = (cells: Cells, deviceId: string | undefined): InventoryColumns | undefined => {
  const places = placesOf(cells)
  const measured = widthOf(cells)
  let lacking: InventoryColumns | undefined
  for (const { id: source, name, headings, marks, required = [], ...may } of sources) {
    const namesOf = (field: InventoryField) => [...new Set(headings[field]?.map(bare))]
    const placed = fields.map((field) => [field, namesOf(field).flatMap((name) => places.get(name) ?? [])] as const)
    const positions = new Map(placed.filter(([, at]) => at.length > 0))
    const hasMark = !marks || marks.some((mark) => places.has(bare(mark)))
    if (!hasMark || !positions.has('title') || !required.every((field) => positions.has(field))) continue
    const found = { source, name, positions, ...measured, mayLackTitle: may.mayLackTitle ?? false }
    if (positions.has('deviceId')) return found
    if (positions.has('deviceName')) continue
    if (deviceId !== undefined) return { ...found, deviceId }
    if (may.mayLackDevice) lacking ??= { ...found, lacksDevice: true }
  }
  return lacking
}

const counts = [
  'DeviceCount',
  'Hosts',
  'HostsCount',
  'Total',
  'Count',
  'InstanceCount',
  'Installations',
  'Devices',
  'ExposedDevices',
  'InstalledDevices',
]
const products = [
  'ApplicationName',
  'AppName',
  'Software',
  'SoftwareName',
  'Name',
  'DisplayName',
  'ProductName',
  'Title',
]
const makers = [
  'Version',
  'ApplicationVersion',
  'SoftwareVersion',
  'Publisher',
  'ApplicationPublisher',
  'SoftwareVendor',
  'Vendor',
]
const machines = sources.flatMap(({ headings: { deviceId = [], deviceName = [] } }) => [...deviceId, ...deviceName])

/** Whether these are headings of a file that counts devices by software and does not name them. */
export const countsDevices = (cells: Cells): boolean => {
  const places = placesOf(cells)
  const hasOne = (headings: readonly string[]): boolean => headings.some((heading) => places.has(bare(heading)))
  return [counts, products, makers].every(hasOne) && !hasOne(machines)
}

/** Headings as the sources write them: a row in the middle of a file that has one may be a heading row. */
export const commonHeadings: readonly string[] = sources.flatMap(({ headings }) => Object.values(headings).flat())

export const expectedColumns = sources.map(({ name, headings }) => `${name} (${usualHeadings(headings)})`).join('; ')
