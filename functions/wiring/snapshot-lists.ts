import * as z from 'zod'
import { listOf, ok, type Reply } from '../../lib/foundation/http/route.ts'
import { basisShape } from '../../lib/positions/snapshot/snapshot-reader.ts'

const counts = z.record(z.string(), z.int())

const sumsOf = (names: readonly string[]) =>
  z.strictObject({ count: z.int(), ...Object.fromEntries(names.map((name) => [name, z.number()])) })

/**
 * A page of a list that is computed, on the wire.
 * @param totals names of the columns that are added up
 * @param facets names of the columns whose values are counted
 * @param byUnit what is added up by unit
 */
export const snapshotListOf = <T extends z.ZodType>(
  item: T,
  {
    totals,
    facets = [],
    byUnit,
  }: {
    totals: readonly string[]
    facets?: readonly string[]
    byUnit?: { name: string; totals: readonly string[] }
  },
) =>
  listOf(item).extend({
    totals: sumsOf(totals)
      .extend(byUnit ? { [byUnit.name]: z.record(z.string(), sumsOf(byUnit.totals)) } : {})
      .meta({ description: 'Of all pages together.' }),
    ...(facets.length > 0 && {
      facets: z.strictObject(Object.fromEntries(facets.map((name) => [name, counts]))).meta({
        description: 'How many items have each value, under all filters but the one of that name.',
      }),
    }),
    ...basisShape,
  })

/** A day of which the last snapshot answers. */
export const asOf = z.iso.date().optional().meta({
  description:
    'A day in the time zone of the ledger: as it was at its end, or at the end of the last day before it that has a snapshot. 400 days are kept, what they say of devices for 35.',
})

/** By which field a list is sorted. @param fields names of fields */
export const sortBy = (fields: readonly string[]) =>
  z
    .enum([...fields, ...fields.map((field) => `-${field}`)])
    .optional()
    .meta({ description: 'A field, with `-` before it from the largest. Items without a value are last both ways.' })

/** Several values of a filter, with commas between. */
export const severalOf = <T extends z.ZodType<string, string>>(value: T) =>
  z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .pipe(z.array(value))

/** Answers a page with the id of its snapshot as its tag. */
export const listed = <T extends { snapshotId?: string }>({ snapshotId, ...page }: T): Reply => ({
  ...ok(page),
  ...(snapshotId !== undefined && { headers: { etag: `"${snapshotId}"` } }),
})
