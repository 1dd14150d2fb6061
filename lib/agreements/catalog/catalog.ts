import * as z from 'zod'
import { CatalogName } from './catalog-name.ts'

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
