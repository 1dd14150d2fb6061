import { readLines } from '../read-lines.ts'

/** publishers.tsv explains itself. */
export const publisherLines = () => readLines(new URL('publishers.tsv', import.meta.url))
