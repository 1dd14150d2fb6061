import { linesByKind } from '../read-lines.ts'

/** license-words.tsv explains itself. */
export const licenseLines = linesByKind(new URL('license-words.tsv', import.meta.url))
