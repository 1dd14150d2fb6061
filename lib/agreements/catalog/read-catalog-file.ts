import { showHeadings } from '../../foundation/files/columns.ts'
import { readDelimited } from '../../foundation/files/delimited.ts'
import type { SheetRow } from '../../foundation/files/sheet.ts'
import { WrongFile } from '../../foundation/files/wrong-file.ts'
import { normalize } from '../../recognition/names/normalize.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import type { ImportError, ImportFile } from '../../work/imports/import-file.ts'
import { type CatalogColumns, expectedCatalogColumns, readCatalogHeadings, readCatalogRow } from './catalog-row.ts'

/** Rows of data that a catalog file may have. */
const maximumRows = 20_000

/** A right line, and the lines that say the same again. */
export interface CatalogLine {
  line: number
  text: string
  /** Of the title that the names are normalized to. */
  publisher: string
  title: string
  /** Undefined when the file does not say. */
  licensable: boolean | undefined
  repeats: number[]
}

/** What a catalog file says. */
export interface CatalogFile extends ImportFile {
  lines: CatalogLine[]
}

const headingsOf = (row: SheetRow): CatalogColumns => {
  const columns = readCatalogHeadings(row)
  if (columns) return columns
  throw new WrongFile(
    'unknown-columns',
    `The first row must have the headings ${expectedCatalogColumns}. Found: ${showHeadings(row)}.`,
  )
}

const readRows = (rows: Iterable<SheetRow>): CatalogFile => {
  let columns: CatalogColumns | undefined
  const lines = new Map<string, CatalogLine>()
  const texts = new Map<number, string>()
  const errors: ImportError[] = []
  for (const row of rows) {
    if (!columns) {
      columns = headingsOf(row)
      continue
    }
    texts.set(row.line, row.text)
    if (texts.size > maximumRows)
      throw new WrongFile('file-too-large', `The file has more than ${maximumRows} rows of data. Split it.`)
    const read = readCatalogRow(row, columns)
    if ('fault' in read) {
      errors.push({ line: row.line, ...read.fault, text: row.text })
      continue
    }
    const { publisher, title } = normalize(read)
    const key = titleKey({ publisher, title })
    const { licensable } = read
    const earlier = lines.get(key)
    if (!earlier) lines.set(key, { line: row.line, text: row.text, publisher, title, licensable, repeats: [] })
    else if (earlier.licensable === licensable) earlier.repeats.push(row.line)
    else
      errors.push({
        line: row.line,
        code: 'duplicate-line',
        message: `Line ${earlier.line} says something else of the same title. Leave one of them.`,
        text: row.text,
      })
  }
  if (!columns) throw new WrongFile('file-empty', 'The file holds no rows.')
  if (texts.size === 0) throw new WrongFile('file-empty', 'The file has headings and no rows below them.')
  return {
    rows: texts.size,
    rejected: errors.length,
    lines: [...lines.values()],
    errors,
    textOf: (line) => texts.get(line) ?? '',
  }
}

/**
 * Reads a catalog file: what it says, and what is wrong with it.
 * @throws WrongFile `file-empty`, `file-too-large`, `encoding`, `unknown-columns`
 */
export const readCatalogFile = (bytes: Uint8Array): CatalogFile => readRows(readDelimited(bytes))
