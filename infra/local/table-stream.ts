import { setTimeout as sleep } from 'node:timers/promises'
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  type _Record,
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'

/** Milliseconds between two looks at the stream. */
const interval = 100
/** Milliseconds until the stream is opened again after it failed. */
const pause = 1_000

/** Follows the stream of a table from now on, as Lambda does. */
const openStream = async (tableName: string) => {
  const client = new DynamoDBStreamsClient()
  const { Table } = await new DynamoDBClient().send(new DescribeTableCommand({ TableName: tableName }))
  const StreamArn = Table?.LatestStreamArn
  const iterators = new Map<string, string>()
  const known = new Set<string>()

  /** A shard that is found later is read from its beginning: it goes on where another one has ended. */
  const findShards = async (type: 'LATEST' | 'TRIM_HORIZON'): Promise<void> => {
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }))
    for (const { ShardId } of StreamDescription?.Shards ?? []) {
      if (ShardId === undefined || known.has(ShardId)) continue
      known.add(ShardId)
      const { ShardIterator } = await client.send(
        new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: type }),
      )
      if (ShardIterator !== undefined) iterators.set(ShardId, ShardIterator)
    }
  }
  await findShards('LATEST')

  return {
    read: async (): Promise<_Record[]> => {
      const found: _Record[] = []
      for (const [shard, ShardIterator] of iterators) {
        const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator }))
        found.push(...Records)
        if (NextShardIterator !== undefined) iterators.set(shard, NextShardIterator)
        else {
          iterators.delete(shard)
          await findShards('TRIM_HORIZON')
        }
      }
      if (iterators.size === 0) await findShards('TRIM_HORIZON')
      return found
    },
  }
}

/**
 * Hands the changes of a table to a function, until the stack stops. What it did not take is handed to it again.
 * @param opened is called whenever the stream has been opened: what changed before is not told
 */
export const followTable = async (settings: {
  tableName: string
  signal: AbortSignal
  opened: () => Promise<void>
  take: (records: readonly _Record[]) => Promise<void>
  report: (error: unknown) => void
}): Promise<void> => {
  const { tableName, signal, opened, take, report } = settings
  while (!signal.aborted) {
    try {
      const stream = await openStream(tableName)
      await opened()
      while (!signal.aborted) {
        const records = await stream.read()
        if (records.length > 0) await take(records)
        await sleep(interval, undefined, { signal }).catch(() => {})
      }
    } catch (error) {
      if (signal.aborted) return
      report(error)
      await sleep(pause, undefined, { signal }).catch(() => {})
    }
  }
}
