import { readLines } from '../read-lines.ts'

const files = ['microsoft', 'commercial', 'components', 'free'] as const

/** Each file of titles/ explains itself. */
export const titleLines = () => files.flatMap((name) => readLines(new URL(`titles/${name}.tsv`, import.meta.url)))
