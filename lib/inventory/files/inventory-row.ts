import { unguardCell } from '../../foundation/files/cells.ts'
import { WrongCell } from '../../foundation/files/columns.ts'
import type { Fault, SheetRow } from '../../foundation/files/sheet.ts'
import { isUnseen } from '../../foundation/text/name.ts'
import type { ImportError } from '../../work/imports/import-file.ts'
import { isWindowsPc, type ReportedSoftware } from '../devices/device-report.ts'
import { type OperatingSystem, operatingSystemOf } from '../names/operating-systems.ts'
import type { InventoryColumns, InventoryField } from './inventory-columns.ts'
import { type DateOrder, readReportTime } from './report-time.ts'

type Cells = SheetRow['cells']

export interface InventoryRow extends ReportedSoftware {
  /** Its first line in the file, from 1. */
  line: number
  deviceId: string
  deviceName: string
  /** Absent when the row does not say. */
  operatingSystem?: OperatingSystem
  /** ISO 8601 UTC; absent when the row does not say. */
  reportedAt?: string
  /** Day and month may change places: the file as a whole tells. */
  isUnclear?: boolean
}

const texts = {
  deviceId: { called: 'device', maximum: 128, isNeeded: true },
  deviceName: { called: 'name of the device', maximum: 256, isNeeded: false },
  publisher: { called: 'publisher', maximum: 256, isNeeded: false },
  title: { called: 'title', maximum: 512, isNeeded: true },
  version: { called: 'version', maximum: 128, isNeeded: false },
}

const charactersShown = 100
const longestSystem = 160

const unreadable = (row: SheetRow, { widthFault }: InventoryColumns): Fault | undefined => {
  const { text, fault } = row
  if (text.includes('\0'))
    return { code: 'invalid-field', message: 'The line holds a NUL character. Export the file again.' }
  return fault ?? widthFault(row)
}

const unclean = /[^\S ]|\p{Cc}|[\u202a-\u202e\u2066-\u2069]| {2}/u
const uncleanRuns = /[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu

const clean = (cell: string): string => {
  const text = unguardCell(cell.trim())
  return (unclean.test(text) ? text.replaceAll(uncleanRuns, ' ') : text).trim()
}

/**
 * Reads the rows of a file: docs/files.md. Cells of other columns may hold personal data: they are never parsed, stored or
 * quoted. @param notAfter reports of a later time are refused @param orders gets the first line of each
 * @returns reads a row; `skipped` when of no Windows PC
 */
export const inventoryRowReader = (
  columns: InventoryColumns,
  notAfter?: string,
  orders: Map<DateOrder, number> = new Map(),
) => {
  const { positions, deviceId, mayLackTitle } = columns
  const wrong = (field: InventoryField, code: string, message: string): WrongCell => {
    const [position] = positions.get(field) ?? []
    return new WrongCell({ ...(position !== undefined && { column: position + 1 }), code, message })
  }
  const cellIn = (cells: Cells, field: InventoryField): string => {
    for (const position of positions.get(field) ?? []) {
      const cell = cells[position]
      const text = cell === undefined || cell === '' ? '' : clean(cell)
      if (text !== '') return text
    }
    return ''
  }
  const systemColumns = (['osName', 'osVersion', 'osEdition'] as const).flatMap((field) => positions.get(field) ?? [])
  let lastSystem: { text: string; said: Pick<InventoryRow, 'operatingSystem'> } = { text: '', said: {} }
  /** Rows of one device repeat it. */
  const systemIn = (cells: Cells): typeof lastSystem.said => {
    const text = systemColumns.map((position) => cells[position]).join('\t')
    if (text === lastSystem.text) return lastSystem.said
    const editions = (positions.get('osEdition') ?? []).map((position) => clean(cells[position] ?? ''))
    const [name, version] = [cellIn(cells, 'osName'), cellIn(cells, 'osVersion')]
    const operatingSystem = operatingSystemOf({ name, version, editions })
    const isShort = operatingSystem && operatingSystem.title.length + operatingSystem.version.length < longestSystem
    lastSystem = { text, said: isShort ? { operatingSystem } : {} }
    return lastSystem.said
  }
  const textIn = (cells: Cells, field: keyof typeof texts): string => {
    const text = cellIn(cells, field)
    const { called, maximum, isNeeded } = texts[field]
    if (isNeeded && isUnseen(text)) throw wrong(field, 'missing-field', `The ${called} is missing.`)
    const length = text.length > maximum ? [...text].length : 0
    if (length <= maximum) return text
    throw wrong(field, 'invalid-field', `The ${called} has ${length} characters; at most ${maximum} are allowed.`)
  }
  /** Rows of one device usually follow each other and have one time. */
  let last: { text: string; time: Pick<InventoryRow, 'reportedAt' | 'isUnclear'> } = { text: '', time: {} }
  const timeIn = (cells: Cells, line: number): typeof last.time => {
    const text = cellIn(cells, 'reportedAt')
    if (text === '') return {}
    if (text === last.text) return last.time
    const read = readReportTime(text)
    if (read === undefined)
      throw wrong('reportedAt', 'invalid-date', 'This is not a time. Write it as 2024-05-31T13:05:00Z.')
    const { time: reportedAt, order } = read
    if (order !== undefined && !orders.has(order)) orders.set(order, line)
    const isUnclear = order === 'unclear'
    if (notAfter !== undefined && reportedAt > notAfter && !isUnclear)
      throw wrong('reportedAt', 'future-report', `The report is of ${reportedAt}, which is more than 24 hours ahead.`)
    last = { text, time: isUnclear ? { reportedAt, isUnclear } : { reportedAt } }
    return last.time
  }

  const show = (cells: Cells): string => {
    const shown = [...new Set([...positions.values()].flat())]
      .toSorted((one, other) => one - other)
      .map((position) => cells[position]?.trim().slice(0, charactersShown) ?? '')
    // A copy: a slice would keep the whole piece of the file in memory.
    return Buffer.from(shown.join(', ')).toString()
  }

  return (row: SheetRow): InventoryRow | { fault: ImportError } | 'skipped' => {
    const { line, cells } = row
    const fault = unreadable(row, columns)
    if (fault) return { fault: { line, ...fault } }
    if (!isWindowsPc(cellIn(cells, 'platform'))) return 'skipped'
    if (mayLackTitle && cellIn(cells, 'title') === '') return 'skipped'
    try {
      const id = deviceId ?? textIn(cells, 'deviceId')
      const deviceName = textIn(cells, 'deviceName') || id
      const title = textIn(cells, 'title')
      const time = timeIn(cells, line)
      const [publisher, version] = [textIn(cells, 'publisher'), textIn(cells, 'version')]
      return { line, deviceId: id, deviceName, publisher, title, version, ...time, ...systemIn(cells) }
    } catch (error) {
      if (!(error instanceof WrongCell)) throw error
      return { fault: { line, ...error.fault, text: show(cells) } }
    }
  }
}
