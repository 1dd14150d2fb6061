import { readDataLines } from '../../foundation/files/data-file.ts'

const files = ['microsoft', 'commercial', 'components', 'free'] as const

/** Each file of titles/ explains itself. */
export const titleLines = () => files.flatMap((name) => readDataLines(new URL(`titles/${name}.tsv`, import.meta.url)))
