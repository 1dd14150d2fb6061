import { dataLinesByKind } from '../../foundation/files/data-file.ts'

/** license-words.tsv explains itself. */
export const licenseLines = dataLinesByKind(new URL('license-words.tsv', import.meta.url))
