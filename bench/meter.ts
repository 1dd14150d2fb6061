import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { MetadataBearer, MiddlewareStack } from '@smithy/types'
import * as z from 'zod'

/** Attempts by operation. */
export type Requests = Record<string, number>

/** What some work asked of the table, with units over the table and its indexes. */
export interface Usage {
  requests: Requests
  readUnits: number
  writeUnits: number
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

const Consumed = z.object({ CapacityUnits: z.number() })
const Priced = z.object({
  ConsumedCapacity: z.union([z.array(Consumed), Consumed.transform((one) => [one])]).default([]),
})

/** Counts the requests of some work and their units, as the engine prices them. */
export const metered = async <T>(
  client: DynamoDBClient,
  work: () => Promise<T>,
): Promise<{ usage: Usage; result: T }> => {
  const units = { readUnits: 0, writeUnits: 0 }
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } })
      const { ConsumedCapacity } = Priced.parse(answer.output)
      const kind = String(context.commandName).startsWith('TransactWriteItems') ? 'writeUnits' : 'readUnits'
      for (const { CapacityUnits } of ConsumedCapacity) units[kind] += CapacityUnits
      return answer
    },
    { step: 'initialize', name: 'meter' },
  )
  try {
    const { requests, result } = await counted(client, work)
    return { usage: { requests, ...units }, result }
  } finally {
    client.middlewareStack.remove('meter')
  }
}

export const sumOf = (requests: Requests): number => Object.values(requests).reduce((sum, count) => sum + count, 0)

/** Does some work and notes what it cost. */
export type Cost = <T>(pattern: string, work: () => Promise<T>) => Promise<T>
