import { readDataLines } from '../../foundation/files/data-file.ts'

/** publishers.tsv explains itself. */
export const publisherLines = () => readDataLines(new URL('publishers.tsv', import.meta.url))
