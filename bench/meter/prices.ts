import * as z from 'zod'
import type { Key } from '../../lib/foundation/table/keys.ts'
import type { Item } from '../../lib/foundation/table/table.ts'
import { sizeOfItem, unitsAlone, unitsInTransaction, unitsToRead } from './units.ts'

const Items = z.array(z.record(z.string(), z.unknown()))
const Reading = z.object({ ConsistentRead: z.boolean().default(false) })
const Batch = z.object({ RequestItems: z.record(z.string(), Reading.extend({ Keys: Items })) })
const Got = z.object({ Item: Items.element.default({}) })
const Met = z.object({
  Items: Items.default([]),
  ConsumedCapacity: z.object({ CapacityUnits: z.number() }).optional(),
})
const Answered = z.object({
  Responses: z.record(z.string(), Items).default({}),
  UnprocessedKeys: z.record(z.string(), z.object({ Keys: Items })).default({}),
})

const sum = <T>(members: readonly T[], amount: (member: T) => number): number =>
  members.reduce((total, member) => total + amount(member), 0)

/** A batch costs what its items cost singly; a key that is not there costs as much as a small item. */
const unitsOfBatch = (input: unknown, output: unknown): number => {
  const { Responses, UnprocessedKeys } = Answered.parse(output)
  return sum(Object.entries(Batch.parse(input).RequestItems), ([table, { Keys, ConsistentRead }]) => {
    const items = Responses[table] ?? []
    const missing = Keys.length - items.length - (UnprocessedKeys[table]?.Keys.length ?? 0)
    const found = sum(items, (item) => unitsToRead(sizeOfItem(item), ConsistentRead))
    return found + missing * unitsToRead(0, ConsistentRead)
  })
}

/** What a query met is what it returns, without a filter and without a projection. */
const unitsOfQuery = (input: unknown, output: unknown): number => {
  const { Items: met, ConsumedCapacity } = Met.parse(output)
  return ConsumedCapacity?.CapacityUnits ?? unitsToRead(sum(met, sizeOfItem), Reading.parse(input).ConsistentRead)
}

/** A query for some attributes costs what whole items cost, which the table alone knows. */
export const askForUnits = <T extends object>(input: T): T =>
  'ProjectionExpression' in input && input.ProjectionExpression !== undefined
    ? { ...input, ReturnConsumedCapacity: 'TOTAL' }
    : input

/** Read units of an operation, by what was asked and what was answered. */
export const readPrices: Record<string, (input: unknown, output: unknown) => number> = {
  GetItem: (input, output) => unitsToRead(sizeOfItem(Got.parse(output).Item), Reading.parse(input).ConsistentRead),
  Query: unitsOfQuery,
  BatchGetItem: unitsOfBatch,
}

/** Reads items by key as they are at this moment, past the meter. */
export type LookUp = (tableName: string, keys: readonly Key[]) => Promise<Item[]>

const Place = z.object({ pk: z.string(), sk: z.string() })
const Target = z.object({ TableName: z.string(), Key: Place })
const NewItem = z
  .object({ TableName: z.string(), Item: Place })
  .transform(({ TableName, Item: Key }) => ({ TableName, Key }))
const Transaction = z.object({
  TransactItems: z.array(
    z.union([
      z.object({ Put: NewItem }).transform(({ Put }) => Put),
      z.object({ Update: Target }).transform(({ Update }) => Update),
      z.object({ Delete: Target }).transform(({ Delete }) => Delete),
      z.object({ ConditionCheck: Target }).transform(({ ConditionCheck }) => ConditionCheck),
    ]),
  ),
})

type Target = z.output<typeof Target>

/** What an operation writes, and what each of these writes costs; undefined for one that does not write. */
const writesOf = (operation: string, input: unknown): { targets: Target[]; price: typeof unitsAlone } | undefined => {
  if (operation === 'TransactWriteItems')
    return { targets: Transaction.parse(input).TransactItems, price: unitsInTransaction }
  if (operation === 'PutItem') return { targets: [NewItem.parse(input)], price: unitsAlone }
  if (operation === 'UpdateItem' || operation === 'DeleteItem')
    return { targets: [Target.parse(input)], price: unitsAlone }
  return undefined
}

/**
 * Write units of a request. Its items are read before and after it: what it costs depends on what was there, and on
 * what updates make of it. A refused one costs what it would have written over.
 * @returns gives the units once the request has been answered; undefined when it does not write
 */
export const priceWrites = async (
  operation: string,
  input: unknown,
  lookUp: LookUp,
): Promise<(() => Promise<number>) | undefined> => {
  const writes = writesOf(operation, input)
  if (!writes) return undefined
  const { targets, price } = writes
  const keys = targets.map(({ Key: { pk, sk } }) => ({ pk, sk }))
  const nameOf = ({ pk, sk }: Item): string => JSON.stringify([pk, sk])
  const read = async () => {
    const items = await lookUp(targets[0]?.TableName ?? '', keys)
    return new Map(items.map((item) => [nameOf(item), item]))
  }
  const before = await read()
  return async () => {
    const after = await read()
    return keys
      .map((key) => nameOf({ ...key }))
      .reduce((units, name) => units + price({ before: before.get(name), after: after.get(name) }), 0)
  }
}
