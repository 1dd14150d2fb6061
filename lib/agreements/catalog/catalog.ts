import * as z from 'zod'
import { refusing } from '../../foundation/text/fault.ts'
import { maximumNameCharacters, titleNameFault } from '../../recognition/titles/title-name.ts'
import { type FileKind, mebibyte, workbookBytes } from '../../work/imports/file-kind.ts'

const CatalogName = z
  .string()
  .transform((name) => name.trim())
  .check(refusing('invalid-name', titleNameFault))
  .meta({ description: `1-${maximumNameCharacters} characters after trimming, no control characters.` })

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
  fileTypes: { csv: 5 * mebibyte, xlsx: workbookBytes },
  places: 'imports/catalog/<file>.csv or .xlsx',
  hasGroups: false,
  options: {},
  audited: 'catalog-imported',
  whyNoUndo: () => 'A catalog file cannot be undone: agreements may name its titles by now.',
}
