import { unguardCell } from '../../foundation/files/cells.ts'
import { type Fault, type SheetRow, WrongFile } from '../../foundation/files/sheet.ts'
import { type Cell, isOneQuotedCell, locateCells, rowsAreQuoted } from '../../foundation/files/split-line.ts'
import { decodeText } from '../../foundation/files/text.ts'
import { nameFault, nameKey } from '../../foundation/text/name.ts'
import type { ImportFile } from '../../work/imports/import-file.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { type AgreementNumberPair, numberFault, type PairRules, Program, pairFault, pairKey } from '../records/pair.ts'
import { pairFiles } from './file-kinds.ts'

export const maximumFileBytes = pairFiles.fileTypes.csv ?? 0
export const maximumLines = 5_000

export interface PairLine extends AgreementNumberPair {
  line: number
  name: string | undefined
  /** Numbers of the lines that say the same again. */
  repeats: number[]
}

export interface Unit {
  nameKey: string
  name: string
  lines: PairLine[]
}

export interface PairFile extends ImportFile {
  units: Unit[]
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the class of ASCII characters begins with a control character
const nonAscii = /[^\x00-\x7f]/u

const nonAsciiColumn = (text: string): number | undefined => {
  const position = text.search(nonAscii)
  return position < 0 ? undefined : [...text.slice(0, position)].length + 1
}

export const programOf = ({ program }: StoredImport): Program | undefined => Program.optional().parse(program)

const hasDigit = /\d/

export const isHeader = ([first, second]: readonly Cell[]): boolean =>
  first !== undefined && second !== undefined && !hasDigit.test(first.value) && !hasDigit.test(second.value)

const ofAgreement = /agreement|authorization/i
const ofLicense = /licen[sc]e|enrollment|customer/i

const ofName = /name|title/i

/** Where a header names the two numbers: -1 for one that it does not name. */
export const placesOf = (header: readonly Cell[]): { agreement: number; license: number } => {
  const isNumber = header.map(({ value }) => !ofName.test(value))
  const agreement = header.findIndex(({ value }, at) => isNumber[at] && ofAgreement.test(value))
  const license = header.findIndex(
    ({ value }, at) => isNumber[at] && at !== agreement && ofLicense.test(value) && !ofAgreement.test(value),
  )
  return { agreement, license }
}

/** Columns are known by their order alone: a header that names another order is not skipped. */
export const isInAnotherOrder = (header: readonly Cell[]): boolean => {
  const { agreement, license } = placesOf(header)
  return agreement >= 0 && license >= 0 && (agreement !== 0 || license !== 1)
}

/** Whether a header names the columns in their order; it need not. */
export const namesPairs = (header: readonly Cell[]): boolean => {
  const { agreement, license } = placesOf(header)
  return agreement === 0 && license === 1
}

const rightOrder = 'agreement number, license number and, if you like, a name'

export const anotherOrder = `The first line names the columns of pairs in another order. Write ${rightOrder}, in this order.`
export const moreColumns = `The columns begin as those of pairs do, and there are more. Write ${rightOrder}, and nothing else.`

const columnCount = (count: number): Fault => ({
  code: 'column-count',
  message: `The line has ${count} column${count === 1 ? '' : 's'}. Write agreement number, license number and, if you like, a name, separated by commas.`,
})

/** A line as it is read: its text, and its cells with the columns that errors name. */
export interface Line {
  line: number
  text: string
  cells: readonly Cell[] | { fault: Fault }
}

export const readPair = (
  { text, line, cells }: Line,
  isFirst: boolean,
  rules: PairRules,
  namesInUnicode: boolean,
): PairLine | { fault: Fault } | 'header' => {
  if ('fault' in cells) return cells
  if (isFirst && isHeader(cells)) {
    if (!isInAnotherOrder(cells)) return 'header'
    throw new WrongFile('unknown-columns', anotherOrder)
  }
  const [agreement, license, name] = cells
  if (!agreement || !license || cells.length > 3) return { fault: columnCount(cells.length) }
  const wrong = (column: number, code: string, message: string) => ({ fault: { column, code, message } })

  const missing = [agreement, license].find(({ value }) => value === '')
  if (missing) {
    const message = `The ${missing === agreement ? 'agreement' : 'license'} number is missing.`
    return wrong(missing.column, 'missing-number', message)
  }
  const inAscii = namesInUnicode ? [agreement, license] : cells
  const foreign = inAscii.find(({ value }) => nonAsciiColumn(value) !== undefined)
  if (foreign) {
    const within = nonAsciiColumn([...text].slice(foreign.column - 1).join('')) ?? 1
    const message = namesInUnicode
      ? 'Numbers take ASCII characters only.'
      : 'The file takes ASCII characters only. For other characters in names save it as CSV UTF-8 (with a byte order mark).'
    return wrong(foreign.column + within - 1, 'not-ascii', message)
  }
  for (const { column, value } of [agreement, license]) {
    const message = numberFault(value)
    if (message !== undefined) return wrong(column, 'invalid-number', message)
  }
  const pair = { agreementNumber: agreement.value, licenseNumber: license.value }
  const together = pairFault(pair, rules)
  if (together) return { fault: { column: agreement.column, ...together } }
  const given = unguardCell(name?.value ?? '')
  const message = given && nameFault(given)
  if (name && message) return wrong(name.column, 'invalid-name', message)
  return { ...pair, line, name: given.trim() || undefined, repeats: [] }
}

const groupLines = (lines: readonly PairLine[]): { units: Unit[]; faults: Map<number, Fault> } => {
  const units = new Map<string, Unit>()
  const seen = new Map<string, { line: PairLine; unit: Unit }>()
  const faults = new Map<number, Fault>()
  for (const line of lines) {
    const name = line.name ?? `${line.agreementNumber} ${line.licenseNumber}`
    const key = nameKey(name)
    const earlier = seen.get(pairKey(line))
    if (earlier && (line.name === undefined || earlier.unit.nameKey === key)) {
      earlier.line.repeats.push(line.line)
    } else if (earlier) {
      faults.set(line.line, {
        code: 'duplicate-line',
        message: `Line ${earlier.line.line} gives this pair to the agreement ${earlier.unit.name}. A pair belongs to one agreement.`,
      })
    } else {
      const unit = units.get(key) ?? { nameKey: key, name, lines: [] }
      units.set(key, unit)
      unit.lines.push(line)
      seen.set(pairKey(line), { line, unit })
    }
  }
  return { units: [...units.values()], faults }
}

/** Refuses a file before its lines are split. One more than the limit may be a header. @throws WrongFile */
const refuseTooMany = (lines: number): void => {
  if (lines > maximumLines + 1)
    throw new WrongFile(
      'too-many-pairs',
      `The file has ${lines} lines; at most ${maximumLines} pairs are allowed. Split it.`,
    )
}

/** @param textOf a line of the file as it was read */
const readPairs = (
  filled: readonly Line[],
  rules: PairRules,
  namesInUnicode: boolean,
  textOf: (line: number) => string,
): PairFile => {
  const pairs: PairLine[] = []
  const faults = new Map<number, Fault>()
  let rows = filled.length
  for (const [index, line] of filled.entries()) {
    const read = readPair(line, index === 0, rules, namesInUnicode)
    if (read === 'header') rows -= 1
    else if ('fault' in read) faults.set(line.line, read.fault)
    else pairs.push(read)
  }
  if (rows === 0) throw new WrongFile('file-empty', 'The file holds no agreement number pair.')
  if (rows > maximumLines)
    throw new WrongFile('too-many-pairs', `The file has ${rows} pairs; at most ${maximumLines} are allowed. Split it.`)

  const grouped = groupLines(pairs)
  const errors = [...faults, ...grouped.faults]
    .map(([line, fault]) => ({ line, ...fault, text: textOf(line) }))
    .sort((one, other) => one.line - other.line)
  return { rows, rejected: errors.length, units: grouped.units, errors, textOf }
}

export const readPairFile = (bytes: Uint8Array, rules: PairRules): PairFile => {
  const { content, encoding, isMarked } = decodeText(bytes)
  if (encoding !== 'utf-8') throw new WrongFile('encoding', 'The file is in UTF-16. Save it as CSV UTF-8.')
  const texts = content.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
  const textOf = (line: number): string => texts[line - 1] ?? ''
  // Numbers alone: a file may have millions of lines.
  const filled = Array.from(texts, (_, index) => index + 1).filter((line) => textOf(line).trim() !== '')
  if (filled.length > 0 && filled.every((line) => isOneQuotedCell(textOf(line)))) throw rowsAreQuoted()
  if (/^"?sep=,"?,*\s*$/i.test(textOf(filled[0] ?? 0))) filled.shift()
  refuseTooMany(filled.length)
  const lines = filled.map((line) => ({ text: textOf(line), line, cells: locateCells(textOf(line)) }))
  return readPairs(lines, rules, isMarked, textOf)
}

/** The cells of a row of a workbook; their columns count cells. */
export const cellsOf = ({ cells }: SheetRow): Cell[] => {
  const end = cells.findLastIndex((cell) => cell?.trim()) + 1
  return Array.from(cells.slice(0, end), (value = '', index) => ({ value: value.trim(), column: index + 1 }))
}

/** A sheet of a workbook, whose names may have any characters. */
export const readPairSheet = (rows: readonly SheetRow[], rules: PairRules): PairFile => {
  refuseTooMany(rows.length)
  const texts = new Map(rows.map(({ line, text }) => [line, text]))
  const lines = rows.map((row) => ({ line: row.line, text: row.text, cells: cellsOf(row) }))
  return readPairs(lines, rules, true, (line) => texts.get(line) ?? '')
}
