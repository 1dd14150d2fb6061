import { unguardCell } from './cells.ts'
import { readDataRows } from './data-file.ts'
import { type Fault, type SheetRow, WrongFile } from './sheet.ts'
import { isOneQuotedCell, rowsAreQuoted } from './split-line.ts'

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
  widthFault: (row: SheetRow) => Fault | undefined
}

type Cells = Pick<SheetRow, 'cells'>

/**
 * The width of a heading row, and what is wrong with rows of another width: their cells may be in the wrong columns. The
 * first row below says whether rows end in a separator; if it is not clear, the heading row does.
 */
export const widthOf = (headings: SheetRow['cells']) => {
  const width = headings.findLastIndex((cell) => cell?.trim()) + 1
  let endsInSeparator: boolean | undefined
  const widthFault = ({ cells, isSparse = false }: Pick<SheetRow, 'cells' | 'isSparse'>): Fault | undefined => {
    const column = cells.findIndex((cell, index) => index >= width && cell?.trim()) + 1
    const long = `The row has a cell in column ${column}, and there are headings for ${width}. Quote cells that hold the separator.`
    if (column > 0) return { column, code: 'column-count', message: long }
    const endsEmpty = cells.at(-1)?.trim() === ''
    endsInSeparator ??= (endsEmpty ? Math.max(cells.length, headings.length) : cells.length) === width + 1
    const isEnded = endsInSeparator && endsEmpty
    const count = cells.length - Number(isEnded)
    if (isSparse || count >= width) return undefined
    const short = `The row has ${count} cells, and there are headings for ${width}. Write an empty cell where there is no value.`
    return { code: 'column-count', message: short }
  }
  return { width, widthFault }
}

/** Finds columns in a heading row. Of two with one meaning that whose heading is the earlier one of `headings` counts. */
export const findColumns = <F extends string>(headings: Headings<F>, { cells }: Cells): Columns<F> => {
  const found = cells.map((cell) => bare(cell ?? ''))
  const positions = new Map<F, number>()
  for (const field in headings) {
    const index = headings[field]?.map((heading) => found.indexOf(bare(heading))).find((at) => at >= 0)
    if (index !== undefined) positions.set(field, index)
  }
  return { positions, ...widthOf(cells) }
}

export interface Layout<F extends string> {
  id: string
  name: string
  headings: Headings<F>
  /** A row is its heading row when it has these. */
  required: readonly F[]
  /** What else its lines say. */
  textsOf: (what: string) => readonly string[]
}

/**
 * Layouts of a reviewed file: each line is the id of a layout, what it says, and texts with ` | ` between them. It says the
 * `layout`'s name, headings of a field, `required` fields, and `like` which layout the layout is in all that it does not say.
 * @param file beside the module of its name, which reads it: bundles carry it along (infra/bundle.ts)
 */
export const readLayouts = <F extends string>(file: URL, fields: readonly F[]): Layout<F>[] => {
  const byLayout = Map.groupBy(readDataRows(file), ([id = '']) => id)
  return [...byLayout].map(([id, own]) => {
    const [, , base = ''] = own.find(([, what]) => what === 'like') ?? []
    const all = [...(byLayout.get(base) ?? []), ...own]
    const texts = new Map(all.map(([, what = '', some = '']) => [what, some.split(' | ')]))
    const textsOf = (what: string): readonly string[] => texts.get(what) ?? []
    const placed = fields.flatMap((field) => (texts.has(field) ? [[field, textsOf(field)]] : []))
    const headings: Headings<F> = Object.fromEntries(placed)
    const required = fields.filter((field) => textsOf('required').includes(field))
    return { id, name: textsOf('layout').join(), headings, required, textsOf }
  })
}

/** The layout of which a row has the most headings, those that it requires first, and those that it lacks. */
export const closestLayout = <F extends string, More>(
  layouts: readonly (Omit<Layout<F>, 'textsOf'> & More)[],
  row: Cells,
) => {
  const found = layouts.map((layout) => {
    const columns = findColumns(layout.headings, row)
    const missing = layout.required.filter((field) => !columns.positions.has(field))
    return { ...layout, ...columns, lacks: missing.flatMap((field) => layout.headings[field]?.[0] ?? []) }
  })
  const [closest] = found.toSorted(
    (one, other) => one.lacks.length - other.lacks.length || other.positions.size - one.positions.size,
  )
  return closest
}

