import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type KeySchemaElement,
  type TableDescription,
} from '@aws-sdk/client-dynamodb'
import { tableDefinition } from '../../lib/foundation/table/definition.ts'
import { missingAttributes } from '../missing-attributes.ts'
import { ifThere, type Report } from './finding.ts'
import type { Check, Target } from './target.ts'

const restart = 'Keep the folder of the local stack aside, and start it again: it makes a new table.'
const replace = 'DynamoDB changes no index: delete it, and make it again as lib/foundation/table/definition.ts says.'
const streamOff =
  'Deploy the stage again; for a restored table see docs/operations.md#restore-the-table. Then ask for a reconciliation (POST /reconciliations).'
const restore = 'If its data are gone, see docs/operations.md#restore-the-table. If the name is wrong, deploy again.'

const keysOf = (schema: KeySchemaElement[] = []): string => schema.map(({ AttributeName }) => AttributeName).join(', ')

/** The table and its indexes have the keys and attributes by which they are read. */
const checkKeys = ({ stage }: Target, table: TableDescription, { wrong, expect }: Report): void => {
  const { KeySchema, GlobalSecondaryIndexes = [] } = table
  const check = (name: string, definition: { partitionKey: string; sortKey: string }, schema?: KeySchemaElement[]) => {
    const [wanted, actual] = [`${definition.partitionKey}, ${definition.sortKey}`, keysOf(schema)]
    expect(actual === wanted, `The keys of ${name} are ${wanted}.`, `The keys of ${name} are ${actual}, not ${wanted}.`)
  }
  check('the table', tableDefinition, KeySchema)
  for (const index of tableDefinition.indexes) {
    const there = GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === index.name)
    if (!there) {
      wrong(`The index ${index.name} is missing.`)
      continue
    }
    // The local engines leave the status out.
    const { IndexStatus: status = 'ACTIVE' } = there
    if (status === 'ACTIVE') check(index.name, index, there.KeySchema)
    else
      wrong(`The index ${index.name} is ${status}.`, 'Wait until it is ACTIVE: lists miss what it does not have yet.')
    const missing = missingAttributes(there).join(', ')
    if (missing !== '') wrong(`The index ${index.name} lacks ${missing}.`, stage === 'local' ? restart : replace)
  }
}

/** The stream carries changes, by keys alone, to the function that decides which runs are due. */
const checkStream = ({ streamArn }: Target, table: TableDescription, { wrong, expect }: Report): void => {
  const { StreamSpecification: is, LatestStreamArn: latest } = table
  if (is?.StreamEnabled !== true)
    wrong('Its stream is off: no reconciliation follows a change before the next day.', streamOff)
  else if (is.StreamViewType !== 'KEYS_ONLY')
    wrong(`Its stream carries ${is.StreamViewType}, and with it license keys; KEYS_ONLY is right.`, streamOff)
  else
    expect(
      streamArn === undefined || streamArn === latest,
      'Its stream carries changes, by keys alone.',
      `Changes are read from the stream ${streamArn}, and the table writes them to ${latest}.`,
      streamOff,
    )
}

const checkRecovery = async ({ stage, dynamodb, tableName: TableName }: Target, { notChecked, expect }: Report) => {
  const { TimeToLiveDescription: expiry } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }))
  const attribute = tableDefinition.timeToLive
  expect(
    expiry?.TimeToLiveStatus === 'ENABLED' && expiry.AttributeName === attribute,
    `Items expire by ${attribute}.`,
    `Items do not expire by ${attribute} (${expiry?.TimeToLiveStatus ?? 'unknown'}).`,
  )
  if (stage === 'local') return notChecked('The local engine has no point-in-time recovery.')
  const asked = dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }))
  const { ContinuousBackupsDescription: backups } = await asked
  const { PointInTimeRecoveryStatus, EarliestRestorableDateTime } = backups?.PointInTimeRecoveryDescription ?? {}
  expect(
    PointInTimeRecoveryStatus === 'ENABLED',
    `It can be restored to any time since ${EarliestRestorableDateTime?.toISOString() ?? 'its creation'}.`,
    'It cannot be restored to a point in time.',
  )
}

/** The table is there as it is defined, its changes are followed, and it can be restored. */
export const checkTable: Check = async (target, report) => {
  const { stage, dynamodb, tableName: TableName } = target
  const asked = dynamodb.send(new DescribeTableCommand({ TableName }))
  const table = (await ifThere(asked, 'ResourceNotFoundException'))?.Table
  if (!table) return report.wrong(`There is no table ${TableName}.`, restore)
  report.expect(
    table.TableStatus === 'ACTIVE',
    `${TableName} is there and active.`,
    `${TableName} is ${table.TableStatus}.`,
    'Wait until it is ACTIVE.',
  )
  checkKeys(target, table, report)
  checkStream(target, table, report)
  await checkRecovery(target, report)
  if (stage === 'local') report.notChecked('The local engine protects no table from deletion.')
  else if (stage === 'dev') report.ok('A dev stage needs no deletion protection.')
  else
    report.expect(
      table.DeletionProtectionEnabled === true,
      'It is protected from deletion.',
      'It is not protected from deletion.',
    )
}
