import { bare, type Headings, usualHeadings } from '../../foundation/files/columns.ts'

import type { SheetRow } from '../../foundation/files/sheet.ts'

type Cells = SheetRow['cells']

/** What the columns of an inventory file mean. No other column is ever read: users, addresses, serial numbers. */
const inventoryFields = ['deviceId', 'deviceName', 'publisher', 'title', 'version', 'platform', 'reportedAt'] as const
export type InventoryField = (typeof inventoryFields)[number]

interface Source {
  /** What the source is called in messages. */
  name: string
  /** A row's cell is taken from the first of a field's columns that has one. */
  headings: Headings<InventoryField>
  required: readonly InventoryField[]
  /** Headings one of which tells the source from others. */
  marks?: readonly string[]
  /** Files of the source may be one device's and not name it: the option does. */
  mayLackDevice?: boolean
}

const intune: Source = {
  name: 'Intune (discovered apps)',
  headings: {
    deviceId: ['DeviceId', 'Device ID'],
    deviceName: ['DeviceName', 'Device name'],
    publisher: ['ApplicationPublisher', 'App publisher', 'Publisher'],
    title: ['ApplicationName', 'App name'],
    version: ['ApplicationVersion', 'App version', 'ApplicationShortVersion', 'Version'],
    platform: ['Platform'],
  },
  required: ['title'],
}

const platform = ['Platform']
const computer = ['Computer Name', 'Netbios_Name0', 'Netbios Name', 'Machine Name', 'Name0', 'Device name']
const lastScan = ['Last Inventory Scan', 'Last Hardware Scan', 'LastHWScan', 'LastHWScan0']
const host = ['host_identifier', 'hostname', 'host_hostname', 'host_name', 'computer_name', 'host_display_name']

/** The sources, the more particular ones first: a file is of the first that it has the columns of. */
const sources = {
  'intune-raw-data': { ...intune, name: 'Intune AppInvRawData', marks: ['ApplicationKey'] },
  'intune-by-device': { ...intune, name: 'Intune AppInvByDevice', marks: ['ApplicationId'] },
  intune,
  'configmgr-view': {
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
    required: ['title'],
  },
  'configmgr-report': {
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
    required: ['title'],
    marks: computer,
  },
  osquery: {
    name: 'osquery programs',
    headings: {
      deviceId: host,
      deviceName: ['hostname', 'host_hostname', 'computer_name', 'host_display_name', 'host_name', 'host_identifier'],
      publisher: ['publisher'],
      title: ['name'],
      version: ['version'],
      platform,
    },
    required: ['title', 'version'],
    marks: [...host, 'install_location', 'install_source', 'uninstall_string', 'identifying_number'],
    mayLackDevice: true,
  },
  ocs: {
    name: 'OCS Inventory',
    headings: { publisher: ['Publisher'], title: ['Name'], version: ['Version'] },
    required: ['title', 'publisher', 'version'],
    marks: ['Installation date', 'Install date'],
    mayLackDevice: true,
  },
  generic: {
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
    required: ['title'],
  },
} as const satisfies Record<string, Source>

/** What a file is recognized as. */
export type InventorySource = keyof typeof sources

const inOrder = Object.entries<Source>(sources) as [InventorySource, Source][]

/** What the source is called in messages. */
export const sourceName = (source: InventorySource): string => sources[source].name

/** Where the columns of a file are. */
export interface InventoryColumns {
  source: InventorySource
  /** Indices in the cells of a row, those first that count first. */
  positions: Readonly<Record<InventoryField, readonly number[]>>
  /** How many columns have a heading, up to the last one that does. */
  width: number
  /** The device of all rows, in a file without a column of devices. */
  deviceId?: string
}

/** How a heading is compared: without the prefix that fleet tools write, and the suffix of localized columns. */
const fold = (heading: string): { name: string; isLocalized: boolean } => {
  const isLocalized = /_loc$/i.test(heading)
  return { name: bare(heading.replace(/^columns[._]/i, '').replace(/_loc$/i, '')), isLocalized }
}

/** Where each heading stands, plain columns before their localized twins. */
const placesOf = (cells: Cells): Map<string, number[]> => {
  const folded = cells.map((cell = '', index) => ({ ...fold(cell.trim()), index }))
  const plainFirst = [...folded.filter((each) => !each.isLocalized), ...folded.filter((each) => each.isLocalized)]
  const places = new Map<string, number[]>()
  for (const { name, index } of plainFirst) places.set(name, [...(places.get(name) ?? []), index])
  return places
}

const positionsOf = ({ headings }: Source, places: ReadonlyMap<string, number[]>): InventoryColumns['positions'] => {
  const of = (field: InventoryField): number[] => {
    const names = new Set((headings[field] ?? []).map(bare))
    return [...names].flatMap((name) => places.get(name) ?? [])
  }
  return Object.fromEntries(inventoryFields.map((field) => [field, of(field)])) as Record<InventoryField, number[]>
}

const widthOf = (cells: Cells): number => cells.findLastIndex((cell) => bare(cell ?? '') !== '') + 1

/** A file of one device that does not name it, and no option does. */
export interface LacksDevice {
  lacksDevice: InventorySource
}

/**
 * What a row says of the columns, when it is the heading row of one of the sources.
 * @param deviceId the option: the device of a file that has no column of devices
 */
export const readHeadings = (
  cells: Cells,
  deviceId: string | undefined,
): InventoryColumns | LacksDevice | undefined => {
  const places = placesOf(cells)
  let lacking: LacksDevice | undefined
  for (const [source, layout] of inOrder) {
    const positions = positionsOf(layout, places)
    const hasMark = !layout.marks || layout.marks.some((mark) => places.has(bare(mark)))
    if (!hasMark || !layout.required.every((field) => positions[field].length > 0)) continue
    const found = { source, positions, width: widthOf(cells) }
    if (positions.deviceId.length > 0) return found
    if (positions.deviceName.length > 0) continue
    if (deviceId !== undefined) return { ...found, deviceId }
    if (layout.mayLackDevice) lacking ??= { lacksDevice: source }
  }
  return lacking
}

/** Headings as the sources write them, by which a heading row in the middle of a file is suspected. */
export const commonHeadings: readonly string[] = inOrder.flatMap(([, { headings }]) => Object.values(headings).flat())

/** The columns that each source has, for messages. */
export const expectedColumns = inOrder
  .map(([, source]) => `${source.name} (${usualHeadings(source.headings)})`)
  .join('; ')
