import { readLines } from '../read-lines.ts'

/** families.tsv explains itself. */
export const familyLines = () => readLines(new URL('families.tsv', import.meta.url))
