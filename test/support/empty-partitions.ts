import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** Partitions into which something was written, by table. */
const filled = new Map<string, Set<string>>()
/** Forms of questions that the engine has answered. */
const answered = new Set<string>()

/** Begins to note what is written into a new table, by clients that {@link spareQuestions} has seen. */
export const noteWrites = (tableName: string): void => void filled.set(tableName, new Set())

const textOf = (value: unknown): string => (typeof value === 'string' ? value : String(Object(value).S))

type Input = Record<string, Record<string, unknown>> & { TableName?: string; TransactItems?: Record<string, Input>[] }

const noteItems = (input: Input): void => {
  for (const one of input.TransactItems?.flatMap((item) => Object.values(item)) ?? [input])
    filled.get(String(one.TableName))?.add(textOf((one.Item ?? one.Key)?.pk))
}

/**
 * Answers for the engine what it would say of partitions into which nothing was ever written: nothing. A reconciliation
 * asks for some 140 partitions, most of which are empty in tests. The first question of each form goes to the engine,
 * which would refuse a wrong one.
 */
export const spareQuestions = (client: DynamoDBClient): DynamoDBClient => {
  client.middlewareStack.add(
    (next, context) => (args) => {
      const input = args.input as Input
      if (context.commandName !== 'QueryCommand') {
        noteItems(input)
        return next(args)
      }
      const { ExpressionAttributeValues: values = {}, ExclusiveStartKey: _, ...rest } = input
      const partitions = 'IndexName' in input && input.IndexName ? undefined : filled.get(String(input.TableName))
      if (!partitions || partitions.has(textOf(values[':pk']))) return next(args)
      const form = JSON.stringify([Object.keys(values), { ...rest, TableName: undefined }])
      if (!answered.has(form)) return next(args).finally(() => answered.add(form))
      return Promise.resolve({ response: {}, output: { Items: [], Count: 0, ScannedCount: 0, $metadata: {} } as never })
    },
    { step: 'initialize', name: 'empty-partitions', priority: 'low' },
  )
  return client
}
