import * as z from 'zod'
import type { Key } from './keys.ts'
import { unitsInTransaction } from './meter-units.ts'
import type { Item } from './table.ts'

/** Reads items by key as they are at this moment, past the meter. */
export type LookUp = (tableName: string, keys: readonly Key[]) => Promise<Item[]>

const Place = z.object({ pk: z.string(), sk: z.string() })
const Target = z.object({ TableName: z.string(), Key: Place })
const Transaction = z.object({
  TransactItems: z.array(
    z.union([
      z
        .object({ Put: z.object({ TableName: z.string(), Item: Place }) })
        .transform(({ Put }) => ({ TableName: Put.TableName, Key: Put.Item })),
      z.object({ Update: Target }).transform(({ Update }) => Update),
      z.object({ Delete: Target }).transform(({ Delete }) => Delete),
      z.object({ ConditionCheck: Target }).transform(({ ConditionCheck }) => ConditionCheck),
    ]),
  ),
})

/**
 * Write units of a transaction. Its items are read before and after it: what it costs depends on what was there, and
 * on what updates make of it. A refused transaction costs what it would have written over.
 * @returns gives the units once the transaction has been answered
 */
export const priceTransaction = async (input: unknown, lookUp: LookUp): Promise<() => Promise<number>> => {
  const writes = Transaction.parse(input).TransactItems
  const keys = writes.map((write) => write.Key)
  const nameOf = ({ pk, sk }: Item): string => JSON.stringify([pk, sk])
  const read = async () => {
    const items = await lookUp(writes[0]?.TableName ?? '', keys)
    return new Map(items.map((item) => [nameOf(item), item]))
  }
  const before = await read()
  return async () => {
    const after = await read()
    const names = keys.map((key) => nameOf({ ...key }))
    return names.reduce(
      (units, name) => units + unitsInTransaction({ before: before.get(name), after: after.get(name) }),
      0,
    )
  }
}
