import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod'

const Consumed = z.object({ CapacityUnits: z.number() })
const Priced = z.object({
  ConsumedCapacity: z.union([z.array(Consumed), Consumed.transform((one) => [one])]).default([]),
})

/** What the engine itself says that some work costs. */
export const pricedByEngine = async <T>(client: DynamoDBClient, work: () => Promise<T>) => {
  const units = { readUnits: 0, writeUnits: 0 }
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } })
      const kind = /^(?:GetItem|BatchGetItem|Query)/.test(String(context.commandName)) ? 'readUnits' : 'writeUnits'
      for (const { CapacityUnits } of Priced.parse(answer.output).ConsumedCapacity) units[kind] += CapacityUnits
      return answer
    },
    { step: 'initialize', name: 'engine-prices' },
  )
  try {
    return { units, result: await work() }
  } finally {
    client.middlewareStack.remove('engine-prices')
  }
}
