import { type ByteSource, sourceOfBytes } from './byte-source.ts'
import { isBlank, type SheetRow, WrongFile } from './sheet.ts'
import { decoderOf } from './text.ts'
import { readXml, wrongXml, type XmlToken } from './xml.ts'
import { badArchive, listFiles, readFile, type ZipEntry } from './zip.ts'

/** What a workbook may expand to: in bytes, and in times of its size. */
const maximumBytes = 64 * 1024 * 1024
const maximumFold = 200
const maximumFiles = 65_535
/** Bounds of the memory and the time that a hostile file can take. */
const maximumColumns = 128
const maximumStrings = 500_000
const maximumRows = 1_048_576
const maximumCells = 2_000_000
const maximumCharacters = 4 * 1024 * 1024

const tooLarge = (message: string): WrongFile => new WrongFile('file-too-large', message)

export interface WorkbookSheet {
  name: string
  /** Its rows, one after the other; blank ones are left out. @throws WrongFile `bad-archive`, `file-too-large` */
  rows: () => AsyncGenerator<SheetRow>
}

/** No field takes more: details of an agreement have 4,000 characters. */
const charactersKept = 5_000
const charactersShown = 500

/** A copy: a slice would keep the whole piece in memory. */
const keep = (text: string, characters = charactersKept): string => Buffer.from(text.slice(0, characters)).toString()

/** `_x000D_` stands for the character of that code. */
const withoutEscapes = (text: string): string =>
  text.includes('_x')
    ? text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text

async function* tokensOf(source: ByteSource, entry: ZipEntry | undefined): AsyncGenerator<XmlToken[]> {
  if (!entry) return
  const decode = decoderOf('utf-8', () => wrongXml('The XML is not UTF-8.'))
  const texts = async function* () {
    for await (const piece of readFile(source, entry)) yield decode(piece)
    yield decode()
  }
  yield* readXml(texts())
}

/** Collects the text of `<t>` and `<v>`, without phonetic hints. @throws WrongFile `file-too-large` */
const textCollector = () => {
  let text = ''
  let characters = 0
  let takes = false
  let isHint = false
  return {
    take: (token: XmlToken): void => {
      if (token.kind !== 'text') {
        if (token.name === 'rPh') isHint = token.kind === 'open'
        if (token.name === 't' || token.name === 'v') takes = token.kind === 'open' && !isHint
      } else if (takes) {
        text += token.text
        characters += token.text.length
        if (characters > maximumCharacters)
          throw tooLarge(`The workbook has more than ${maximumCharacters / 1024 / 1024} million characters of text.`)
      }
    },
    flush: (): string => {
      const collected = text
      text = ''
      return collected
    },
  }
}

const readSharedStrings = async (source: ByteSource, entry: ZipEntry | undefined): Promise<string[]> => {
  const strings: string[] = []
  const { take, flush } = textCollector()
  for await (const tokens of tokensOf(source, entry))
    for (const token of tokens) {
      take(token)
      if (token.kind !== 'close' || token.name !== 'si') continue
      strings.push(keep(withoutEscapes(flush()).trim()))
      if (strings.length > maximumStrings) throw tooLarge(`The workbook has more than ${maximumStrings} texts.`)
    }
  return strings
}

