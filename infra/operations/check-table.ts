import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type KeySchemaElement,
  type TableDescription,
} from '@aws-sdk/client-dynamodb'
import { tableDefinition } from '../../lib/foundation/table/definition.ts'
import { missingAttributes } from '../missing-attributes.ts'
import { type Finding, findings, found, isNamed } from './finding.ts'
import type { Check, Target } from './target.ts'

const { ok, wrong, notChecked } = findings('table')
const redeploy = 'Deploy the stage again, which mends it.'
const restart = 'Keep the folder of the local stack aside, and start it again: it makes a new table.'
const replace = 'DynamoDB changes no index: delete it, and make it again as lib/foundation/table/definition.ts says.'
const streamOff =
  'Deploy the stage again; for a restored table see docs/operations.md#restore-the-table. Then ask for a reconciliation (POST /reconciliations).'
const restore = 'If its data are gone, see docs/operations.md#restore-the-table. If the name is wrong, deploy again.'

const describe = async ({ dynamodb, tableName }: Target): Promise<TableDescription | undefined> => {
  try {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: tableName }))
    return Table
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return undefined
    throw error
  }
}

const keysOf = (schema: KeySchemaElement[] = []): string => schema.map(({ AttributeName }) => AttributeName).join(', ')

const checkKeys = ({ KeySchema, GlobalSecondaryIndexes = [] }: TableDescription): Finding[] =>
  [
    { ...tableDefinition, name: 'the table', actual: KeySchema, status: 'ACTIVE' },
    ...tableDefinition.indexes.map((index) => {
      const there = GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === index.name)
      // The local engines leave the status out.
      return { ...index, actual: there?.KeySchema, status: there?.IndexStatus ?? 'ACTIVE' }
    }),
  ].map(({ name, partitionKey, sortKey, actual, status }) => {
    const wanted = `${partitionKey}, ${sortKey}`
    if (!actual) return wrong(`The index ${name} is missing.`, redeploy)
    if (keysOf(actual) !== wanted) return wrong(`The keys of ${name} are ${keysOf(actual)}, not ${wanted}.`, redeploy)
    return found(
      status === 'ACTIVE',
      ok(`The keys of ${name} are ${wanted}.`),
      wrong(`The index ${name} is ${status}.`, 'Wait until it is ACTIVE: lists miss what it does not have yet.'),
    )
  })

/** Lists leave out what their index does not have. */
const checkAttributes = ({ stage }: Target, { GlobalSecondaryIndexes = [] }: TableDescription): Finding[] =>
  GlobalSecondaryIndexes.flatMap((index) => {
    const missing = missingAttributes(index)
    const says = `The index ${index.IndexName} lacks ${missing.join(', ')}.`
    return missing.length > 0 ? [wrong(says, stage === 'local' ? restart : replace)] : []
  })

/** Changes are told of, by keys alone, to whom it is told which runs are due. */
const checkStream = (
  { streamArn }: Target,
  { StreamSpecification: is, LatestStreamArn: latest }: TableDescription,
): Finding => {
  if (is?.StreamEnabled !== true)
    return wrong('It tells of no changes: no reconciliation follows them before the next day.', streamOff)
  if (is.StreamViewType !== 'KEYS_ONLY')
    return wrong(`Its stream carries ${is.StreamViewType}, and with it license keys; KEYS_ONLY is right.`, streamOff)
  return found(
    streamArn === undefined || streamArn === latest,
    ok('It tells of changes, by keys alone.'),
    wrong(`Changes are read from ${streamArn}, and the table tells of them in ${latest}.`, streamOff),
  )
}

const checkTimeToLive = async ({ dynamodb, tableName }: Target): Promise<Finding> => {
  const { TimeToLiveDescription: is } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: tableName }))
  const attribute = tableDefinition.timeToLive
  return found(
    is?.TimeToLiveStatus === 'ENABLED' && is.AttributeName === attribute,
    ok(`Items expire by ${attribute}.`),
    wrong(`Items do not expire by ${attribute} (${is?.TimeToLiveStatus ?? 'unknown'}).`, redeploy),
  )
}

const checkBackups = async ({ stage, dynamodb, tableName }: Target): Promise<Finding> => {
  if (stage === 'local') return notChecked('The local engine has no point-in-time recovery.')
  const { ContinuousBackupsDescription: is } = await dynamodb.send(
    new DescribeContinuousBackupsCommand({ TableName: tableName }),
  )
  const { PointInTimeRecoveryStatus, EarliestRestorableDateTime } = is?.PointInTimeRecoveryDescription ?? {}
  return found(
    PointInTimeRecoveryStatus === 'ENABLED',
    ok(`It can be restored to any time since ${EarliestRestorableDateTime?.toISOString() ?? 'its creation'}.`),
    wrong('It cannot be restored to a point in time.', redeploy),
  )
}

const checkProtection = ({ stage }: Target, { DeletionProtectionEnabled }: TableDescription): Finding => {
  if (stage === 'local') return notChecked('The local engine protects no table from deletion.')
  if (stage === 'dev') return ok('A dev stage needs no deletion protection.')
  return found(
    DeletionProtectionEnabled === true,
    ok('It is protected from deletion.'),
    wrong('It is not protected from deletion.', redeploy),
  )
}

/** The table is there, as it is defined, with what it needs to be restored. */
export const checkTable: Check = async (target) => {
  const table = await describe(target)
  if (!table) return [wrong(`There is no table ${target.tableName}.`, restore)]
  const status = found(
    table.TableStatus === 'ACTIVE',
    ok(`${target.tableName} is there and active.`),
    wrong(`${target.tableName} is ${table.TableStatus}.`, 'Wait until it is ACTIVE.'),
  )
  return [
    status,
    ...checkKeys(table),
    ...checkAttributes(target, table),
    checkStream(target, table),
    await checkTimeToLive(target),
    await checkBackups(target),
    checkProtection(target, table),
  ]
}
