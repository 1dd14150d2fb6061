/** Part of a line; the part with the error is marked. */
export interface Part {
  text: string
  isWrong: boolean
}

const separators = ['\t', ';', ','] as const

/** Places of the separators of a line that stand outside of quotes. */
const bordersOf = (line: string, separator: string): number[] => {
  const borders: number[] = []
  let isQuoted = false
  for (let place = 0; place < line.length; place++) {
    if (line[place] === '"') isQuoted = !isQuoted
    else if (line[place] === separator && !isQuoted) borders.push(place)
  }
  return borders
}

const mostBorders = (line: string): number[] =>
  separators
    .map((separator) => bordersOf(line, separator))
    .reduce((one, other) => (other.length > one.length ? other : one))

const split = (line: string, from: number, to: number): Part[] =>
  [
    { text: line.slice(0, from), isWrong: false },
    { text: line.slice(from, to), isWrong: true },
    { text: line.slice(to), isWrong: false },
  ].filter(({ text, isWrong }) => isWrong || text !== '')

const whole = (line: string): Part[] => [{ text: line, isWrong: false }]

/** Marks a cell. @param column of cells, from 1 */
export const markCell = (line: string, column: number | undefined): Part[] => {
  const borders = mostBorders(line)
  if (column === undefined || column > borders.length + 1) return whole(line)
  const from = (borders[column - 2] ?? -1) + 1
  return split(line, from, borders[column - 1] ?? line.length)
}

/** Marks what begins at a character, up to the end of its cell. @param column of characters, from 1 */
export const markFrom = (line: string, column: number | undefined): Part[] => {
  const before = [...line].slice(0, (column ?? 0) - 1).join('').length
  if (column === undefined || before >= line.length) return whole(line)
  return split(line, before, bordersOf(line, ',').find((border) => border > before) ?? line.length)
}

/** A line with columns left out is joined by these: its cells are not where the error says. */
const leftOut = ', '

interface File {
  kind?: string | undefined
  fileName: string
}

export const isWorkbook = ({ fileName }: File): boolean => /\.xlsx$/iu.test(fileName)

/** Columns of pair files are characters; those of workbooks, and of all other files, are cells. */
export const countsCharacters = (file: File): boolean => file.kind === 'agreements' && !isWorkbook(file)

/** The line of an error, with what is wrong marked. */
export const markLine = (file: File, line: string, column: number | undefined): Part[] => {
  if (countsCharacters(file)) return markFrom(line, column)
  return file.kind === 'other-agreements' && line.includes(leftOut) ? whole(line) : markCell(line, column)
}