/** `B7` is in the second column. @returns from 0; undefined when the reference has no column */
const columnOf = (reference: string | undefined): number | undefined => {
  const letters = /^([A-Za-z]{1,3})\d*$/.exec(reference ?? '')?.[1]
  if (letters === undefined) return undefined
  return [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

/** Whole numbers keep all their digits; `12.0` and `1.2E7` are written out. */
const showNumber = (text: string): string => {
  if (/^\d+$/.test(text) || text === '') return text
  const number = Number(text)
  return Number.isFinite(number) ? String(number) : text
}

/** What the cells of all sheets refer to. */
interface Book {
  shared: readonly string[]
  /** By the number of a cell's style: whether it shows its number as a date. */
  areDates: readonly boolean[]
  /** Days count from 1904 on, as on old Macs. */
  from1904: boolean
}

const daysTo1970 = { from1900: 25_569, from1904: 24_107 }
const lastDay = 2_958_465
/** Excel counts a 29 February 1900, so that days before March 1900 are another day elsewhere. */
const firstDay = 61

/** Days since the beginning, with a part of a day, as `2026-01-31` or `2026-01-31 13:05:00`; undefined if they are no date. */
const showDate = (text: string, from1904: boolean): string | undefined => {
  const days = Number(text)
  if (text === '' || !(days >= (from1904 ? 0 : firstDay) && days < lastDay)) return undefined
  const seconds = Math.round((days - (from1904 ? daysTo1970.from1904 : daysTo1970.from1900)) * 86_400)
  const [day = '', time = ''] = new Date(seconds * 1_000).toISOString().split(/[T.]/)
  return time === '00:00:00' ? day : `${day} ${time}`
}

const showCell = (type: string, style: string | undefined, text: string, book: Book): string => {
  if (type === 's') return book.shared[Number(text)] ?? ''
  if (type === 'b') return text === '1' ? 'TRUE' : 'FALSE'
  const date = type === 'n' && book.areDates[Number(style ?? 0)] ? showDate(text.trim(), book.from1904) : undefined
  if (date !== undefined) return date
  if (type === 'n') return keep(showNumber(text.trim()))
  return keep(withoutEscapes(text).trim())
}

const numberAfter = (previous: number, r?: string): number => {
  const number = Number(r ?? previous + 1)
  if (!Number.isInteger(number) || number <= previous || number > maximumRows)
    throw badArchive('The rows of a sheet are not numbered in order.')
  return number
}

const asRow = (line: number, cells: (string | undefined)[]): SheetRow => ({
  line,
  cells,
  isSparse: true,
  get text() {
    const text = Array.from(cells, (cell = '') => cell).join('\t')
    return text.length < charactersShown ? text : `${keep(text, charactersShown)}…`
  },
})

async function* rowsOf(source: ByteSource, entry: ZipEntry, book: Book): AsyncGenerator<SheetRow> {
  const { take, flush } = textCollector()
  let line = 0
  let cells: (string | undefined)[] = []
  let column = -1
  let type = 'n'
  let style: string | undefined
  let seen = 0
  for await (const tokens of tokensOf(source, entry))
    for (const token of tokens) {
      take(token)
      if (token.kind === 'text') continue
      if (token.name === 'row' && token.kind === 'open') {
        line = numberAfter(line, token.attributes.r)
        cells = []
        column = -1
      } else if (token.name === 'row') {
        const row = asRow(line, cells)
        if (!isBlank(row)) yield row
      } else if (token.name === 'c' && token.kind === 'open') {
        seen += 1
        if (seen > maximumCells) throw tooLarge(`A sheet has more than ${maximumCells} cells.`)
        column = columnOf(token.attributes.r) ?? column + 1
        type = token.attributes.t ?? 'n'
        style = token.attributes.s
        flush()
      } else if (token.name === 'c') {
        const text = showCell(type, style, flush(), book)
        if (text === '') continue
        if (column >= maximumColumns)
          throw tooLarge(`Row ${line} has cells to the right of column ${maximumColumns}. Delete what is there.`)
        cells[column] = text
      }
    }
}

const attributesOf = async (source: ByteSource, entry: ZipEntry | undefined, name: string) => {
  const found: Readonly<Record<string, string>>[] = []
  for await (const tokens of tokensOf(source, entry))
    for (const token of tokens) if (token.kind === 'open' && token.name === name) found.push(token.attributes)
  return found
}

/** Numbers of formats that every workbook has, of dates with or without a time; in some languages there are more. */
const builtInDates = new Set([14, 15, 16, 17, 22, ...Array.from({ length: 10 }, (_, at) => 27 + at), 50, 54, 57, 58])
const mostStyles = 65_000

/** A format of the user's that has a year or a day, apart from texts and colours in it. */
const isDateFormat = (code: string): boolean => /[yd]/i.test(code.replaceAll(/"[^"]*"|\\.|\[[^\]]*\]/g, ''))

const readStyles = async (source: ByteSource, entry: ZipEntry | undefined): Promise<boolean[]> => {
  const dates = new Set(builtInDates)
  const areDates: boolean[] = []
  let isOfCells = false
  for await (const tokens of tokensOf(source, entry))
    for (const token of tokens) {
      if (token.kind === 'text') continue
      if (token.name === 'cellXfs') isOfCells = token.kind === 'open'
      if (token.kind === 'close') continue
      const { numFmtId = '0', formatCode = '' } = token.attributes
      if (token.name === 'numFmt' && isDateFormat(formatCode)) dates.add(Number(numFmtId))
      if (token.name === 'xf' && isOfCells && areDates.length < mostStyles) areDates.push(dates.has(Number(numFmtId)))
    }
  return areDates
}

const pathOf = (target: string): string => (target.startsWith('/') ? target.slice(1) : `xl/${target}`)

const listParts = async (source: ByteSource): Promise<Map<string, ZipEntry>> => {
  const { files } = await listFiles(source, maximumFiles)
  const total = files.reduce((sum, { size }) => sum + size, 0)
  if (total > maximumBytes || total > maximumFold * source.size)
    throw badArchive(
      `The archive expands to more than ${maximumBytes / 1024 / 1024} MiB, or to more than ${maximumFold} times its size.`,
    )
  const parts = new Map(files.map((file) => [file.name, file]))
  if (parts.size < files.length) throw badArchive('The archive has two files of one name.')
  return parts
}

/**
 * Opens a workbook (XLSX): its sheets in their order. Rows are read as they are asked for.
 * @throws WrongFile `bad-archive`, `file-too-large`
 */
export const openWorkbook = async (bytes: Uint8Array): Promise<WorkbookSheet[]> => {
  const source = sourceOfBytes(bytes)
  const parts = await listParts(source)
  const book = parts.get('xl/workbook.xml')
  if (!book) throw badArchive('The file is a zip archive and not an XLSX workbook.')
  const relations = await attributesOf(source, parts.get('xl/_rels/workbook.xml.rels'), 'Relationship')
  const strings = relations.findLast(({ Type = '' }) => Type.endsWith('/sharedStrings'))
  const shared = await readSharedStrings(source, parts.get(pathOf(strings?.Target ?? 'sharedStrings.xml')))
  const styles = relations.find(({ Type = '' }) => Type.endsWith('/styles'))
  const areDates = await readStyles(source, parts.get(pathOf(styles?.Target ?? 'styles.xml')))
  const [{ date1904 = '0' } = {}] = await attributesOf(source, book, 'workbookPr')
  const cells = { shared, areDates, from1904: date1904 === '1' || date1904 === 'true' }
  const paths = new Map(relations.map(({ Id = '', Target = '' }) => [Id, pathOf(Target)]))
  const sheets = await attributesOf(source, book, 'sheet')
  return sheets.flatMap(({ name = '', id = '' }) => {
    const entry = parts.get(paths.get(id) ?? '')
    return entry ? [{ name, rows: () => rowsOf(source, entry, cells) }] : []
  })
}
