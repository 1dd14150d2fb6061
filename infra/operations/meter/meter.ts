import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod'
import { askForUnits, readPrices } from './meter-reads.ts'
import { type LookUp, priceWrites } from './meter-writes.ts'

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
      if (!priceOfRead && !unitsWritten) throw new Error(`The meter has no price for ${operation}.`)
      try {
        const answer = await next({ ...args, input: askForUnits(args.input) })
        count(operation, attemptsOf(answer.output))
        usage.readUnits += priceOfRead?.(args.input, answer.output) ?? 0
        usage.writeUnits += (await unitsWritten?.()) ?? 0
        return answer
      } catch (error) {
        count(operation, attemptsOf(error))
        if (isRefused(error)) usage.writeUnits += (await unitsWritten?.()) ?? 0
        throw error
      }
    },
    { step: 'initialize', name: 'meter' },
  )
  return { usage, detach: () => void client.middlewareStack.remove('meter') }
}
