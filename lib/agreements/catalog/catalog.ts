import * as z from 'zod'
import { refusing } from '../../foundation/text/fault.ts'
import { type FileKind, mebibyte } from '../../work/imports/file-kind.ts'

const maximumCharacters = 256
/** Control characters and the characters that override the direction of text. */
const invisible = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

export const catalogNameFault = (name: string): string | undefined => {
  if (!/[\p{L}\p{N}]/u.test(name)) return 'The name has no letter and no digit.'
  if (!name.isWellFormed()) return 'The name holds half of a character (a lone surrogate).'
  const { length } = [...name]
  if (length > maximumCharacters) return `The name has ${length} characters; at most ${maximumCharacters} are allowed.`
  return invisible.test(name) ? 'The name has control characters. Type it again.' : undefined
}

const CatalogName = z
  .string()
  .transform((name) => name.trim())
  .check(refusing('invalid-name', catalogNameFault))
  .meta({ description: `1-${maximumCharacters} characters after trimming, no control characters.` })

export const CatalogPublisher = z.strictObject({ name: z.string() }).meta({ id: 'CatalogPublisher' })
export type CatalogPublisher = z.infer<typeof CatalogPublisher>

export const CatalogTitle = z
  .strictObject({ id: z.string(), title: z.string(), publisher: z.string(), licensable: z.boolean() })
  .meta({ id: 'CatalogTitle' })
export type CatalogTitle = z.infer<typeof CatalogTitle>

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
