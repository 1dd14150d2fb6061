import { unguardCell } from '../../foundation/files/cells.ts'
import { WrongCell, widthFault } from '../../foundation/files/columns.ts'
import type { Fault, SheetRow } from '../../foundation/files/sheet.ts'
import type { ImportError } from '../../work/imports/import-file.ts'
import { isWindowsPc } from '../devices/device.ts'
import type { InventoryColumns, InventoryField } from './inventory-columns.ts'
import { readReportTime } from './report-time.ts'

type Cells = SheetRow['cells']

/** One program on one device. */
export interface InventoryRow {
  /** Its first line in the file, from 1. */
  line: number
  deviceId: string
  deviceName: string
  publisher: string
  title: string
  version: string
  /** ISO 8601 UTC; absent when the row does not say. */
  reportedAt?: string
}

/** Characters that a field may have. */
const maximum = { deviceId: 128, deviceName: 256, publisher: 256, title: 512, version: 128 } as const
type Text = keyof typeof maximum

const called: Record<InventoryField, string> = {
  deviceId: 'device',
  deviceName: 'name of the device',
  publisher: 'publisher',
  title: 'title',
  version: 'version',
  platform: 'platform',
  reportedAt: 'time of the report',
}

const maximumColumns = 1_000
/** Of each cell. */
const charactersShown = 100

const holdsNul: Fault = { code: 'invalid-field', message: 'The line holds a NUL character. Export the file again.' }

/** Anything but letters, and spaces other than single ones. */
const unclean = /[^\S ]|\p{Cc}|[\u202a-\u202e\u2066-\u2069]| {2}/u
const uncleanRuns = /[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu

/** The text of a cell in one line, without the guard of spreadsheets; control characters become spaces. */
const clean = (cell: string): string => {
  const text = unguardCell(cell.trim())
  return (unclean.test(text) ? text.replaceAll(uncleanRuns, ' ') : text).trim()
}

const lengthOf = (text: string): number => [...text].length

/** Reads the cells that mean something; the others, which may be personal data, are never looked at. */
const cellReader = ({ positions, deviceId }: InventoryColumns, notAfter: string | undefined) => {
  const wrong = (field: InventoryField, code: string, message: string): WrongCell => {
    const [position] = positions[field]
    return new WrongCell({ ...(position !== undefined && { column: position + 1 }), code, message })
  }
  const textIn = (cells: Cells, field: InventoryField): string => {
    for (const position of positions[field]) {
      const cell = cells[position]
      const text = cell === undefined || cell === '' ? '' : clean(cell)
      if (text !== '') return text
    }
    return ''
  }
  const bounded = (cells: Cells, field: Text): string => {
    const text = textIn(cells, field)
    if (text.length > maximum[field] && lengthOf(text) > maximum[field])
      throw wrong(
        field,
        'invalid-field',
        `The ${called[field]} has ${lengthOf(text)} characters; at most ${maximum[field]} are allowed.`,
      )
    return text
  }
  const needed = (cells: Cells, field: Text): string => {
    const text = bounded(cells, field)
    if (text === '') throw wrong(field, 'missing-field', `The ${called[field]} is missing.`)
    return text
  }
  /** Rows of one device follow each other, and have one time. */
  let lastTime: { text: string; time: string } | undefined
  const timeIn = (cells: Cells): string | undefined => {
    const text = textIn(cells, 'reportedAt')
    if (text === '' || text === lastTime?.text) return text === '' ? undefined : lastTime?.time
    const time = readReportTime(text)
    if (time === undefined)
      throw wrong('reportedAt', 'invalid-date', 'This is no time. Write it as 2024-05-31T13:05:00Z.')
    if (notAfter !== undefined && time > notAfter)
      throw wrong('reportedAt', 'future-report', `The report is of ${time}, which is more than 24 hours ahead.`)
    lastTime = { text, time }
    return time
  }

  return {
    platform: (cells: Cells): string => textIn(cells, 'platform'),

    /** @throws WrongCell */
    row: (line: number, cells: Cells): InventoryRow => {
      const id = deviceId ?? needed(cells, 'deviceId')
      const name = bounded(cells, 'deviceName')
      const title = needed(cells, 'title')
      const reportedAt = timeIn(cells)
      return {
        line,
        deviceId: id,
        deviceName: name === '' ? id : name,
        publisher: bounded(cells, 'publisher'),
        title,
        version: bounded(cells, 'version'),
        ...(reportedAt !== undefined && { reportedAt }),
      }
    },

    /** A row as messages show it: of the cells that mean something, nothing else. */
    show: (cells: Cells): string => {
      const shown = [...new Set(Object.values(positions).flat())]
        .toSorted((one, other) => one - other)
        .map((position) => cells[position]?.trim().slice(0, charactersShown) ?? '')
      // A copy: what is kept must not keep the piece alive that it was cut from.
      return Buffer.from(shown.join(', ')).toString()
    },
  }
}

const tooManyCells: Fault = { code: 'column-count', message: `The row has more than ${maximumColumns} cells.` }

/**
 * Reads the rows of a file: spec "Inventory and catalog".
 * @param notAfter reports of a later time are refused (ISO 8601 UTC)
 * @returns reads one row; `skipped` when it speaks of something else than a Windows PC
 */
export const inventoryRowReader = (columns: InventoryColumns, notAfter?: string) => {
  const { platform, row, show } = cellReader(columns, notAfter)
  return ({ line, cells, text, fault }: SheetRow): InventoryRow | { fault: ImportError } | 'skipped' => {
    const unreadable = text.includes('\0') ? holdsNul : fault
    if (unreadable) return { fault: { line, ...unreadable } }
    const tooWide =
      cells.length > columns.width && cells.length > maximumColumns
        ? tooManyCells
        : widthFault({ cells }, columns.width)
    if (tooWide) return { fault: { line, ...tooWide } }
    if (!isWindowsPc(platform(cells))) return 'skipped'
    try {
      return row(line, cells)
    } catch (error) {
      if (!(error instanceof WrongCell)) throw error
      return { fault: { line, ...error.fault, text: show(cells) } }
    }
  }
}
