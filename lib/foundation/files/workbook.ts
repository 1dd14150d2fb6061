import { isBlank, type SheetRow, TooLarge } from './sheet.ts'
import { attributesOf, readXml, WrongXml, type XmlToken } from './xml.ts'
import { BadArchive, readEntry, readZip, type ZipEntry, type ZipLimits } from './zip.ts'

/** What a workbook may expand to. */
const limits: ZipLimits = { bytes: 64 * 1024 * 1024, fold: 200 }
/** Bounds of what a hostile file can make of the heap, and of the time that it takes. */
const maximumColumns = 128
const maximumStrings = 500_000
/** Rows that a sheet has. */
const maximumRows = 1_048_576
const maximumCells = 2_000_000
const maximumCharacters = 4 * 1024 * 1024

export interface WorkbookSheet {
  name: string
  /** Its rows, one after the other; blank ones are left out. @throws BadArchive, TooLarge */
  rows: () => Generator<SheetRow>
}

/** A cell of a statement that is longer is wrong, wherever it is cut. */
const charactersKept = 1_000
/** What a row shows of itself in messages. */
const charactersShown = 500

/** What we keep must not keep the piece alive that it was cut from. */
const keep = (text: string, characters = charactersKept): string => Buffer.from(text.slice(0, characters)).toString()

/** `_x000D_` stands for the character of that code. */
const withoutEscapes = (text: string): string =>
  text.includes('_x')
    ? text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text

function* textPieces(pieces: Iterable<Uint8Array>): Generator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (piece?: Uint8Array): string => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined })
    } catch {
      throw new WrongXml('The XML is not UTF-8.')
    }
  }
  for (const piece of pieces) yield decode(piece)
  yield decode()
}

/** The tokens of an XML file in the archive; what cannot be read of it makes the archive a bad one. */
function* tokensOf(bytes: Uint8Array, entry: ZipEntry): Generator<XmlToken> {
  try {
    yield* readXml(textPieces(readEntry(bytes, entry)))
  } catch (error) {
    throw error instanceof WrongXml ? new BadArchive(`The workbook cannot be read. ${error.message}`) : error
  }
}

/** Collects the text of `<t>` (outside of phonetic hints) and `<v>`. @throws TooLarge when it is too much in all */
const textCollector = () => {
  let text = ''
  let characters = 0
  let takes = false
  let phonetic = false
  return {
    take: (token: XmlToken): void => {
      if (token.kind === 'text') {
        if (!takes) return
        text += token.text
        characters += token.text.length
        if (characters > maximumCharacters)
          throw new TooLarge(
            `The workbook has more than ${maximumCharacters / 1024 / 1024} million characters of text.`,
          )
      } else if (token.name === 'rPh') phonetic = token.kind === 'open' && !token.isEmpty
      else if (token.name === 't' || token.name === 'v') takes = token.kind === 'open' && !token.isEmpty && !phonetic
    },
    /** What was collected since. */
    flush: (): string => {
      const collected = text
      text = ''
      return collected
    },
  }
}

const readSharedStrings = (bytes: Uint8Array, entry: ZipEntry | undefined): string[] => {
  const strings: string[] = []
  if (!entry) return strings
  const { take, flush } = textCollector()
  for (const token of tokensOf(bytes, entry)) {
    take(token)
    const isItem = token.kind !== 'text' && token.name === 'si'
    if (isItem && (token.kind === 'close' || token.isEmpty)) {
      strings.push(keep(withoutEscapes(flush()).trim()))
      if (strings.length > maximumStrings) throw new TooLarge(`The workbook has more than ${maximumStrings} texts.`)
    }
  }
  return strings
}

