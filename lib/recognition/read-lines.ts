import { readFileSync } from 'node:fs'

export type DataLine = Readonly<Record<string, string | undefined>>

/** The lines of a reviewed file: tab-separated, with headings, and comments that begin with `#`. Empty cells are absent. */
export const readLines = (file: URL): DataLine[] => {
  const lines = readFileSync(file, 'utf8').split('\n')
  const [headings = [], ...rows] = lines.filter((line) => /^[^#]/.test(line)).map((line) => line.split('\t'))
  return rows.map((cells) => Object.fromEntries(headings.map((name, at) => [name, cells[at] || undefined])))
}

/** The lines of a file by their `kind`. */
export const linesByKind = (file: URL): ReadonlyMap<string, DataLine[]> =>
  Map.groupBy(readLines(file), ({ kind = '' }) => kind)