/** @param expected a sentence @param closest what {@link closestLayout} gives */
export const unknownColumns = (
  expected: string,
  row: Pick<SheetRow, 'cells' | 'text'>,
  closest?: { name: string; lacks: readonly string[]; positions: ReadonlyMap<string, number> },
): WrongFile => {
  if (isOneQuotedCell(row.text)) return rowsAreQuoted()
  const isAny = closest && closest.positions.size > 0
  const lacks = isAny ? ` The closest is ${closest.name}. It lacks ${closest.lacks.join(', ')}.` : ''
  return new WrongFile('unknown-columns', `${expected}${lacks} Found: ${showHeadings(row)}.`)
}

export const usualHeadings = <F extends string>(headings: Headings<F>): string =>
  Object.values<readonly string[] | undefined>(headings)
    .flatMap((names) => names?.[0] ?? [])
    .join(', ')

const headingsShown = 12
const charactersShown = 40

/** For messages; it masks what may be an address or a number, as a row without headings has them. */
export const showHeadings = ({ cells }: Cells): string =>
  cells
    .map((cell = '') => (/@|\d{4}/.test(cell) ? '…' : cell.trim()))
    .flatMap((cell) => cell.slice(0, charactersShown).toWellFormed() || [])
    .slice(0, headingsShown)
    .join(', ') || 'no headings'

export class WrongCell extends Error {
  readonly fault: Fault

  constructor(fault: Fault) {
    super(fault.message)
    this.fault = fault
  }
}

const unclearForm = /^\d{1,3}[.,]\d{3}$/
const plainForm = /^(\d+)(?:[.,]0+)?$/
const groupedForm = /^([1-9]\d{0,2}([.,' \u00a0\u202f])\d{3}(?:\2\d{3})*)(?:(?!\2)[.,]0+)?$/

/**
 * A whole number as tools write it: `1234`, `1 234`, `1,234,567`, `1.234,00`; undefined for other texts, `unclear` when
 * its separator may be of thousands or of decimals, as in `1.234`.
 */
export const readCount = (text: string): number | 'unclear' | undefined => {
  if (unclearForm.test(text) && !/^0+[.,]0+$/.test(text)) return 'unclear'
  const [, whole] = plainForm.exec(text) ?? groupedForm.exec(text) ?? []
  return whole === undefined ? undefined : Number(whole.replaceAll(/\D/g, ''))
}

export interface CellReader<F extends string> {
  /** Without the guard of spreadsheets; empty if the row has no such cell. */
  textIn: (field: F) => string
  /** @param expected what the cell should hold: the end of a message */
  countIn: (field: F, [least, most]: readonly [number, number], expected: string) => number
  wrong: (field: F, code: string, message: string) => WrongCell
}

/** Reads a row. @param read throws WrongCell when it finds a fault */
export const readRow = <F extends string, T>(
  row: SheetRow,
  { positions, widthFault }: Columns<F>,
  read: (cells: CellReader<F>) => T,
): T | { fault: Fault } => {
  const fault = row.fault ?? widthFault(row)
  if (fault) return { fault }
  const indexOf = (field: F) => positions.get(field) ?? -1
  const textIn = (field: F): string => unguardCell(row.cells[indexOf(field)]?.trim() ?? '').trim()
  const wrong = (field: F, code: string, message: string): WrongCell =>
    new WrongCell({ ...(positions.has(field) && { column: indexOf(field) + 1 }), code, message })
  const countIn = (field: F, [least, most]: readonly [number, number], expected: string): number => {
    const count = readCount(textIn(field))
    const unclear = 'Its separator may be of thousands or of decimals. Write digits only, such as 1000.'
    if (count === 'unclear') throw wrong(field, 'invalid-count', `This number can be read in two ways. ${unclear}`)
    if (count !== undefined && count >= least && count <= most) return count
    throw wrong(field, 'invalid-count', `This is not ${expected}.`)
  }
  try {
    return read({ textIn, countIn, wrong })
  } catch (error) {
    if (!(error instanceof WrongCell)) throw error
    return { fault: error.fault }
  }
}
