/** A pair as it is typed; what is missing is empty. */
export interface TypedPair {
  agreementNumber: string
  licenseNumber: string
}

export const emptyPair: TypedPair = { agreementNumber: '', licenseNumber: '' }

export const isEmpty = ({ agreementNumber, licenseNumber }: TypedPair): boolean =>
  agreementNumber.trim() === '' && licenseNumber.trim() === ''

interface Pasted {
  pairs: TypedPair[]
  /** The first line held no number. */
  hasHeader: boolean
  /** Some line had more than the two columns that are taken. */
  hasMore: boolean
}

const cellForm = /\s*("(?:[^"]|"")*"|[^"]*?)\s*$/

const plain = (cell: string): string => {
  const text = cellForm.exec(cell)?.[1] ?? cell.trim()
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"').trim() : text
}

/** Spreadsheets copy tabs; files have commas or semicolons. Numbers hold no spaces, so these divide, too. */
const cellsOf = (line: string): string[] => {
  const separator = ['\t', ';', ','].find((one) => line.includes(one))
  return (separator === undefined ? line.trim().split(/\s+/) : line.split(separator)).map(plain)
}

/**
 * Reads pairs out of what was copied from a spreadsheet or a file: two columns, with a header or without.
 * @param repeats a line with one number is a pair of that number twice, as under Open Value
 */
export const readPastedPairs = (text: string, { repeats = false }: { repeats?: boolean } = {}): Pasted => {
  const lines = text.split(/\r\n?|\n/).filter((line) => /[^\s,;"]/.test(line))
  const rows = lines.map(cellsOf)
  const [first] = rows
  const hasHeader = first !== undefined && rows.length > 1 && !first.slice(0, 2).some((cell) => /\d/.test(cell))
  const data = hasHeader ? rows.slice(1) : rows
  return {
    pairs: data.map(([agreementNumber = '', licenseNumber = '']) => ({
      agreementNumber,
      licenseNumber: licenseNumber === '' && repeats ? agreementNumber : licenseNumber,
    })),
    hasHeader,
    hasMore: data.some((cells) => cells.slice(2).some((cell) => cell !== '')),
  }
}

/** Rows with pairs put in from one row on: empty rows there are filled, others are kept below. */
export const putPairs = (rows: readonly TypedPair[], at: number, pairs: readonly TypedPair[]): TypedPair[] => [
  ...rows.slice(0, at),
  ...pairs,
  ...rows.slice(at).filter((row) => !isEmpty(row)),
]
