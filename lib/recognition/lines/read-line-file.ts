import { type Columns, readRow } from '../../foundation/files/columns.ts'
import { type Fault, type SheetRow, WrongFile } from '../../foundation/files/sheet.ts'
import { type ImportFile, readLines } from '../../work/imports/import-file.ts'
import { type Line, LineKind } from '../titles/decision.ts'
import { titleNameFault } from '../titles/title-name.ts'
import { maximumLines } from './edit-lines.ts'
import { type LineField, readHeadings } from './line-columns.ts'
import { familyFault, isSameLine, lineIdFault, lineIdOf, lineTitleFault, publisherFault } from './recognition-line.ts'

export interface FileLine extends Line {
  line: number
  repeats: number[]
}

export interface LineFile extends ImportFile {
  lines: FileLine[]
}

const readLine = (row: SheetRow, columns: Columns<LineField>): FileLine | { fault: Fault } =>
  readRow(row, columns, ({ textIn, wrong }) => {
    const optional = (field: LineField, faultOf = titleNameFault): string | undefined => {
      const text = textIn(field).replaceAll(/\s+/g, ' ')
      const fault = text === '' ? undefined : faultOf(text)
      if (fault !== undefined) throw wrong(field, 'invalid-field', fault)
      return text === '' ? undefined : text
    }
    const given = (field: LineField, faultOf?: typeof titleNameFault): string => {
      const text = optional(field, faultOf)
      if (text === undefined) throw wrong(field, 'missing-field', `The ${field} is missing.`)
      return text
    }
    const [publisher, title] = [given('publisher', publisherFault), given('title', lineTitleFault)]
    const kind = LineKind.safeParse(given('kind').toLowerCase())
    const kinds = LineKind.options.join(', ')
    if (!kind.success) throw wrong('kind', 'invalid-field', `There is no such kind. Write one of ${kinds}.`)
    const [family, edition, version] = [optional('family'), optional('edition'), optional('version')]
    const fault = familyFault({ family, edition })
    if (fault !== undefined) throw wrong('family', 'missing-field', fault)
    const id = optional('id', lineIdFault) ?? lineIdOf({ publisher, title })
    return { line: row.line, repeats: [], id, publisher, title, kind: kind.data, family, edition, version }
  })

export const readLineFile = (rows: readonly SheetRow[]): LineFile =>
  readLines(rows, {
    headings: readHeadings,
    maximumRows: maximumLines,
    tooManyRows: new WrongFile('file-too-large', `The file has more than ${maximumLines} rows of data.`),
    read: readLine,
    textOf: ({ text }) => text,
    keyOf: ({ id }) => id,
    repeats: (line, earlier) => {
      const message = `Line ${earlier.line} says something else of the same title. Leave one of them.`
      if (!isSameLine(line, earlier)) return { code: 'duplicate-line', message }
      earlier.repeats.push(line.line)
      return undefined
    },
  })
