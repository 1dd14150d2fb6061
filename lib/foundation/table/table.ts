import { ConditionalCheckFailedException, DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { chunksOf } from '../collections.ts'
import { Busy, pause, raceLost } from './attempts.ts'
import { type IndexName, tableDefinition } from './definition.ts'
import { type Changes, type Condition, conditionParameters, updateParameters } from './expression.ts'
import type { Key } from './keys.ts'
import { DeadlineRetryStrategy } from './retry.ts'

/** An item as stored; parse it with the schema of its kind before use. */
export type Item = Record<string, unknown>

type WriteItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number]

/** One item of a transaction, with the error that its failed condition means. */
export interface Write {
  readonly operation: (tableName: string) => WriteItem
  /** Names the error when the condition fails, RaceLost by default. @param existing the item that stood in the way */
  readonly refused: (existing?: Item) => Error | Promise<Error>
}

type Refusal = Write['refused']

/** Writes a whole item. Without a condition it replaces whatever stands there. */
export const put = <T extends Key>(item: T, condition: Condition, refused: Refusal = raceLost): Write => ({
  operation: (TableName) => ({ Put: { TableName, Item: { ...item }, ...conditionParameters(condition) } }),
  refused,
})

export const update = (
  { pk, sk }: Key,
  changes: Changes,
  condition: Condition,
  refused: Refusal = raceLost,
): Write => ({
  operation: (TableName) => ({ Update: { TableName, Key: { pk, sk }, ...updateParameters(changes, condition) } }),
  refused,
})

/** Deletes an item; without a condition, if it is there. */
export const remove = ({ pk, sk }: Key, condition: Condition, refused: Refusal = raceLost): Write => ({
  operation: (TableName) => ({ Delete: { TableName, Key: { pk, sk }, ...conditionParameters(condition) } }),
  refused,
})

/** Changes nothing: the transaction is on condition of how this item is. */
export const check = ({ pk, sk }: Key, condition: Condition, refused: Refusal = raceLost): Write => ({
  operation: (TableName) => {
    const { ConditionExpression = '', ...parameters } = conditionParameters(condition)
    return { ConditionCheck: { TableName, Key: { pk, sk }, ConditionExpression, ...parameters } }
  },
  refused,
})

export class TransactionRefused extends Error {
  override name = 'TransactionRefused'
  /** The refused writes with the items that stood in the way, in the order of the transaction. */
  readonly failures: readonly { write: Write; existing: Item | undefined }[]

  constructor(failures: TransactionRefused['failures']) {
    super(`${failures.length} condition(s) of a transaction did not hold`)
    this.failures = failures
  }
}

export interface Query {
  index?: IndexName
  partition: string
  /** Bounds of the sort key; at most one of them, as DynamoDB takes one condition on it. */
  prefix?: string
  from?: string
  after?: string
  before?: string
  between?: [string, string]
  newestFirst?: boolean
  limit?: number
  /** Attributes to read; all of them when absent. It saves time, not capacity. */
  only?: readonly string[]
  /** Reads of the table itself are consistent, unless this says otherwise, at half the price; an index cannot be. */
  consistent?: false
  startKey?: Item | undefined
}

export interface Page {
  items: Item[]
  lastKey?: Item | undefined
}

export const transactionLimit = 100
const batchGetLimit = 100
const batchesAtOnce = 4

const sortCondition = (query: Query): [string, Record<string, string>] => {
  if (query.prefix !== undefined) return [' AND begins_with(#sk, :prefix)', { ':prefix': query.prefix }]
  if (query.from !== undefined) return [' AND #sk >= :from', { ':from': query.from }]
  if (query.after !== undefined) return [' AND #sk > :after', { ':after': query.after }]
  if (query.before !== undefined) return [' AND #sk < :before', { ':before': query.before }]
  if (query.between) return [' AND #sk BETWEEN :from AND :to', { ':from': query.between[0], ':to': query.between[1] }]
  return ['', {}]
}

const throttled = [
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'InternalServerError',
  'TransactionConflictException',
]

const orBusy = (error: unknown): unknown =>
  error instanceof Error && throttled.includes(error.name) ? new Busy(error) : error

const newClient = () => {
  const client = new DynamoDBClient({
    retryStrategy: new DeadlineRetryStrategy(),
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  })
  // It copies all of each answer for a log that nobody keeps.
  client.middlewareStack.remove('loggerMiddleware')
  return client
}

