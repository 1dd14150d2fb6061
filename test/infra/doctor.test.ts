import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  type TableDescription,
} from '@aws-sdk/client-dynamodb'
import {
  GetBucketNotificationConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { checkVlsc } from '../../infra/operations/check-addresses.ts'
import { checkBucket } from '../../infra/operations/check-bucket.ts'
import { checkQueues } from '../../infra/operations/check-queues.ts'
import { checkTable } from '../../infra/operations/check-table.ts'
import { deployedTarget } from '../../infra/operations/deployed-target.ts'
import { checkFailed, type Finding } from '../../infra/operations/finding.ts'
import type { Check } from '../../infra/operations/target.ts'
import { tableDefinition } from '../../lib/table/definition.ts'
import { synthesize } from './synthesize.ts'

const [sts, cloudFormation, dynamodb, s3, sqs] = [
  mockClient(STSClient),
  mockClient(CloudFormationClient),
  mockClient(DynamoDBClient),
  mockClient(S3Client),
  mockClient(SQSClient),
]

const queueArn = 'arn:aws:sqs:eu-central-1:123456789012:imports'
const queueUrl = 'https://sqs.eu-central-1.amazonaws.com/123456789012/imports'
const named = (name: string, message = name) => Object.assign(new Error(message), { name })

const keys = ({ partitionKey, sortKey }: { partitionKey: string; sortKey: string }) => [
  { AttributeName: partitionKey, KeyType: 'HASH' as const },
  { AttributeName: sortKey, KeyType: 'RANGE' as const },
]
const table: TableDescription = {
  TableStatus: 'ACTIVE',
  KeySchema: keys(tableDefinition),
  GlobalSecondaryIndexes: tableDefinition.indexes.map((index) => ({
    IndexName: index.name,
    IndexStatus: 'ACTIVE',
    KeySchema: keys(index),
    Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...tableDefinition.projected] },
  })),
  DeletionProtectionEnabled: true,
}
const indexes = table.GlobalSecondaryIndexes ?? []
const older = { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: tableDefinition.projected.slice(2) }
const isPrivate = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
}

/** Outputs of the stack as the template has them, with values as a deployment gives them. */
const configured = { stage: 'prod', vlscBaseUrl: 'https://vlsc.example' }
const outputs = Object.keys(synthesize(configured).template.findOutputs('*')).map((OutputKey) => ({
  OutputKey,
  OutputValue: OutputKey.endsWith('Url') || OutputKey === 'Issuer' ? queueUrl : OutputKey,
}))

