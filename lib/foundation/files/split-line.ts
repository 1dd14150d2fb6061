import type { Delimiter } from './line.ts'

/** What a line was split into. */
export interface Split {
  cells: string[]
  /** The text so far of a last, quoted cell that the line does not close; it goes on with the next line. */
  open?: string
}

const quote = 0x22
const space = 0x20

const behindSpaces = (text: string, from: number): number => {
  let at = from
  while (text.charCodeAt(at) === space) at += 1
  return at
}

/** Where the cell ends, if a quote before `from` closes it: at a delimiter or the end of the line, behind spaces. */
const endOfCell = (text: string, from: number, delimiter: Delimiter): number | undefined => {
  const end = behindSpaces(text, from)
  return end >= text.length || text[end] === delimiter ? end : undefined
}

/**
 * The text of a quoted cell from behind its opening quote on, and where it ends.
 * @returns `end` undefined when the line does not close it; undefined when text follows a closing quote
 */
const readQuoted = (text: string, from: number, delimiter: Delimiter, isLenient: boolean) => {
  let value = ''
  for (let at = from; ; ) {
    const found = text.indexOf('"', at)
    if (found < 0) return { value: `${value}${text.slice(at)}\n`, end: undefined }
    const isDoubled = text.charCodeAt(found + 1) === quote
    if (!isDoubled) {
      const end = endOfCell(text, found + 1, delimiter)
      if (end !== undefined) return { value: value + text.slice(at, found), end }
      if (!isLenient) return undefined
    }
    // Not doubled by its writer: the second one closes the cell.
    const standsAlone = !isDoubled || (isLenient && endOfCell(text, found + 2, delimiter) !== undefined)
    value += text.slice(at, found + 1)
    at = found + (standsAlone ? 1 : 2)
  }
}

/**
 * Splits a line into cells by RFC 4180, quotes also after spaces. `isLenient`: some writers do not double quotes inside
 * a quoted cell; then only one before a delimiter or the end of the line closes it.
 * @param before what the lines before left open; it is used up
 * @returns undefined when text follows a closing quote, which cannot be when lenient
 */
export const splitLine = (text: string, delimiter: Delimiter, isLenient = false, before?: Split): Split | undefined => {
  if (!before && !text.includes('"')) return { cells: text.split(delimiter) }
  const cells = before?.cells ?? []
  let open = before?.open
  for (let at = 0; ; at += 1) {
    const start = open === undefined ? behindSpaces(text, at) : at
    if (open === undefined && text.charCodeAt(start) !== quote) {
      const end = text.indexOf(delimiter, at)
      cells.push(text.slice(at, end < 0 ? undefined : end))
      if (end < 0) return { cells }
      at = end
      continue
    }
    const cell = readQuoted(text, open === undefined ? start + 1 : at, delimiter, isLenient)
    if (!cell) return undefined
    const value = (open ?? '') + cell.value
    if (cell.end === undefined) return { cells, open: value }
    cells.push(value)
    if (cell.end >= text.length) return { cells }
    open = undefined
    at = cell.end
  }
}
