/** What a program takes that only reads what devices report: reconciliations are compared with it. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb'
import { devicePartitions, namePartitions, seenPartitions } from '../lib/foundation/table/keys.ts'

const client = DynamoDBDocumentClient.from(new DynamoDBClient())

const only: [partitions: readonly string[], attributes: string][] = [
  [devicePartitions, '#sk, #id, #name, #names'],
  [seenPartitions, '#sk, #reportedAt'],
  [namePartitions, '#sk, #publisher, #title, #seenAt'],
]

export const handler = async () => {
  let items = 0
  for (const [partitions, ProjectionExpression] of only) {
    const names = ProjectionExpression.split(', ').map((name) => [name, name.slice(1)])
    for (const partition of partitions) {
      const query = {
        TableName: process.env.TABLE_NAME,
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': 'pk', ...Object.fromEntries(names) },
        ExpressionAttributeValues: { ':pk': partition },
        ProjectionExpression,
        ConsistentRead: true,
      }
      for await (const { Count = 0 } of paginateQuery({ client }, query)) items += Count
    }
  }
  return { batchItemFailures: [], items }
}
