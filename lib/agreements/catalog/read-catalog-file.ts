import { type Columns, readRow } from '../../foundation/files/columns.ts'
import { type Fault, type SheetRow, WrongFile } from '../../foundation/files/sheet.ts'
import { normalize } from '../../recognition/names/normalize.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import { titleNameFault } from '../../recognition/titles/title-name.ts'
import { type ImportFile, readLines } from '../../work/imports/import-file.ts'
import { type CatalogField, readHeadings } from './catalog-columns.ts'

export const maximumRows = 20_000

export interface CatalogLine {
  line: number
  /** The publisher and title that the names are normalized to. */
  publisher: string
  title: string
  /** Undefined when the file does not say. */
  licensable: boolean | undefined
  repeats: number[]
}

export interface CatalogFile extends ImportFile {
  lines: CatalogLine[]
}

const truths = new Map([
  ['', undefined],
  ...['YES', 'TRUE', '1', 'Y'].map((text) => [text, true] as const),
  ...['NO', 'FALSE', '0', 'N'].map((text) => [text, false] as const),
])

const readLine = (row: SheetRow, columns: Columns<CatalogField>): CatalogLine | { fault: Fault } =>
  readRow(row, columns, ({ textIn, wrong }) => {
    const lineIn = (field: CatalogField): string => textIn(field).replaceAll(/\s+/g, ' ')
    const nameIn = (field: 'publisher' | 'title'): string => {
      const name = lineIn(field)
      if (name === '') throw wrong(field, 'missing-field', `The ${field} is missing.`)
      const fault = titleNameFault(name)
      if (fault !== undefined) throw wrong(field, 'invalid-field', fault)
      return name
    }
    const { publisher, title } = normalize({ publisher: nameIn('publisher'), title: nameIn('title') })
    const said = lineIn('licensable').toUpperCase()
    if (!truths.has(said)) throw wrong('licensable', 'invalid-field', 'This is neither yes nor no. Write yes or no.')
    return { line: row.line, publisher, title, licensable: truths.get(said), repeats: [] }
  })

export const readCatalogFile = (rows: readonly SheetRow[]): CatalogFile =>
  readLines(rows, {
    headings: readHeadings,
    maximumRows,
    tooManyRows: new WrongFile('file-too-large', `The file has more than ${maximumRows} rows of data. Split it.`),
    read: readLine,
    textOf: ({ text }) => text,
    keyOf: titleKey,
    repeats: ({ line, licensable }, earlier) => {
      if (licensable !== earlier.licensable)
        return {
          code: 'duplicate-line',
          message: `Line ${earlier.line} says something else of the same title. Leave one of them.`,
        }
      earlier.repeats.push(line)
      return undefined
    },
  })
