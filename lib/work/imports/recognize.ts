import * as z from 'zod'
import { sourceOfBytes } from '../../foundation/files/byte-source.ts'
import { showHeadings } from '../../foundation/files/columns.ts'
import { type SheetRow, WrongFile } from '../../foundation/files/sheet.ts'
import { openSheets, type Sheet } from '../../foundation/files/sheets.ts'
import { delimiters, isOneQuotedCell, rowsAreQuoted } from '../../foundation/files/split-line.ts'
import { badArchive, isZip, listFiles, peekFirst } from '../../foundation/files/zip.ts'
import { type FileKinds, fileNameFault } from './file-kind.ts'
import { type FileType, fileTypeOf } from './import-file.ts'

/** How much a row, or some, look like a layout of files. */
export interface Likeness {
  layout: string
  /** What messages call it. */
  name: string
  /** Columns of the row that the layout knows. */
  found: number
  /** Usual headings of what the layout requires and the row does not have. */
  lacks: readonly string[]
  /** No headings say it, but what stands in the rows. */
  isByShape?: true
  /** Such a file is not imported: why, and what it would need. */
  refused?: { why: string; missing: readonly string[] }
  /** What else the import needs. */
  needs?: { field: string; how: string }
}

/** A likeness, and the line in which it is seen. */
type Seen = Likeness & { line: number }
type Found = Seen & { kind: string; sheet: string | undefined }

/** What the first rows of a sheet look like. */
export type Recognize = (rows: readonly SheetRow[]) => Seen | undefined | Promise<Seen | undefined>

const rank = (one: Likeness): readonly number[] => [
  Number(one.lacks.length === 0),
  Number(!one.isByShape),
  one.found,
  -one.lacks.length,
]

const isBetter = (one: Likeness, other: Likeness | undefined): boolean => {
  if (!other) return true
  const [ranks, others] = [rank(one), rank(other)]
  const at = ranks.findIndex((number, index) => number !== others[index])
  return at >= 0 && (ranks[at] ?? 0) > (others[at] ?? 0)
}

/** Recognizes by one of the first rows. @param most rows looked at, of which each may have the headings */
export const byHeadings =
  (most: number, nearest: (row: SheetRow) => Likeness | undefined): Recognize =>
  (rows) => {
    let best: Seen | undefined
    for (const row of rows.slice(0, most)) {
      const likeness = row.fault ? undefined : nearest(row)
      if (likeness && isBetter(likeness, best)) best = { ...likeness, line: row.line }
    }
    return best
  }

/** What {@link closestLayout} gives, as a likeness. */
export const likenessOf = (
  closest: { id: string; name: string; lacks: readonly string[]; positions: ReadonlyMap<string, number> } | undefined,
): Likeness | undefined =>
  closest && {
    layout: closest.id,
    name: closest.name,
    found: new Set(closest.positions.values()).size,
    lacks: closest.lacks,
  }

export const Recognized = z
  .strictObject({
    kind: z.string().nullable().meta({ description: 'As `POST /imports` takes it; null when it is not recognized.' }),
    layout: z.string().nullable().meta({ description: 'Which of the layouts of this kind.' }),
    confidence: z.enum(['high', 'medium', 'low']).meta({
      description:
        'high: headings say it. medium: what stands in the rows. low: not recognized, or another kind is as likely.',
    }),
    reason: z.string().meta({ description: 'Why, in a sentence. It may quote headings of the file.' }),
    missing: z
      .array(z.string())
      .meta({ description: 'Headings that the nearest layout lacks, or options that the import needs.' }),
    isReadable: z
      .boolean()
      .meta({ description: 'false: no kind can read the file, and `reason` says why. Choosing a kind does not help.' }),
  })
  .meta({ id: 'RecognizedFile' })
export type Recognized = z.infer<typeof Recognized>

/** The most bytes of a head: with more, a request in base64 would be too large for Lambda. */
const longestHead = 4 * 1024 * 1024
/** Of a text and an archive not more is read. */
const usualHead = 64 * 1024

export const FileHead = z
  .strictObject({
    fileName: z.string().min(1).max(256),
    head: z
      .string()
      .max((longestHead / 3) * 4 + 4)
      .regex(/^[A-Za-z0-9+/]*={0,2}$/, 'Must be base64.')
      .meta({
        description: `The first ${usualHead / 1024} KiB of the file in base64; of a workbook all of it, up to ${longestHead / 1024 / 1024} MiB.`,
      }),
    size: z
      .int()
      .min(0)
      .optional()
      .meta({
        description: `Bytes of the whole file. Without it a head of ${usualHead / 1024} KiB or more is taken for a part.`,
      }),
  })
  .meta({ id: 'FileHead' })
export type FileHead = z.infer<typeof FileHead>

const rowsLookedAt = 2_000

const firstRows = async ({ name, rows }: Sheet): Promise<{ sheet: string | undefined; rows: SheetRow[] }> => {
  const found: SheetRow[] = []
  for await (const row of rows()) if (found.push(row) >= rowsLookedAt) break
  return { sheet: name, rows: found }
}

const asText = (head: Uint8Array, isCut: boolean): Promise<Sheet[]> => {
  const text = head.subarray(0, usualHead)
  const options = { isCut: isCut || text.length < head.length, longestRow: 100 }
  // By each separator, of which the right one gives columns.
  const each = delimiters.map((delimiter) => openSheets(text, false, { delimiter, ...options }))
  return Promise.all(each).then((sheets) => sheets.flat())
}

