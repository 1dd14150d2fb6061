import * as z from 'zod'
import { sizeOfItem } from './meter-size.ts'
import { unitsToRead } from './meter-units.ts'

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
