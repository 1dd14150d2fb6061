import * as z from 'zod'
import { TitleId } from '../software/software.ts'
import { PositionStatus } from '../software/title-store.ts'
import { shortfalls } from '../table/keys.ts'
import type { Table } from '../table/table.ts'

const atMost = 10

export const Shortfall = z.strictObject({
  titleId: TitleId,
  publisher: z.string(),
  title: z.string(),
  entitled: z.int(),
  installed: z.int(),
  difference: z.int().meta({ description: 'entitled - installed.' }),
  status: PositionStatus.extract(['short', 'no-entitlement']),
})
type Shortfall = z.infer<typeof Shortfall>

const Listed = z.object({
  id: TitleId,
  publisher: z.string(),
  title: z.string(),
  entitled: z.number().default(0),
  installed: z.number(),
})

/** The titles that lack most licenses, those that have some before those that have none: one query. */
export const readShortfalls = async (table: Table): Promise<Shortfall[]> => {
  const { items } = await table.query({ index: 'gsi3', partition: shortfalls, limit: atMost })
  return items.map((item) => {
    const { id, publisher, title, entitled, installed } = Listed.parse(item)
    const status = entitled > 0 ? 'short' : 'no-entitlement'
    return { titleId: id, publisher, title, entitled, installed, difference: entitled - installed, status }
  })
}
