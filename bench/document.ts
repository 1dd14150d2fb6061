import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../docs/access-patterns.md', import.meta.url)

/** What an access pattern costs. */
export interface Figures {
  requests: number
  RCU: number
  WCU: number
}

/** A row of a table that ends in three numbers: its pattern, the columns between, the numbers. */
const measuredRow =
  /^\| (?<pattern>[^|]+) (?<between>\|.*) \| (?<requests>[\d.,]+) \| (?<RCU>[\d.,]+) \| (?<WCU>[\d.,]+) \|$/

const numberOf = (text: string | undefined): number => Number(text?.replaceAll(',', ''))

/** What docs/access-patterns.md says of each pattern. */
export const readDocument = (): Map<string, Figures> => {
  const rows = readFileSync(file, 'utf8').split('\n')
  return new Map(
    rows.flatMap((row): [string, Figures][] => {
      const { pattern, requests, RCU, WCU } = measuredRow.exec(row)?.groups ?? {}
      return pattern === undefined
        ? []
        : [[pattern, { requests: numberOf(requests), RCU: numberOf(RCU), WCU: numberOf(WCU) }]]
    }),
  )
}

/** Writes figures into the rows of docs/access-patterns.md. @returns patterns that have no row there */
export const writeDocument = (figures: ReadonlyMap<string, Figures>): string[] => {
  const shown = (number: number): string => number.toLocaleString('en-US')
  const written = new Set<string>()
  const rows = readFileSync(file, 'utf8').split('\n')
  const next = rows.map((row) => {
    const { pattern = '', between } = measuredRow.exec(row)?.groups ?? {}
    const found = figures.get(pattern)
    if (!found) return row
    written.add(pattern)
    return `| ${pattern} ${between} | ${shown(found.requests)} | ${shown(found.RCU)} | ${shown(found.WCU)} |`
  })
  writeFileSync(file, next.join('\n'))
  return [...figures.keys()].filter((pattern) => !written.has(pattern))
}
