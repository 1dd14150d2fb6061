import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { WorkbookWriter } from '@cj-tech-master/excelts'
import type { Column } from '../contents/columns.ts'
import { headlineOf, originOf, printable, type Render, type ReportDocument } from './document.ts'

/** Excel takes 1,048,576 rows a sheet, and so many UTF-16 units a cell. */
const rowsPerSheet = 1_000_000
const longestText = 32_767

/** Before it Excel has a 29 February 1900, and nothing before 1900. */
const firstDay = '1900-03-01'

/** `@` keeps a text a text also when its cell is edited: one that begins with `=` becomes no formula. */
const formats = { text: '@', number: '#,##0', day: 'yyyy-mm-dd' } as const

const pageSetup = { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 } as const

const headingStyle = {
  font: { bold: true },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE9EDF2' } },
} as const

const missingStyle = {
  font: { color: { argb: 'FF9C0006' } },
  fill: { type: 'pattern', pattern: 'solid', bgColor: { argb: 'FFFFC7CE' } },
} as const

type Cell = string | number | Date | null

/** Lines in a cell end with \n. Excel reads `_x000D_` in a text as a character unless its `_` is escaped. */
const cellText = (text: string): string =>
  printable(text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')

const cellOf = (value: string | number | undefined, kind?: Column<never>['kind']): Cell => {
  if (value === undefined || value === '') return null
  if (typeof value === 'number') return value
  return kind === 'day' && value >= firstDay ? new Date(`${value}T00:00:00Z`) : cellText(value)
}

/** Characters. */
const summaryWidths = [50, 60, 12, 12, 12]
const lineHeight = 15
const highestRow = 409

const addSummary = (workbook: WorkbookWriter, { title, head }: Pick<ReportDocument<never>, 'title' | 'head'>): void => {
  const sheet = workbook.addWorksheet('Summary', { pageSetup })
  sheet.columns = summaryWidths.map((width) => ({ width }))
  const add = (cells: Cell[], isHeading = false): void => {
    const row = sheet.addRow(cells)
    const lines = cells.map((cell, index) => Math.ceil(String(cell ?? '').length / (summaryWidths[index] ?? 1)))
    row.height = Math.min(highestRow, lineHeight * Math.max(1, ...lines))
    for (const [index, cell] of cells.entries()) {
      const shown = row.getCell(index + 1)
      shown.numFmt = typeof cell === 'number' ? formats.number : formats.text
      shown.alignment = { vertical: 'top', wrapText: true, ...(index === 1 && { horizontal: 'left' }) }
      if (isHeading) Object.assign(shown, headingStyle)
    }
    row.commit()
  }
  add([title, null], true)
  for (const [label, value] of headlineOf(head)) add([label, cellOf(value)])
  add([])
  for (const [label, value] of originOf(head)) add([label, cellOf(value)])
  for (const [heading, extremes] of [
    ['Largest shortfalls', head.largestShortfalls],
    ['Largest surpluses', head.largestSurpluses],
  ] as const) {
    add([])
    add([heading, 'Publisher', 'Entitled', 'Installed', 'Difference'], true)
    for (const { publisher, title: name, entitled, installed, difference } of extremes)
      add([cellText(name), cellText(publisher), entitled, installed, difference])
  }
  add([])
  add(['Notice', cellText(head.notice)])
  sheet.commit()
}

const openSheet = <Row>(workbook: WorkbookWriter, name: string, columns: readonly Column<Row>[]) => {
  const views = [{ state: 'frozen', ySplit: 1 } as const]
  const sheet = workbook.addWorksheet(name, { views, pageSetup: { ...pageSetup, printTitlesRow: '1:1' } })
  sheet.columns = columns.map(({ kind, width }) => ({ width, style: { numFmt: formats[kind] } }))
  const headings = sheet.addRow(columns.map(({ heading }) => heading))
  headings.eachCell((cell) => Object.assign(cell, headingStyle))
  headings.commit()
  let rows = 1
  const letterOf = (index: number): string => sheet.getColumn(index + 1).letter
  return {
    isFull: () => rows > rowsPerSheet,
    add: (row: Row): void => {
      rows += 1
      sheet.addRow(columns.map(({ of, kind }) => cellOf(of(row), kind))).commit()
    },
    end: (): void => {
      sheet.autoFilter = `A1:${letterOf(columns.length - 1)}${rows}`
      for (const [index, column] of columns.entries())
        if (column.isDifference)
          sheet.addConditionalFormatting({
            ref: `${letterOf(index)}2:${letterOf(index)}${Math.max(2, rows)}`,
            rules: [{ type: 'cellIs', operator: 'lessThan', formulae: ['0'], priority: 1, style: missingStyle }],
          })
      sheet.commit()
    },
  }
}

/** A workbook: the head on the first sheet, then the rows, typed, with a filter. */
export const renderXlsx: Render = async ({ title, rowsAre, head, columns, rows }, file) => {
  const done = finished(file)
  // What goes wrong is thrown where it is waited for.
  done.catch(() => undefined)
  const workbook = new WorkbookWriter({
    stream: file,
    useStyles: true,
    trueStreaming: true,
    created: new Date(head.madeAt),
    creator: 'License Ledger',
    lastModifiedBy: 'License Ledger',
  })
  addSummary(workbook, { title, head })
  const flat = columns.flat()
  let [sheet, number] = [openSheet(workbook, rowsAre, flat), 1]
  for await (const row of rows) {
    if (sheet.isFull()) {
      sheet.end()
      number += 1
      sheet = openSheet(workbook, `${rowsAre} ${number}`, flat)
    }
    sheet.add(row)
    // The writer of workbooks does not wait for its file.
    if (file.writableNeedDrain) await Promise.race([once(file, 'drain'), done])
  }
  sheet.end()
  await workbook.commit()
  await done
}
