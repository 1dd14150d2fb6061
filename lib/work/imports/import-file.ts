import * as z from 'zod'
import { type Fault, type SheetRow, WrongFile } from '../../foundation/files/sheet.ts'

/** What is wrong with a file, or with one of its lines. Lines and columns count from 1: columns are characters in
 * pair files, cells in all others. */
export const ImportError = z
  .strictObject({
    line: z.int().optional(),
    column: z.int().optional(),
    code: z.string(),
    message: z.string().meta({ description: 'Names what is wrong to managers, and only place and code to others.' }),
    text: z.string().optional().meta({ description: 'The line as it was read, for managers.' }),
  })
  .meta({ id: 'ImportError' })
export type ImportError = z.infer<typeof ImportError>

/** An error as everyone may see it. It quotes nothing: a cell or heading may hold a license key or a person's name. */
export const withoutContent = ({ line, column, code }: ImportError): ImportError => {
  const place = [line && `line ${line}`, column && `column ${column}`].filter(Boolean).join(', ') || 'the import'
  return { line, column, code, message: `Error ${code} of ${place}: docs/files.md says what it means.` }
}

/**
 * What becomes of a line. Of pair files, `created`: its agreement is new with this import; `updated`: its pair joined
 * an agreement that existed. Of license statements, `created`: nothing stood in the row's place; `updated`: other
 * quantities stood there, or the same since before a file of the other layout.
 */
export type LineOutcome = 'created' | 'updated' | 'unchanged' | 'rejected' | 'skipped'

/** What becomes of a line, of those that add to it, and of those that say the same again; why it is rejected. */
export interface Verdict<Line = { line: number; added?: readonly number[]; repeats?: readonly number[] }> {
  line: Line
  outcome: Exclude<LineOutcome, 'skipped'>
  fault?: Pick<ImportError, 'code' | 'message'> | undefined
}

export const reject = <Line>(line: Line, code: string, message: string): Verdict<Line> => {
  return { line, outcome: 'rejected', fault: { code, message } }
}

/** Outcomes of lines, and errors of those that are rejected. */
export const judgeLines = (verdicts: readonly Verdict[]) => ({
  outcomes: verdicts.flatMap(({ line: { added = [], repeats = [] }, outcome }) => [
    outcome,
    ...added.map(() => outcome),
    ...repeats.map((): LineOutcome => (outcome === 'rejected' ? outcome : 'unchanged')),
  ]),
  errors: verdicts.flatMap(({ line: { line, added = [], repeats = [] }, fault }) =>
    fault ? [line, ...added, ...repeats].map((number): ImportError => ({ line: number, ...fault })) : [],
  ),
})

/** What a file says, as its kind reads it. Counts are of lines of data. */
export interface ImportFile {
  rows: number
  /** Lines that are not meant to be imported. */
  skipped?: number
  /** Lines that are wrong by themselves. There may be more of them than errors that are kept. */
  rejected: number
  errors: readonly ImportError[]
  /** A line as it was read, from 1; undefined when it must not be shown. */
  textOf?: (line: number) => string | undefined
}

/** Errors in the order of their lines, with the text of each line. */
export const withText = ({ textOf }: Pick<ImportFile, 'textOf'>, errors: readonly ImportError[]): ImportError[] =>
  errors
    .map((error) => {
      const text = error.line === undefined ? undefined : textOf?.(error.line)
      return text === undefined ? error : { ...error, text }
    })
    .sort((one, other) => (one.line ?? 0) - (other.line ?? 0))

/** Errors of an import, or what its undo left, as CSV. */
export type ImportReport = 'errors.csv' | 'left.csv'
export type FileType = 'csv' | 'xlsx' | 'zip'

/** Everything that an import keeps in the bucket lies in a folder of its own. */
export const resultObject = (
  importId: string,
  file: ImportReport | `source.${FileType}` | 'devices.csv' | 'without-software.csv',
): string => `results/imports/${importId}/${file}`

/** The type that the ending of a file name or key says. */
export const fileTypeOf = (name: string): FileType =>
  (['xlsx', 'zip'] as const).find((type) => name.toLowerCase().endsWith(`.${type}`)) ?? 'csv'

/** @throws WrongFile when the row has not the headings */
export type ReadHeadings<C> = (row: SheetRow) => C

/** How the rows of a file with one heading row are read. */
interface Lines<C, L> {
  headings: ReadHeadings<C>
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
      if (row.fault) throw new WrongFile('unknown-columns', `Line ${row.line} has no headings: ${row.fault.message}`)
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
