import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { HttpRequest } from '@smithy/core/transport'

/** A request as it left, and which of the earlier ones had been answered by then. */
export interface Sent {
  operation: string
  body: string
  behind: number[]
}

/** Notes every request of some work. */
export const recorded = async <T>(
  client: DynamoDBClient,
  work: () => Promise<T>,
): Promise<{ log: Sent[]; result: T }> => {
  const log: Sent[] = []
  let answered: number[] = []
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (!HttpRequest.isInstance(args.request)) return next(args)
      const operation = String(context.commandName).replace('Command', '')
      const index = log.push({ operation, body: new TextDecoder().decode(args.request.body), behind: answered }) - 1
      answered = []
      const result = await next(args)
      answered.push(index)
      return result
    },
    { step: 'finalizeRequest', name: 'recorder', priority: 'low' },
  )
  try {
    return { result: await work(), log }
  } finally {
    client.middlewareStack.remove('recorder')
  }
}

/** A token would make the engine answer from what it remembers; the plain client makes one of its own. */
const perRequest = new Set(['ClientRequestToken', 'ReturnConsumedCapacity'])

const inputOf = (body: string) => JSON.parse(body, (key, value) => (perRequest.has(key) ? undefined : value))

/** @returns sends the request as a program would that knows nothing but the request */
const sender = (client: DynamoDBClient, { operation, body }: Sent, table: { from: string; to: string }) => {
  const input = inputOf(body.replaceAll(table.from, table.to))
  switch (operation) {
    case 'GetItem':
      return () => client.send(new GetItemCommand(input))
    case 'BatchGetItem':
      return () => client.send(new BatchGetItemCommand(input))
    case 'Query':
      return () => client.send(new QueryCommand(input))
    case 'TransactWriteItems':
      return () => client.send(new TransactWriteItemsCommand(input))
    default:
      throw new Error(`Nothing is known of ${operation}.`)
  }
}

/**
 * Makes ready to send recorded requests again, in their order and as many at once as they were: each waits for the
 * answers that its original was behind.
 */
export const replayOf = (client: DynamoDBClient, log: readonly Sent[], table: { from: string; to: string }) => {
  const steps = log.map((sent) => ({ send: sender(client, sent, table), behind: sent.behind }))
  return async (): Promise<void> => {
    const answers: Promise<unknown>[] = []
    for (const { send, behind } of steps) {
      await Promise.all(behind.map((index) => answers[index]))
      answers.push(send())
    }
    await Promise.all(answers)
  }
}

/** Items that the transactions of a log write to other partitions than these. */
export const writesBeside = (log: readonly Sent[], partitions: RegExp): number =>
  log
    .filter(({ operation }) => operation === 'TransactWriteItems')
    .flatMap(({ body }): Record<string, Record<string, unknown>>[] => inputOf(body).TransactItems)
    .map(({ Put, Update, Delete }) => JSON.stringify(Put?.Item ?? Update?.Key ?? Delete?.Key))
    .filter((item) => !partitions.test(/"pk":\{"S":"([^"]*)"/.exec(item)?.[1] ?? '')).length
