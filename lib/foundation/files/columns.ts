import { unguardCell } from './cells.ts'
import type { Fault, SheetRow } from './sheet.ts'

/** Text without case, spaces and punctuation: headings are compared this way. */
export const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')

export type Headings<F extends string> = Readonly<Partial<Record<F, readonly string[]>>>

export interface Columns<F extends string> {
  positions: ReadonlyMap<F, number>
  width: number
}

type Cells = Pick<SheetRow, 'cells'>

/** Finds columns in a heading row. Of two with one meaning the first counts. */
export const findColumns = <F extends string>(headings: Headings<F>, { cells }: Cells): Columns<F> => {
  const fields = new Map<string, F>()
  for (const field in headings) for (const heading of headings[field] ?? []) fields.set(bare(heading), field)
  const positions = new Map<F, number>()
  for (const [index, cell] of cells.entries()) {
    const field = fields.get(bare(cell ?? ''))
    if (field && !positions.has(field)) positions.set(field, index)
  }
  return { positions, width: cells.findLastIndex((cell) => cell?.trim()) + 1 }
}

export const usualHeadings = <F extends string>(headings: Headings<F>): string =>
  Object.values<readonly string[] | undefined>(headings)
    .flatMap((names) => names?.[0] ?? [])
    .join(', ')

const headingsShown = 12
const charactersShown = 40

export const showHeadings = ({ cells }: Cells): string =>
  cells
    .flatMap((cell) => cell?.trim().slice(0, charactersShown).toWellFormed() || [])
    .slice(0, headingsShown)
    .join(', ')

export class WrongCell extends Error {
  readonly fault: Fault

  constructor(fault: Fault) {
    super(fault.message)
    this.fault = fault
  }
}

/** Cells to the right of the last heading: the cells of such a row may be in the wrong columns. */
export const widthFault = ({ cells }: Cells, width: number): Fault | undefined => {
  const column = cells.findIndex((cell, index) => index >= width && cell?.trim()) + 1
  if (column === 0) return undefined
  const message = `The row has a cell in column ${column}, and there are headings for ${width}. Quote cells that hold the separator.`
  return { column, code: 'column-count', message }
}

export interface CellReader<F extends string> {
  /** Without the guard of spreadsheets; empty if the row has no such cell. */
  textIn: (field: F) => string
  wrong: (field: F, code: string, message: string) => WrongCell
}

/** Reads a row. @param read throws WrongCell when it finds a fault */
export const readRow = <F extends string, T>(
  row: SheetRow,
  { positions, width }: Columns<F>,
  read: (cells: CellReader<F>) => T,
): T | { fault: Fault } => {
  const fault = row.fault ?? widthFault(row, width)
  if (fault) return { fault }
  const indexOf = (field: F) => positions.get(field) ?? -1
  try {
    return read({
      textIn: (field) => unguardCell(row.cells[indexOf(field)]?.trim() ?? '').trim(),
      wrong: (field, code, message) =>
        new WrongCell({ ...(positions.has(field) && { column: indexOf(field) + 1 }), code, message }),
    })
  } catch (error) {
    if (!(error instanceof WrongCell)) throw error
    return { fault: error.fault }
  }
}