const asArchive = async (head: Uint8Array, isCut: boolean): Promise<Sheet[]> => {
  if (!isZip(head)) throw badArchive('The file is not a zip archive.')
  const { count } = isCut ? { count: 1 } : await listFiles(sourceOfBytes(head), 1)
  const { name, bytes } = peekFirst(Buffer.from(head))
  if (count !== 1 || !name.toLowerCase().endsWith('.csv'))
    throw badArchive(`The archive begins with ${name.slice(0, 100)}. Pack one .csv file into it, without folders.`)
  return asText(bytes, true)
}

/** The head is too short to tell: the file may be fine. */
class NeedsAll extends Error {}

const asWorkbook = async (head: Uint8Array, isCut: boolean): Promise<Sheet[]> => {
  try {
    return await openSheets(head, true)
  } catch (error) {
    if (!(error instanceof WrongFile) || !isCut || !isZip(head)) throw error
    throw new NeedsAll(
      'A workbook is recognized only as a whole. Send all of it as the head, or choose the kind yourself.',
    )
  }
}

const sheetsAs: Record<FileType, typeof asText> = { csv: asText, zip: asArchive, xlsx: asWorkbook }

const placeOf = ({ sheet, line }: Found): string =>
  sheet === undefined ? `Line ${line}` : `Row ${line} of the sheet ${sheet}`

const notTaken = (reason: string, missing: readonly string[] = []): Recognized => ({
  kind: null,
  layout: null,
  confidence: 'low',
  reason,
  missing: [...missing],
  isReadable: true,
})

const unreadable = (reason: string): Recognized => ({ ...notTaken(reason), isReadable: false })

const judge = (found: readonly Found[], fullest: SheetRow): Recognized => {
  const [best] = found.toSorted((one, other) => Number(isBetter(other, one)) - Number(isBetter(one, other)))
  const shown = ` Found: ${showHeadings(fullest)}.`
  if (!best || (best.lacks.length > 0 && best.found === 0))
    return notTaken(`No row has headings that a kind of files has.${shown}`)
  if (best.refused) {
    const isReadable = found.some(({ lacks, refused }) => lacks.length === 0 && !refused)
    return { ...notTaken(best.refused.why, best.refused.missing), isReadable }
  }
  if (best.lacks.length > 0)
    return notTaken(
      `No row has all headings of a kind. The nearest is ${best.name}, which lacks ${best.lacks.join(', ')}.${shown}`,
      best.lacks,
    )
  const said = best.isByShape
    ? `${placeOf(best)} and the rows below look like those of ${best.name}.`
    : `${placeOf(best)} has the headings of ${best.name}.`
  const closer = found.find((one) => one.kind !== best.kind && one.found > best.found && !one.isByShape)
  const doubt = closer ? ` It has more columns of ${closer.name}, and lacks ${closer.lacks.join(', ')}.` : ''
  return {
    kind: best.kind,
    layout: best.layout,
    confidence: closer ? 'low' : best.isByShape ? 'medium' : 'high',
    reason: `${said}${doubt}${best.needs ? ` ${best.needs.how}` : ''}`,
    missing: best.needs ? [best.needs.field] : [],
    isReadable: true,
  }
}

const allTypes = (kinds: FileKinds): FileKinds[string]['fileTypes'] =>
  Object.assign({}, ...Object.values(kinds).map(({ fileTypes }) => fileTypes))

/** What a file is taken for, by the headings and layouts that its import reads it by. */
export const recognizeFile = async (
  kinds: FileKinds,
  recognizers: Readonly<Record<string, Recognize>>,
  { fileName, head: text, size }: FileHead,
): Promise<Recognized> => {
  const head = Buffer.from(text, 'base64')
  const isCut = size === undefined ? head.length >= usualHead : head.length < size
  const possible = Object.entries(kinds).filter(([, kind]) => fileNameFault(fileName, kind) === undefined)
  const [, any] = Object.entries(kinds)[0] ?? []
  if (possible.length === 0 && any)
    return unreadable(fileNameFault(fileName, { ...any, fileTypes: allTypes(kinds) }) ?? '')
  if (head.length === 0) return unreadable('The file is empty.')
  try {
    const found: Found[] = []
    let fullest: SheetRow | undefined
    const filled = ({ cells }: SheetRow): number => cells.filter((cell) => cell).length
    for (const one of await sheetsAs[fileTypeOf(fileName)](head, isCut)) {
      const { sheet, rows } = await firstRows(one)
      if (rows.length > 0 && rows.every(({ text }) => isOneQuotedCell(text))) throw rowsAreQuoted()
      for (const row of rows) if (!fullest || filled(row) > filled(fullest)) fullest = row
      for (const [kind] of possible) {
        const seen = await recognizers[kind]?.(rows)
        if (seen) found.push({ kind, sheet, ...seen })
      }
    }
    return fullest ? judge(found, fullest) : unreadable('The file holds no rows.')
  } catch (error) {
    if (error instanceof NeedsAll) return notTaken(error.message)
    if (error instanceof WrongFile) return unreadable(error.message)
    throw error
  }
}
