import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndexDescription,
  type KeySchemaElement,
  ResourceInUseException,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { type IndexName, tableDefinition } from '../../lib/table/definition.ts'
import { missingAttributes } from '../missing-attributes.ts'

/** Milliseconds between looks at an index that is being made, and the longest that one is waited for. */
const interval = 100
const patience = 10 * 60_000

interface Keys {
  partitionKey: string
  sortKey: string
}
type Index = (typeof tableDefinition.indexes)[number]

const keySchema = ({ partitionKey, sortKey }: Keys): KeySchemaElement[] => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  { AttributeName: sortKey, KeyType: 'RANGE' },
]

const attributesOf = (...keys: readonly Keys[]) =>
  [...new Set(keys.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]))].map((name) => ({
    AttributeName: name,
    AttributeType: 'S' as const,
  }))

const indexSchema = (index: Index) => ({
  IndexName: index.name,
  KeySchema: keySchema(index),
  Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...tableDefinition.projected] },
})

/** An index, once it is there for good; undefined when it is not. @throws Error when that takes too long */
const settledIndex = async (
  client: DynamoDBClient,
  tableName: string,
  name: IndexName,
): Promise<GlobalSecondaryIndexDescription | undefined> => {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(interval)) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }))
    const index = Table?.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === name)
    if (!index || index.IndexStatus === 'ACTIVE') return index
  }
  throw new Error(`The index ${name} of ${tableName} is still not ready. Start again, and it is waited for once more.`)
}

/** A table that an earlier version made lacks indexes, or has some that lack attributes: they are made anew. */
const renewIndexes = async (client: DynamoDBClient, tableName: string): Promise<void> => {
  for (const index of tableDefinition.indexes) {
    const { name } = index
    const there = await settledIndex(client, tableName, name)
    if (there && missingAttributes(there).length === 0) continue
    console.log(`The table is of an earlier version. Its index ${name} is being made; this takes a while.`)
    const update = (change: 'Create' | 'Delete') =>
      client.send(
        new UpdateTableCommand({
          TableName: tableName,
          AttributeDefinitions: attributesOf(tableDefinition, index),
          GlobalSecondaryIndexUpdates: [{ [change]: change === 'Create' ? indexSchema(index) : { IndexName: name } }],
        }),
      )
    if (there) {
      await update('Delete')
      await settledIndex(client, tableName, name)
    }
    await update('Create')
    await settledIndex(client, tableName, name)
  }
}

/** Makes the table as it is deployed; one that is there gets the indexes that it lacks. */
export const createTable = async (client: DynamoDBClient, tableName: string): Promise<void> => {
  const { indexes, timeToLive } = tableDefinition
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keySchema(tableDefinition),
        AttributeDefinitions: attributesOf(tableDefinition, ...indexes),
        GlobalSecondaryIndexes: indexes.map(indexSchema),
      }),
    )
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error
    await renewIndexes(client, tableName)
  }
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: tableName }))
  if (TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED') return
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: tableName,
      TimeToLiveSpecification: { AttributeName: timeToLive, Enabled: true },
    }),
  )
}
