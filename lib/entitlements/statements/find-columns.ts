import { orderOf } from '../../foundation/calendar/written-date.ts'
import { showHeadings, unknownColumns, widthOf } from '../../foundation/files/columns.ts'
import { type SheetRow, WrongFile } from '../../foundation/files/sheet.ts'
import type { Sheet } from '../../foundation/files/sheets.ts'
import { findByPlace } from './find-by-place.ts'
import {
  expectedColumns,
  headingsWithin,
  licenseStatement,
  readHeadings,
  type StatementColumns,
} from './statement-columns.ts'
import type { FileColumns } from './statement-lines.ts'

type Rows = ReturnType<Sheet['rows']>

export const maximumRows = 20_000

interface FoundColumns {
  columns: FileColumns
  headingLine: number
  rows: Rows
  /** How the columns were recognized, where headings did not tell. */
  warning?: string
}

const filledCells = (row: SheetRow | undefined): number => row?.cells.filter((cell) => cell).length ?? -1

const withOrder = async ({ rows }: Sheet, columns: StatementColumns, headingLine: number): Promise<FileColumns> => {
  const position = columns.positions.get('endDate')
  if (position === undefined) return { ...columns, order: undefined }
  const texts: string[] = []
  for await (const { line, cells } of rows()) {
    if (line > headingLine) texts.push(cells[position] ?? '')
    if (texts.length > maximumRows) break
  }
  return { ...columns, order: orderOf(texts) }
}

/** A Microsoft License Statement in a language whose headings are not known: its places, and its rows, tell. */
const findStatement = async (sheets: readonly Sheet[]): Promise<FoundColumns | undefined> => {
  if (!licenseStatement) return undefined
  const found: FoundColumns[] = []
  for (const { rows } of sheets) {
    const placed = await findByPlace(rows())
    if (!placed) continue
    const { headings, positions, everywhere, everywhereText } = placed
    const columns = {
      ...licenseStatement,
      lacks: [],
      positions,
      ...widthOf(headings.cells),
      order: undefined,
      everywhere,
    }
    const warning = `The headings are in an unknown language, so columns were recognized by their positions in a Microsoft License Statement: ${showHeadings({ cells: headings.cells.slice(0, positions.size) })}. Rows of “${everywhereText}” count. Compare some quantities.`
    found.push({ columns, headingLine: headings.line, rows: rows(), warning })
  }
  return found.length === 1 ? found[0] : undefined
}

/**
 * Finds the columns of a file in the first sheet that has a heading row, else those of a workbook by their places. A
 * message shows the row that looks most like one. @throws WrongFile `file-empty`, `unknown-columns`
 */
export const findFileColumns = async (sheets: readonly Sheet[], isWorkbook: boolean): Promise<FoundColumns> => {
  let best: { row: SheetRow; columns: StatementColumns | undefined } | undefined
  const found = () => best?.columns?.positions.size ?? 0
  for (const sheet of sheets)
    for await (const row of sheet.rows()) {
      if (row.line > headingsWithin) break
      const columns = readHeadings(row)
      if (columns?.lacks.length === 0)
        return { columns: await withOrder(sheet, columns, row.line), headingLine: row.line, rows: sheet.rows() }
      const more = (columns?.positions.size ?? 0) - found() || filledCells(row) - filledCells(best?.row)
      if (more > 0) best = { row, columns }
    }
  if (!best) throw new WrongFile('file-empty', 'The file holds no rows.')
  const statement = isWorkbook ? await findStatement(sheets) : undefined
  if (statement) return statement
  const expected = `None of the first ${headingsWithin} rows has the headings of ${expectedColumns}.`
  throw unknownColumns(expected, best.row, best.columns)
}
