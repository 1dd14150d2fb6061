import { readFileSync } from 'node:fs'

/** The rows of a reviewed file: tab-separated, with comments that begin with `#`. */
export const readDataRows = (file: URL): string[][] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => /^[^#]/.test(line))
    .map((line) => line.split('\t'))

export type DataLine = Readonly<Record<string, string | undefined>>

/** The rows of a reviewed file by its headings, which come first. Empty cells are absent. */
export const readDataLines = (file: URL): DataLine[] => {
  const [headings = [], ...rows] = readDataRows(file)
  return rows.map((cells) => Object.fromEntries(headings.map((name, at) => [name, cells[at] || undefined])))
}

/** The same by their `kind`. */
export const dataLinesByKind = (file: URL): ReadonlyMap<string, DataLine[]> =>
  Map.groupBy(readDataLines(file), ({ kind = '' }) => kind)
