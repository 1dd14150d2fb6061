import { pipeline } from 'node:stream/promises'
import type { Column } from '../contents/columns.ts'
import type { Sheet } from '../contents/sheet.ts'
import { escaped, originOf, type Render, type ReportDocument } from './document.ts'
import { declaration, main, partsOf, type Style, styleNumbers } from './workbook-parts.ts'
import { type Entry, zipped } from './zipped.ts'

/** Excel takes 1,048,576 rows a sheet, and so many UTF-16 units a cell. */
const rowsPerSheet = 1_000_000
const longestText = 32_767

/** Before it Excel has a 29 February 1900, and nothing before 1900. */
const firstDay = '1900-03-01'
/** Workbooks count days so that 1970-01-01 has this number. */
const day1970 = 25_569

type Cell = readonly [value: string | number | undefined, style: Style]

/** Lines in a cell end with \n. Excel reads `_x000D_` in a text as a character unless its `_` is escaped. */
const cellText = (text: string): string =>
  escaped(text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')

/** @param column from 0 */
const letterOf = (column: number): string =>
  column < 26 ? String.fromCharCode(65 + column) : `${letterOf(Math.floor(column / 26) - 1)}${letterOf(column % 26)}`

const rowOf = (row: number, cells: readonly Cell[], height?: number): string => {
  const shown = cells.map(([value = '', style], column) => {
    const cell = `<c r="${letterOf(column)}${row}" s="${styleNumbers[style]}"`
    if (value === '') return `${cell}/>`
    if (typeof value === 'number') return `${cell}><v>${value}</v></c>`
    if (style === 'day' && value >= firstDay) return `${cell}><v>${Date.parse(value) / 86_400_000 + day1970}</v></c>`
    return `${cell} t="inlineStr"><is><t xml:space="preserve">${cellText(value)}</t></is></c>`
  })
  return `<row r="${row}"${height === undefined ? '' : ` ht="${height}" customHeight="1"`}>${shown.join('')}</row>`
}

const sheetStart = (widths: readonly number[], view = ''): string => {
  const cols = widths.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`)
  const views = `<sheetViews><sheetView workbookViewId="0">${view}</sheetView></sheetViews>`
  const fits = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
  return `${declaration}<worksheet ${main}>${fits}${views}<cols>${cols.join('')}</cols><sheetData>`
}
const sheetEnd = '<pageSetup orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>'

/** Characters. */
const summaryWidths = [50, 60, 12, 12, 12]
const lineHeight = 15
const highestRow = 409

const summaryOf = ({ title, head, figures }: Pick<ReportDocument<never>, 'title' | 'head' | 'figures'>): string => {
  const extremes = ['Publisher', ...figures.numbers, 'Difference']
  const ofTitles = (heading: string, titles: typeof figures.shortfalls) => [
    { cells: [] },
    { cells: [heading, ...extremes], isHeading: true },
    ...titles.map((each) => ({
      cells: [each.title, each.publisher, each.entitled, each.installed, each.difference],
    })),
  ]
  const rows: { cells: readonly (string | number)[]; isHeading?: boolean }[] = [
    { cells: [title, ''], isHeading: true },
    ...figures.headline.map(([label, value]) => ({ cells: [label, value] })),
    { cells: [] },
    ...originOf(head).map(([label, value]) => ({ cells: [label, value] })),
    ...ofTitles('Largest shortfalls', figures.shortfalls),
    ...ofTitles('Largest surpluses', figures.surpluses),
    { cells: [] },
    { cells: ['Notice', head.notice] },
  ]
  const shown = rows.map(({ cells, isHeading }, index) => {
    const lines = cells.map((cell, column) => Math.ceil(String(cell).length / (summaryWidths[column] ?? 1)))
    const styleOf = (cell: string | number, column: number): Style => {
      if (typeof cell === 'number') return column === 1 ? 'fact' : 'summaryNumber'
      return isHeading ? 'summaryHeading' : 'summaryText'
    }
    const height = Math.min(highestRow, lineHeight * Math.max(1, ...lines))
    return rowOf(
      index + 1,
      cells.map((cell, column) => [cell, styleOf(cell, column)]),
      height,
    )
  })
  return `${sheetStart(summaryWidths)}${shown.join('')}</sheetData>${sheetEnd}`
}

const frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'

const endOfRows = (columns: readonly Pick<Column<never>, 'isDifference'>[], rows: number): string => {
  const rule = '<cfRule type="cellIs" dxfId="0" priority="1" operator="lessThan"><formula>0</formula></cfRule>'
  const rules = columns.map(({ isDifference }, column) => {
    const range = `${letterOf(column)}2:${letterOf(column)}${Math.max(2, rows)}`
    return isDifference ? `<conditionalFormatting sqref="${range}">${rule}</conditionalFormatting>` : ''
  })
  return `</sheetData><autoFilter ref="A1:${letterOf(columns.length - 1)}${rows}"/>${rules.join('')}${sheetEnd}`
}

async function* sheetOf({ columns, cells }: Sheet): AsyncGenerator<string> {
  const widths = columns.map(({ width }) => width)
  yield sheetStart(widths, frozen)
  let count = 1
  yield rowOf(
    1,
    columns.map(({ heading }) => [heading, 'heading']),
  )
  for (const row of cells()) {
    if (count === rowsPerSheet) break
    count += 1
    yield rowOf(
      count,
      row.map((value, at) => [value, columns[at]?.kind ?? 'text']),
    )
  }
  yield endOfRows(columns, count)
}

/** UTF-16 units that are compressed together. */
const pieceLength = 65_536

/** A workbook: the head on the first sheet, then the rows, typed, with a filter. */
async function* entriesOf<Row>(document: ReportDocument<Row>): AsyncGenerator<Entry> {
  const { title, rowsAre, head, figures, columns, rows } = document
  const flat = columns.flat()
  const headings = rowOf(
    1,
    flat.map(({ heading }) => [heading, 'heading']),
  )
  const source = rows[Symbol.asyncIterator]()
  let next = await source.next()
  const sheet = async function* () {
    let text = sheetStart(
      flat.map(({ width }) => width),
      frozen,
    )
    text += headings
    let count = 1
    for (; !next.done && count <= rowsPerSheet; next = await source.next()) {
      const { value } = next
      count += 1
      text += rowOf(
        count,
        flat.map(({ of, kind }) => [of(value), kind]),
      )
      if (text.length < pieceLength) continue
      yield text
      text = ''
    }
    yield text + endOfRows(flat, count)
  }
  const sheets = ['Summary']
  const path = () => `xl/worksheets/sheet${sheets.length}.xml`
  yield { path: path(), content: summaryOf({ title, head, figures }) }
  try {
    do {
      sheets.push(sheets.length === 1 ? rowsAre : `${rowsAre} ${sheets.length}`)
      yield { path: path(), content: sheet() }
    } while (!next.done)
  } finally {
    await source.return?.()
  }
  for (const other of document.sheets) {
    sheets.push(other.name)
    yield { path: path(), content: sheetOf(other) }
  }
  for (const [name, content] of Object.entries(partsOf(sheets, head.madeAt))) yield { path: name, content }
}

export const renderXlsx: Render = (document, file) => pipeline(zipped(entriesOf(document)), file)
