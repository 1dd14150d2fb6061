import { linesByKind, readLines } from './read-lines.ts'

const file = (name: string): URL => new URL(`data/${name}.tsv`, import.meta.url)

/** What is known of software: reviewed lines, explained at the head of each file. Bundles carry the folder along. */
export const publisherLines = () => readLines(file('publishers'))
export const titleLines = () =>
  ['microsoft', 'commercial', 'components', 'free'].flatMap((name) => readLines(file(`titles/${name}`)))
export const patternLines = () => readLines(file('patterns'))
export const wordLines = () => linesByKind(file('words'))
