import {
  CreateTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { tableDefinition } from '../../lib/foundation/table/definition.ts'

interface Keys {
  partitionKey: string
  sortKey: string
}

const keySchema = ({ partitionKey, sortKey }: Keys): KeySchemaElement[] => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  { AttributeName: sortKey, KeyType: 'RANGE' },
]

const attributesOf = (...keys: readonly Keys[]) =>
  [...new Set(keys.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]))].map((name) => ({
    AttributeName: name,
    AttributeType: 'S' as const,
  }))

/**
 * Makes the table as it is deployed, unless it is there.
 * @param hasStream whether its changes can be followed
 */
export const createTable = async (client: DynamoDBClient, tableName: string, hasStream: boolean): Promise<void> => {
  const { indexes, timeToLive, projected } = tableDefinition
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keySchema(tableDefinition),
        AttributeDefinitions: attributesOf(tableDefinition, ...indexes),
        GlobalSecondaryIndexes: indexes.map((index) => ({
          IndexName: index.name,
          KeySchema: keySchema(index),
          Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...projected] },
        })),
        ...(hasStream && { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' as const } }),
      }),
    )
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error
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
