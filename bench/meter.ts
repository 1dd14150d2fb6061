import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { MetadataBearer, MiddlewareStack } from '@smithy/types'
import * as z from 'zod'
import { connectTable } from '../lib/foundation/table/table.ts'
import { askForUnits, type LookUp, priceWrites, readPrices } from './meter/prices.ts'

/** Attempts by operation. */
export type Requests = Record<string, number>

/** What was asked of the table, with units over the table and its indexes. */
export interface Usage {
  requests: Requests
  readUnits: number
  writeUnits: number
}

const Answer = z.object({ $metadata: z.object({ attempts: z.number().default(1) }) })
const attemptsOf = (answer: unknown): number => Answer.safeParse(answer).data?.$metadata.attempts ?? 1

const isRefused = (error: unknown): boolean =>
  error instanceof Error && ['TransactionCanceledException', 'ConditionalCheckFailedException'].includes(error.name)

/**
 * Counts the requests that a table sends through this client, and computes what they cost by DynamoDB's rules. For
 * tools and tests; nothing deployed carries it.
 * @param lookUp reads what transactions write over, exact as long as nobody else writes there meanwhile; who only reads
 *   needs none
 * @returns the usage, which goes on counting until the meter is taken off
 */
export const attachMeter = (client: DynamoDBClient, lookUp?: LookUp): { usage: Usage; detach: () => void } => {
  const usage: Usage = { requests: {}, readUnits: 0, writeUnits: 0 }
  const count = (operation: string, attempts: number): void => {
    usage.requests[operation] = (usage.requests[operation] ?? 0) + attempts
  }
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const operation = String(context.commandName).replace('Command', '')
      const priceOfRead = readPrices[operation]
      const unitsWritten = lookUp && (await priceWrites(operation, args.input, lookUp))
      // Several may be under way: what was counted before one of them is not what is counted after it.
      const addWritten = async (): Promise<void> => {
        const units = (await unitsWritten?.()) ?? 0
        usage.writeUnits += units
      }
      if (!priceOfRead && !unitsWritten) throw new Error(`The meter has no price for ${operation}.`)
      try {
        const answer = await next({ ...args, input: askForUnits(args.input) })
        count(operation, attemptsOf(answer.output))
        usage.readUnits += priceOfRead?.(args.input, answer.output) ?? 0
        await addWritten()
        return answer
      } catch (error) {
        count(operation, attemptsOf(error))
        if (isRefused(error)) await addWritten()
        throw error
      }
    },
    { step: 'initialize', name: 'meter' },
  )
  return { usage, detach: () => void client.middlewareStack.remove('meter') }
}

interface Client<I extends object, O extends object> {
  middlewareStack: MiddlewareStack<I, O>
}

/** Counts the requests of some work. */
export const counted = async <I extends object, O extends MetadataBearer, T>(
  client: Client<I, O>,
  work: () => Promise<T>,
): Promise<{ requests: Requests; result: T }> => {
  const requests: Requests = {}
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next(args)
      const operation = String(context.commandName).replace('Command', '')
      requests[operation] = (requests[operation] ?? 0) + (answer.output.$metadata.attempts ?? 1)
      return answer
    },
    { step: 'initialize', name: 'counter' },
  )
  try {
    return { result: await work(), requests }
  } finally {
    client.middlewareStack.remove('counter')
  }
}

/** Counts the requests of some work and computes their units. @param aside another client of the same engine */
export const metered = async <T>(
  { client, aside }: { client: DynamoDBClient; aside: DynamoDBClient },
  work: () => Promise<T>,
): Promise<{ usage: Usage; result: T }> => {
  const { usage, detach } = attachMeter(client, (tableName, keys) => connectTable(tableName, aside).getMany(keys))
  try {
    return { result: await work(), usage }
  } finally {
    detach()
  }
}

export const sumOf = (requests: Requests): number => Object.values(requests).reduce((sum, count) => sum + count, 0)

/** Does some work and notes what it cost. */
export type Cost = <T>(pattern: string, work: () => Promise<T>) => Promise<T>
