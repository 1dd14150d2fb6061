import { CsvError, parse } from 'csv-parse/sync'

/** One cell, and where it begins: the first character of the line is column 1. */
export interface Cell {
  value: string
  column: number
}

/** The quotes of a line do not match. `column` is where the quoted cell begins. */
export class WrongQuotes extends Error {
  override name = 'WrongQuotes'
  readonly column: number
  /** A quote is opened and not closed. */
  readonly isOpen: boolean

  constructor(message: string, column: number, isOpen: boolean) {
    super(message)
    this.column = column
    this.isOpen = isOpen
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is asked for
const nonAscii = /[^\x00-\x7f]/u

/** Where the first character is that is not ASCII; undefined when there is none. @returns column, from 1 */
export const nonAsciiColumn = (text: string): number | undefined => {
  const position = text.search(nonAscii)
  return position < 0 ? undefined : [...text.slice(0, position)].length + 1
}

/** @param end bytes of the line up to the end of the cell before; 0 for the first cell */
const columnAfter = (line: string, end: number, isFirst: boolean): number => {
  const before = nonAsciiColumn(line) === undefined ? end : [...Buffer.from(line).subarray(0, end).toString()].length
  const start = isFirst ? 0 : before + 1
  const padding = /^[ \t]*/.exec([...line].slice(start).join(''))?.[0].length ?? 0
  return start + padding + 1
}

const wrongQuotes: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'A quote is opened and not closed on this line.',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE:
    'Text follows a closing quote. Inside a quoted field write a quote twice, and close the field before the comma.',
  CSV_INVALID_CLOSING_QUOTE:
    'Text follows a closing quote. Inside a quoted field write a quote twice, and close the field before the comma.',
}

export type Delimiter = ',' | ';' | '\t'

/**
 * The cells of one line: RFC 4180 quoting also after spaces, spaces around cells trimmed. A cell never spans lines, so
 * that one stray quote spoils one line only; who takes cells that do passes their lines together.
 * @throws WrongQuotes
 */
export const parseLine = (line: string, delimiter: Delimiter = ','): Cell[] => {
  const ends: number[] = []
  try {
    const [values = []] = parse(line, {
      relax_column_count: true,
      relax_quotes: true,
      trim: true,
      delimiter,
      record_delimiter: ['\n'],
      cast: (value, { bytes }) => {
        ends.push(bytes)
        return value
      },
    })
    return values.map((value, index) => ({
      value,
      get column() {
        return columnAfter(line, ends[index - 1] ?? 0, index === 0)
      },
    }))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const message = wrongQuotes[error.code] ?? error.message
    const column = columnAfter(line, ends.at(-1) ?? 0, ends.length === 0)
    throw new WrongQuotes(message, column, error.code === 'CSV_QUOTE_NOT_CLOSED')
  }
}
