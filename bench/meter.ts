import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { MetadataBearer, MiddlewareStack } from '@smithy/types'
import { attachMeter, type Requests, type Usage } from '../infra/operations/meter/meter.ts'
import { connectTable } from '../lib/foundation/table/table.ts'

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
