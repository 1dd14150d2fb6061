import { bare, type Columns, readLayouts, usualHeadings, widthOf } from '../../foundation/files/columns.ts'
import type { SheetRow } from '../../foundation/files/sheet.ts'
import { byHeadings, type Likeness } from '../../work/imports/recognize.ts'

type Cells = SheetRow['cells']

/** What the columns of an inventory file mean. No other column is ever read: users, addresses, serial numbers. */
const fields = [
  ...(['deviceId', 'deviceName', 'publisher', 'title', 'version', 'platform', 'reportedAt'] as const),
  ...(['osName', 'osVersion', 'osEdition'] as const),
] as const
export type InventoryField = (typeof fields)[number]

const known = readLayouts(new URL('inventory-columns.tsv', import.meta.url), fields)

/** The more particular ones first: a file is of the first source with its columns. */
export const sources = known.filter(({ id }) => id !== 'counted')

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
  for (const { id: source, name, headings, required, textsOf } of sources) {
    const namesOf = (field: InventoryField) => [...new Set(headings[field]?.map(bare))]
    const placed = fields.map((field) => [field, namesOf(field).flatMap((name) => places.get(name) ?? [])] as const)
    const positions = new Map(placed.filter(([, at]) => at.length > 0))
    const [marks, lacks] = [textsOf('marks'), textsOf('lacks')]
    const hasMark = marks.length === 0 || marks.some((mark) => places.has(bare(mark)))
    if (!hasMark || !positions.has('title') || !required.every((field) => positions.has(field))) continue
    const found = { source, name, positions, ...measured, mayLackTitle: lacks.includes('title') }
    if (positions.has('deviceId')) return found
    if (positions.has('deviceName')) continue
    if (deviceId !== undefined) return { ...found, deviceId }
    if (lacks.includes('device')) lacking ??= { ...found, lacksDevice: true }
  }
  return lacking
}

const counted = known.flatMap(({ id, textsOf }) =>
  id === 'counted' ? ['counts', 'products', 'makers'].map(textsOf) : [],
)
const machines = sources.flatMap(({ headings: { deviceId = [], deviceName = [] } }) => [...deviceId, ...deviceName])

/** Whether these are headings of a file that counts devices by software and does not name them. */
export const countsDevices = (cells: Cells): boolean => {
  const places = placesOf(cells)
  const hasOne = (headings: readonly string[]): boolean => headings.some((heading) => places.has(bare(heading)))
  return counted.every(hasOne) && !hasOne(machines)
}

export const namesNone =
  'The file counts devices and names none, so that nobody can tell which device has what. Export software by device: from Intune the report AppInvRawData or AppInvByDevice, from Lansweeper a report with AssetID and AssetName, from Defender the software inventory by device, from Fleet the results of a query of programs.'

export const lacksDevice = (name: string): string =>
  `The file (${name}) has no column of devices. Name its device by the object metadata device-id, or by the option deviceId of the API.`

/** What the sources need that a row has no heading of; the one that it has most of. */
const closestSource = (cells: Cells): Likeness | undefined => {
  const places = placesOf(cells)
  const found = sources.map(({ id, name, headings, required, textsOf }) => {
    const has = (field: InventoryField): boolean => headings[field]?.some((one) => places.has(bare(one))) ?? false
    const needed = [
      ...(textsOf('lacks').includes('device') ? [] : ['deviceId' as const]),
      'title' as const,
      ...required,
    ]
    const lacks = needed.flatMap((field) => (has(field) ? [] : (headings[field]?.[0] ?? field)))
    const columns = new Set(
      fields.flatMap((field) => headings[field]?.flatMap((one) => places.get(bare(one)) ?? []) ?? []),
    )
    return { layout: id, name, found: columns.size, lacks: lacks.length > 0 ? lacks : textsOf('marks').slice(0, 1) }
  })
  return found.toSorted((one, other) => other.found - one.found || one.lacks.length - other.lacks.length)[0]
}

/** The first lines of a file, of which one has the headings. */
export const headingsWithin = 50

export const recognizeInventory = byHeadings(headingsWithin, ({ cells }) => {
  const refused = { why: namesNone, missing: ['deviceId'] }
  if (countsDevices(cells))
    return { layout: 'counted', name: 'counts of devices', found: counted.length, lacks: [], refused }
  const columns = readHeadings(cells, undefined)
  if (!columns) return closestSource(cells)
  const { source: layout, name, positions } = columns
  const found = new Set([...positions.values()].flat()).size
  const needs = { field: 'deviceId', how: lacksDevice(name) }
  return { layout, name: `an inventory (${name})`, found, lacks: [], ...(columns.lacksDevice && { needs }) }
})

/** Headings as the sources write them: a row in the middle of a file that has one may be a heading row. */
export const commonHeadings: readonly string[] = sources.flatMap(({ headings }) => Object.values(headings).flat())

export const expectedColumns = sources.map(({ name, headings }) => `${name} (${usualHeadings(headings)})`).join('; ')
