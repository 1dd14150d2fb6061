import { type Fault, type SheetRow, WrongFile } from '../../foundation/files/sheet.ts'
import type { ImportError, ImportFile } from './import-file.ts'

/** How the rows of a file with one heading row are read. */
interface Lines<C, L> {
  /** @throws WrongFile when the row has not the headings */
  headings: (row: SheetRow) => C
  maximumRows: number
  tooManyRows: WrongFile
  read: (row: SheetRow, columns: C) => L | { fault: Fault }
  textOf: (row: SheetRow, columns: C) => string | undefined
  /** What two lines must not say twice. */
  keyOf: (line: L) => string
  /** What is wrong with a line whose key an earlier line has. */
  repeats: (line: L, earlier: L) => Fault | undefined
}

/** Reads the lines of a file, and what is wrong with it. @throws WrongFile `file-empty`, and those that it is given */
export const readLines = <C, L extends { line: number }>(
  rows: Iterable<SheetRow>,
  { headings, maximumRows, tooManyRows, read, textOf, keyOf, repeats }: Lines<C, L>,
): ImportFile & { columns: C; lines: L[] } => {
  let columns: C | undefined
  const lines = new Map<string, L>()
  const texts = new Map<number, string | undefined>()
  const errors: ImportError[] = []
  for (const row of rows) {
    if (columns === undefined) {
      columns = headings(row)
      continue
    }
    texts.set(row.line, textOf(row, columns))
    if (texts.size > maximumRows) throw tooManyRows
    const line = read(row, columns)
    const earlier = 'fault' in line ? undefined : lines.get(keyOf(line))
    const fault = 'fault' in line ? line.fault : earlier && repeats(line, earlier)
    if (fault) errors.push({ line: row.line, ...fault })
    else if (!('fault' in line) && !earlier) lines.set(keyOf(line), line)
  }
  if (columns === undefined) throw new WrongFile('file-empty', 'The file holds no rows.')
  if (texts.size === 0) throw new WrongFile('file-empty', 'The file has headings and no rows below them.')
  return {
    columns,
    rows: texts.size,
    rejected: errors.length,
    lines: [...lines.values()],
    errors,
    textOf: (line) => texts.get(line),
  }
}
