import { randomUUID } from 'node:crypto'
import { CreateTableCommand, DescribeTableCommand, PutItemCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import { createTable } from '../../infra/local/create-table.ts'
import { type IndexName, tableDefinition } from '../../lib/table/definition.ts'
import { connectTable } from '../../lib/table/table.ts'
import { clientOf } from '../support/ledger-on.ts'

const client = clientOf(inject('dynamodbEndpoint'))
const string = (name: string) => ({ AttributeName: name, AttributeType: 'S' as const })
const keySchema = (partitionKey: string, sortKey: string) => [
  { AttributeName: partitionKey, KeyType: 'HASH' as const },
  { AttributeName: sortKey, KeyType: 'RANGE' as const },
]
const item = { pk: 'TITLE#1', sk: 'TITLE', id: '1', title: 'Photoshop', entitled: 5 }
const places = { gsi1pk: 'A', gsi2pk: 'B', gsiSk: 'x', gsi3pk: 'C', gsi3Sk: 'y' }

/** A table with an item, as an earlier version made it: an index is missing, and one does not have what lists show. */
const earlierTable = async (): Promise<string> => {
  const TableName = `earlier-${randomUUID()}`
  const index = (name: string, attributes: readonly string[]) => ({
    IndexName: name,
    KeySchema: keySchema(`${name}pk`, 'gsiSk'),
    Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...attributes] },
  })
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keySchema('pk', 'sk'),
      AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi2pk', 'gsiSk'].map(string),
      GlobalSecondaryIndexes: [index('gsi1', ['id', 'title']), index('gsi2', tableDefinition.projected)],
    }),
  )
  await client.send(new PutItemCommand({ TableName, Item: marshall({ ...item, ...places }) }))
  return TableName
}

/** Names of the indexes that are changed while something runs. */
const changedBy = async (run: () => Promise<void>): Promise<string[]> => {
  const changed: string[] = []
  client.middlewareStack.add(
    (next, context) => (args) => {
      if (context.commandName === UpdateTableCommand.name) changed.push(JSON.stringify(args.input))
      return next(args)
    },
    { step: 'initialize', name: 'watch' },
  )
  await run()
  client.middlewareStack.remove('watch')
  return changed.flatMap((input) => /"IndexName":"(\w+)"/.exec(input)?.[1] ?? [])
}

afterEach(() => vi.restoreAllMocks())

describe('The table of the local stack', () => {
  it('of an earlier version gets the indexes and attributes that it lacks, with what it holds', async () => {
    const said = vi.spyOn(console, 'log').mockImplementation(() => {})
    const tableName = await earlierTable()
    expect(await changedBy(() => createTable(client, tableName))).toEqual(['gsi1', 'gsi1', 'gsi3'])
    expect(said.mock.calls.flat()).toEqual([expect.stringContaining('gsi1'), expect.stringContaining('gsi3')])

    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }))
    const indexes = Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
      IndexName,
      keys: KeySchema?.map(({ AttributeName }) => AttributeName),
      attributes: new Set(Projection?.NonKeyAttributes),
    })).sort((one, other) => String(one.IndexName).localeCompare(String(other.IndexName)))
    expect(indexes).toEqual(
      tableDefinition.indexes.map(({ name, partitionKey, sortKey }) => ({
        IndexName: name,
        keys: [partitionKey, sortKey],
        attributes: new Set(tableDefinition.projected),
      })),
    )
    const table = connectTable(tableName, client)
    const listed = async (index: IndexName, partition: string) => (await table.query({ index, partition })).items
    for (const [index, partition] of [
      ['gsi1', 'A'],
      ['gsi2', 'B'],
      ['gsi3', 'C'],
    ] as const)
      expect(await listed(index, partition)).toMatchObject([item])
  })

  it('stays as it is when nothing is missing', async () => {
    const tableName = `present-${randomUUID()}`
    await createTable(client, tableName)
    expect(await changedBy(() => createTable(client, tableName))).toEqual([])
  })
})