beforeEach(() => {
  for (const mock of [sts, cloudFormation, dynamodb, s3, sqs]) mock.reset()
  sts.on(GetCallerIdentityCommand).resolves({ Arn: 'arn:aws:sts::123456789012:role/admin', Account: '123456789012' })
  const stack = { StackName: 'license-ledger-prod', CreationTime: new Date(0), Outputs: outputs }
  cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [{ ...stack, StackStatus: 'UPDATE_COMPLETE' }] })
  dynamodb.on(DescribeTableCommand).resolves({ Table: table })
  dynamodb
    .on(DescribeTimeToLiveCommand)
    .resolves({ TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: tableDefinition.timeToLive } })
  dynamodb.on(DescribeContinuousBackupsCommand).resolves({
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
    },
  })
  s3.on(HeadBucketCommand).resolves({})
  s3.on(GetPublicAccessBlockCommand).resolves({ PublicAccessBlockConfiguration: isPrivate })
  s3.on(GetBucketNotificationConfigurationCommand).resolves({
    QueueConfigurations: [
      {
        QueueArn: queueArn,
        Events: ['s3:ObjectCreated:*'],
        Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'imports/' }] } },
      },
    ],
  })
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${queueArn}-dlq`, maxReceiveCount: 5 })
  const empty = { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' }
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { QueueArn: queueArn, RedrivePolicy, ...empty } })
  sqs.on(GetQueueUrlCommand).resolves({ QueueUrl: `${queueUrl}-dlq` })
})

const arrive = () => deployedTarget('prod', 'eu-central-1')
const wrong = (found: Finding[]): string[] => found.flatMap(({ outcome, says }) => (outcome === 'WRONG' ? [says] : []))

const check = async (subject: string, how: Check): Promise<Finding[]> => {
  const { target } = await arrive()
  if (!target) throw new Error('There is no target.')
  return how(target).catch((error: unknown) => [checkFailed(subject, error)])
}

describe('The doctor, at a deployed stage', () => {
  it('finds everything by the outputs of the stack, and nothing wrong', async () => {
    const { found, target } = await arrive()
    expect(found.map(({ outcome, subject }) => [outcome, subject])).toEqual([
      ['ok', 'identity'],
      ['ok', 'stack'],
    ])
    const queues = ['ImportQueue', 'RefreshQueue', 'ReportQueue', 'WorkQueue']
    expect(Object.keys(target?.queues ?? {}).sort()).toEqual(queues)
    expect(target?.vlscUrl).toBe(queueUrl)
    for (const [subject, how] of Object.entries({ table: checkTable, bucket: checkBucket, queues: checkQueues })) {
      const checked = await check(subject, how)
      expect(checked.map(({ outcome }) => outcome)).toEqual(checked.map(() => 'ok'))
    }
  })

  it('knows no address of VLSC where none was deployed, which is not fine, and not wrong', async () => {
    const Outputs = outputs.filter(({ OutputKey }) => OutputKey !== 'VlscBaseUrl')
    const stack = { StackName: 's', CreationTime: new Date(0), StackStatus: 'UPDATE_COMPLETE' as const }
    cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [{ ...stack, Outputs }] })
    const { target } = await arrive()
    expect(target).toBeDefined()
    expect(await checkVlsc(target?.vlscUrl)).toMatchObject([{ outcome: 'not checked' }])
  })

  it('says that nobody is signed in, and asks no further', async () => {
    sts.on(GetCallerIdentityCommand).rejects(new Error('Could not load credentials from any providers'))
    const { found, target } = await arrive()
    expect(wrong(found)).toEqual([expect.stringContaining('does not say who you are')])
    expect(target).toBeUndefined()
  })

  it('says that there is no such stack, or in which state it is', async () => {
    cloudFormation.on(DescribeStacksCommand).rejects(named('ValidationError', 'Stack does not exist'))
    expect(wrong((await arrive()).found)).toEqual([expect.stringContaining('There is no stack license-ledger-prod')])
    const failed = { StackName: 's', CreationTime: new Date(0), StackStatus: 'UPDATE_ROLLBACK_FAILED' as const }
    cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [{ ...failed, Outputs: outputs }] })
    expect(wrong((await arrive()).found)).toEqual([expect.stringContaining('UPDATE_ROLLBACK_FAILED')])
  })

  it.each<[string, Partial<TableDescription>]>([
    ['is CREATING', { TableStatus: 'CREATING' }],
    ['index gsi3 is missing', { GlobalSecondaryIndexes: indexes.slice(0, -1) }],
    [
      'index gsi1 lacks id, type',
      { GlobalSecondaryIndexes: [{ ...indexes[0], Projection: older }, ...indexes.slice(1)] },
    ],
    ['keys of the table are sk, pk', { KeySchema: keys({ partitionKey: 'sk', sortKey: 'pk' }) }],
    ['not protected from deletion', { DeletionProtectionEnabled: false }],
  ])('says that the table %s', async (says, not) => {
    dynamodb.on(DescribeTableCommand).resolves({ Table: { ...table, ...not } })
    expect(wrong(await check('table', checkTable))).toEqual([expect.stringContaining(says)])
  })

  it('says that the table cannot be restored, or keeps what has expired', async () => {
    dynamodb.on(DescribeContinuousBackupsCommand).resolves({})
    dynamodb.on(DescribeTimeToLiveCommand).resolves({})
    expect(wrong(await check('table', checkTable))).toHaveLength(2)
  })

  it('says that the bucket is open, or tells nobody of what is dropped', async () => {
    s3.on(GetPublicAccessBlockCommand).resolves({
      PublicAccessBlockConfiguration: { ...isPrivate, IgnorePublicAcls: false },
    })
    s3.on(GetBucketNotificationConfigurationCommand).resolves({})
    expect(wrong(await check('bucket', checkBucket))).toEqual([
      expect.stringContaining('not blocked'),
      expect.stringContaining('nothing that is dropped is imported'),
    ])
  })

  it('says that a queue is missing, or never gives a message up', async () => {
    sqs.on(GetQueueAttributesCommand).rejectsOnce(named('QueueDoesNotExist')).resolves({ Attributes: {} })
    const found = wrong(await check('queues', checkQueues))
    expect(found[0]).toContain('There is no queue')
    expect(found[1]).toContain('never gives a message up')
  })

  it('says what it was not allowed to see: that is not fine', async () => {
    dynamodb.on(DescribeTableCommand).rejects(named('AccessDeniedException', 'not authorized'))
    const [finding] = await check('table', checkTable)
    expect(finding).toMatchObject({ outcome: 'WRONG', todo: expect.stringContaining('ReadOnlyAccess') })
  })
})