export const connectTable = (tableName: string, client = newClient()) => {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })

  const sending = <T>(request: Promise<T>): Promise<T> =>
    request.catch((error: unknown) => {
      throw orBusy(error)
    })

  const getBatch = async (keys: readonly Key[], consistent: boolean): Promise<Item[]> => {
    const found: Item[] = []
    let wanted: Record<string, unknown>[] = keys.map(({ pk, sk }) => ({ pk, sk }))
    for (let attempt = 0; wanted.length > 0; attempt++) {
      if (attempt > 0) await pause(attempt)
      const RequestItems = { [tableName]: { Keys: wanted, ConsistentRead: consistent } }
      const answer = await sending(documents.send(new BatchGetCommand({ RequestItems })))
      found.push(...(answer.Responses?.[tableName] ?? []))
      wanted = answer.UnprocessedKeys?.[tableName]?.Keys ?? []
    }
    return found
  }

  const send = async ({ Put, Update, Delete }: WriteItem): Promise<Item | undefined> => {
    if (Put) await documents.send(new PutCommand(Put))
    else if (Update) return (await documents.send(new UpdateCommand({ ...Update, ReturnValues: 'ALL_NEW' }))).Attributes
    else if (Delete) await documents.send(new DeleteCommand(Delete))
    return undefined
  }

  const writeAlone = async (write: Write, operation: WriteItem): Promise<Item | undefined> => {
    try {
      return await send(operation)
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException)
        throw new TransactionRefused([{ write, existing: error.Item && unmarshall(error.Item) }])
      throw orBusy(error)
    }
  }

  return {
    get: async ({ pk, sk }: Key): Promise<Item | undefined> => {
      const command = new GetCommand({ TableName: tableName, Key: { pk, sk }, ConsistentRead: true })
      return (await sending(documents.send(command))).Item
    },

    /** Items that are there, in no order. @param consistent false reads at half the price what may be a moment old */
    getMany: async (keys: readonly Key[], { consistent = true } = {}): Promise<Item[]> => {
      const found: Item[] = []
      const different = [...new Map(keys.map((key) => [JSON.stringify([key.pk, key.sk]), key])).values()]
      for (const batches of chunksOf(chunksOf(different, batchGetLimit), batchesAtOnce)) {
        const answers = await Promise.all(batches.map((batch) => getBatch(batch, consistent)))
        found.push(...answers.flat())
      }
      return found
    },

    query: async (query: Query): Promise<Page> => {
      const index = tableDefinition.indexes.find(({ name }) => name === query.index)
      const [condition, values] = sortCondition(query)
      const answer = await sending(
        documents.send(
          new QueryCommand({
            TableName: tableName,
            IndexName: index?.name,
            KeyConditionExpression: `#pk = :pk${condition}`,
            ExpressionAttributeNames: {
              '#pk': index?.partitionKey ?? 'pk',
              ...(condition !== '' && { '#sk': index?.sortKey ?? 'sk' }),
              ...Object.fromEntries((query.only ?? []).map((name) => [`#${name}`, name])),
            },
            ProjectionExpression: query.only?.map((name) => `#${name}`).join(),
            ExpressionAttributeValues: { ':pk': query.partition, ...values },
            ScanIndexForward: query.newestFirst !== true,
            ConsistentRead: query.consistent ?? index === undefined,
            Limit: query.limit,
            ExclusiveStartKey: query.startKey,
          }),
        ),
      )
      return { items: answer.Items ?? [], lastKey: answer.LastEvaluatedKey }
    },

    /**
     * All writes or none; one alone needs no transaction, and costs half. Throttling and conflicts are retried.
     * @throws TransactionRefused when conditions do not hold, Busy when no time is left
     */
    transact: async (writes: readonly Write[]): Promise<void> => {
      const [only, ...others] = writes
      const operation = only?.operation(tableName)
      if (only && operation && others.length === 0 && !operation.ConditionCheck) {
        await writeAlone(only, operation)
        return
      }
      try {
        await documents.send(
          new TransactWriteCommand({ TransactItems: writes.map(({ operation }) => operation(tableName)) }),
        )
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw orBusy(error)
        const reasons = error.CancellationReasons ?? []
        const failures = writes.flatMap((write, index) => {
          const reason = reasons[index]
          if (reason?.Code !== 'ConditionalCheckFailed') return []
          return [{ write, existing: reason.Item && unmarshall(reason.Item) }]
        })
        if (failures.length > 0) throw new TransactionRefused(failures)
        const transient = reasons.some(
          ({ Code }) => Code !== undefined && Code !== 'None' && Code !== 'ValidationError',
        )
        throw transient ? new Busy(error) : error
      }
    },

    /** Updates one item. @returns its attributes afterwards @throws TransactionRefused */
    change: async (write: Write): Promise<Item> => (await writeAlone(write, write.operation(tableName))) ?? {},
  }
}

export type Table = ReturnType<typeof connectTable>

/** What an error of a transaction means: if it was refused, the error that its first refused write gives. */
export const refusalOf = async (error: unknown): Promise<unknown> => {
  const [first] = error instanceof TransactionRefused ? error.failures : []
  return first ? first.write.refused(first.existing) : error
}

/** Commits a transaction, if there are writes. @throws the error that the first refused write gives */
export const commit = async (table: Table, writes: readonly Write[]): Promise<void> => {
  if (writes.length === 0) return
  try {
    await table.transact(writes)
  } catch (error) {
    throw await refusalOf(error)
  }
}

/** A query, page by page. The next page is read when it is asked for. */
export async function* pagesOf(table: Table, query: Query): AsyncGenerator<Item[]> {
  let startKey: Item | undefined
  do {
    const { items, lastKey } = await table.query({ ...query, startKey })
    yield items
    startKey = lastKey
  } while (startKey)
}

export const queryAll = async (table: Table, query: Query): Promise<Item[]> => {
  const all: Item[] = []
  for await (const items of pagesOf(table, query)) all.push(...items)
  return all
}
