import * as z from 'zod'
import { type FileKind, mebibyte } from '../../work/imports/file-kind.ts'

const maximumCharacters = 256
/** Control characters and the characters that override the direction of text. */
const invisible = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

/** What is wrong with a publisher or title that a manager writes; undefined when it is fine. @param name trimmed */
export const catalogNameFault = (name: string): string | undefined => {
  if (!/[\p{L}\p{N}]/u.test(name)) return 'The name has no letter and no digit.'
  if (!name.isWellFormed()) return 'The name holds half of a character (a lone surrogate).'
  const { length } = [...name]
  if (length > maximumCharacters) return `The name has ${length} characters; at most ${maximumCharacters} are allowed.`
  return invisible.test(name) ? 'The name has control characters. Type it again.' : undefined
}

/** A publisher or a title on the wire; trimmed. */
const CatalogName = z
  .string()
  .transform((name) => name.trim())
  .check(({ value, issues }) => {
    const fault = catalogNameFault(value)
    if (fault !== undefined)
      issues.push({ code: 'custom', input: value, message: fault, params: { code: 'invalid-name' } })
  })
  .meta({ description: `1-${maximumCharacters} characters after trimming, no control characters.` })

/** A publisher that agreements can be written against. */
export const CatalogPublisher = z.strictObject({ name: z.string() }).meta({ id: 'CatalogPublisher' })
export type CatalogPublisher = z.infer<typeof CatalogPublisher>

/** A title as the typeahead shows it. */
export const CatalogTitle = z
  .strictObject({ id: z.string(), title: z.string(), publisher: z.string(), licensable: z.boolean() })
  .meta({ id: 'CatalogTitle' })
export type CatalogTitle = z.infer<typeof CatalogTitle>

/** A title that a manager adds. */
export const NewTitle = z.strictObject({ publisher: CatalogName, title: CatalogName }).meta({ id: 'NewTitle' })
export type NewTitle = z.infer<typeof NewTitle>

export const catalogFiles: FileKind = {
  files: 'catalog files',
  fileTypes: { csv: 5 * mebibyte },
  places: 'imports/catalog/<file>.csv',
  hasGroups: false,
  options: {},
  audited: 'catalog-imported',
  whyNoUndo: 'A catalog file cannot be undone: agreements may name its titles by now.',
}
