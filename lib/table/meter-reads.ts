import * as z from 'zod'
import { sizeOfItem } from './meter-size.ts'
import { unitsToRead } from './meter-units.ts'

const Items = z.array(z.record(z.string(), z.unknown()))
const Reading = z.object({ ConsistentRead: z.boolean().default(false) })
const Batch = z.object({ RequestItems: z.record(z.string(), Reading.extend({ Keys: Items })) })
const Got = z.object({ Item: Items.element.default({}) })
const Met = z.object({ Items: Items.default([]) })
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

/** Read units of an operation, by what was asked and what was answered. A query without a filter returns all it met. */
export const readPrices: Record<string, (input: unknown, output: unknown) => number> = {
  GetItem: (input, output) => unitsToRead(sizeOfItem(Got.parse(output).Item), Reading.parse(input).ConsistentRead),
  Query: (input, output) => unitsToRead(sum(Met.parse(output).Items, sizeOfItem), Reading.parse(input).ConsistentRead),
  BatchGetItem: unitsOfBatch,
}