/** `B7` is in the second column. @returns from 0; undefined when the reference names none */
const columnOf = (reference: string | undefined): number | undefined => {
  const letters = /^([A-Za-z]{1,3})\d*$/.exec(reference ?? '')?.[1]
  if (letters === undefined) return undefined
  return [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

/** A number keeps all its digits; what floating point made of it (`12.0`, `1.2E7`) is written out. */
const showNumber = (text: string): string => {
  if (/^\d+$/.test(text) || text === '') return text
  const number = Number(text)
  return Number.isFinite(number) ? String(number) : text
}

const showCell = (type: string, text: string, shared: readonly string[]): string => {
  if (type === 's') return shared[Number(text)] ?? ''
  if (type === 'b') return text === '1' ? 'TRUE' : 'FALSE'
  if (type === 'n') return keep(showNumber(text.trim()))
  return keep(withoutEscapes(text).trim())
}

const numberOf = (attributes: string, previous: number): number => {
  const number = Number(attributesOf(attributes).r ?? previous + 1)
  if (!Number.isInteger(number) || number <= previous || number > maximumRows)
    throw new BadArchive('The rows of a sheet are not numbered in order.')
  return number
}

const asRow = (line: number, cells: (string | undefined)[]): SheetRow => ({
  line,
  cells,
  get text() {
    const pieces: string[] = []
    let characters = 0
    for (const cell of cells.values()) {
      pieces.push(cell ?? '')
      characters += 1 + (cell?.length ?? 0)
      if (characters > charactersShown) return `${keep(pieces.join('\t'), charactersShown)}…`
    }
    return pieces.join('\t')
  },
})

function* rowsOf(bytes: Uint8Array, entry: ZipEntry, shared: readonly string[]): Generator<SheetRow> {
  const { take, flush } = textCollector()
  let line = 0
  let cells: (string | undefined)[] = []
  let column = -1
  let type = 'n'
  let seen = 0
  for (const token of tokensOf(bytes, entry)) {
    take(token)
    if (token.kind === 'text') continue
    if (token.name === 'row') {
      if (token.kind === 'open') {
        line = numberOf(token.attributes, line)
        cells = []
        column = -1
      }
      const row = asRow(line, cells)
      if ((token.kind === 'close' || token.isEmpty) && !isBlank(row)) yield row
    } else if (token.name === 'c' && token.kind === 'open') {
      seen += 1
      if (seen > maximumCells) throw new TooLarge(`A sheet has more than ${maximumCells} cells.`)
      const { r, t = 'n' } = attributesOf(token.attributes)
      column = columnOf(r) ?? column + 1
      type = t
      flush()
    } else if (token.name === 'c') {
      const text = showCell(type, flush(), shared)
      if (text === '') continue
      if (column >= maximumColumns)
        throw new TooLarge(`Row ${line} has cells to the right of column ${maximumColumns}. Delete what is there.`)
      cells[column] = text
    }
  }
}

/** Where the files of a workbook are, by the id of their relation; the shared strings by `strings`. */
const readPaths = (bytes: Uint8Array, entry: ZipEntry | undefined): Map<string, string> => {
  const paths = new Map<string, string>()
  if (!entry) return paths
  for (const token of tokensOf(bytes, entry)) {
    if (token.kind !== 'open' || token.name !== 'Relationship') continue
    const { Id = '', Target = '', Type = '' } = attributesOf(token.attributes)
    const path = Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`
    paths.set(Type.endsWith('/sharedStrings') ? 'strings' : Id, path)
  }
  return paths
}

/**
 * Opens a workbook (XLSX): its sheets in their order. Rows are read as they are asked for, so that nobody holds more
 * than what is asked.
 * @throws BadArchive when it is none, is encrypted, or expands too far; TooLarge
 */
export const openWorkbook = (bytes: Uint8Array): WorkbookSheet[] => {
  const entries = readZip(bytes, limits)
  const book = entries.get('xl/workbook.xml')
  if (!book) throw new BadArchive('The file is a zip archive, and no XLSX workbook.')
  const paths = readPaths(bytes, entries.get('xl/_rels/workbook.xml.rels'))
  const shared = readSharedStrings(bytes, entries.get(paths.get('strings') ?? 'xl/sharedStrings.xml'))
  const sheets: WorkbookSheet[] = []
  for (const token of tokensOf(bytes, book)) {
    if (token.kind !== 'open' || token.name !== 'sheet') continue
    const { name = '', id = '' } = attributesOf(token.attributes)
    const entry = entries.get(paths.get(id) ?? '')
    if (entry) sheets.push({ name, rows: () => rowsOf(bytes, entry, shared) })
  }
  return sheets
}
