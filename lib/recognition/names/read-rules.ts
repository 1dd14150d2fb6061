import { readFileSync } from 'node:fs'

export type RuleLine = Readonly<Record<string, string | undefined>>

/**
 * The lines of a reviewed file of rules, by their `kind`: tab-separated, with headings, and comments that begin with `#`.
 * @param file beside the module of its name, which reads it: bundles carry it along (infra/bundle.ts)
 */
export const readRules = (file: URL): ReadonlyMap<string, RuleLine[]> => {
  const lines = readFileSync(file, 'utf8').split('\n')
  const [headings = [], ...rows] = lines.filter((line) => /^[^#]/.test(line)).map((line) => line.split('\t'))
  const rules = rows.map((cells) => Object.fromEntries(headings.map((name, at) => [name, cells[at] || undefined])))
  return Map.groupBy(rules, ({ kind = '' }) => kind)
}
