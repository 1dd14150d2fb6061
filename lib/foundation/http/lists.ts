import * as z from 'zod'

const cursor = z.string().optional().meta({ description: 'Where the list goes on; absent on its last page.' })

/** A page of a list on the wire. */
export const listOf = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), cursor })
