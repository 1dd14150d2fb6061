import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  type TableDescription,
} from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge'
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda'
import {
  GetBucketNotificationConfigurationCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  NoSuchKey,
  S3Client,
} from '@aws-sdk/client-s3'
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { BatchGetCommand, DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { checkCallers } from '../../infra/operations/check-callers.ts'
import { checkBucket, checkQueues, checkVlsc } from '../../infra/operations/check-services.ts'
import { checkSnapshot } from '../../infra/operations/check-snapshot.ts'
import { checkTable } from '../../infra/operations/check-table.ts'
import { examine, type Finding } from '../../infra/operations/finding.ts'
import { type Check, deployedTarget } from '../../infra/operations/target.ts'
import { tableDefinition } from '../../lib/foundation/table/definition.ts'
import { currentKey, listsKey, wantedKey } from '../../lib/foundation/table/keys.ts'
import { newReconciliation } from '../../lib/positions/runs/reconciliation.ts'
import { formatVersion, type Manifest, noFamilies } from '../../lib/positions/snapshot/manifest.ts'
import { production, synthesize } from './synthesize.ts'

const [sts, cloudFormation, dynamodb, items, s3, sqs, lambda, events, scheduler] = [
  mockClient(STSClient),
  mockClient(CloudFormationClient),
  mockClient(DynamoDBClient),
  mockClient(DynamoDBDocumentClient),
  mockClient(S3Client),
  mockClient(SQSClient),
  mockClient(LambdaClient),
  mockClient(EventBridgeClient),
  mockClient(SchedulerClient),
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
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
  LatestStreamArn: 'StreamArn',
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
const configured = { ...production, vlscBaseUrl: 'https://vlsc.example' }
const outputs = Object.keys(synthesize(configured).template.findOutputs('*')).map((OutputKey) => ({
  OutputKey,
  OutputValue: OutputKey.endsWith('Url') || OutputKey === 'Issuer' ? queueUrl : OutputKey,
}))

const snapshotId = '01JJ0000000000000000000000'
const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()
const made = { day: '2027-01-31', knowledge: '1', took: 1 }
/** Nothing waits. */
const pointers = {
  wanted: { ...wantedKey, devices: 1, facts: 1 },
  lists: { ...listsKey, ...made, id: 'lists', seen: 1, readFrom: minutesAgo(5) },
  current: {
    ...currentKey,
    ...made,
    ...{ id: snapshotId, seen: 1, readFrom: minutesAgo(5) },
    ...{ lists: 'lists', listsSeen: 1, listsReadFrom: minutesAgo(5) },
  },
}
const manifest: Manifest = {
  id: snapshotId,
  format: formatVersion,
  day: made.day,
  knowledge: made.knowledge,
  lines: '',
  rights: '',
  timeZone: 'UTC',
  staleDays: 90,
  alertDays: [30],
  alertNoEntitlement: false,
  readFrom: minutesAgo(5),
  devicesReadFrom: minutesAgo(5),
  lists: 'lists',
  tables: { titles: { key: `snapshots/${snapshotId}/titles.parquet`, bytes: 1, rows: 0, inputs: '' } },
  summary: {
    ...{ machines: 0, devices: 0, names: 0, titles: 0, agreements: 0 },
    pairs: { pending: 0, valid: 0, expired: 0, notFound: 0 },
    expiringAgreements: [],
    families: noFamilies,
  },
}
const ended = {
  ...newReconciliation(snapshotId, minutesAgo(5), { stage: 'reconcile', trigger: 'change', status: 'running' }),
  finishedAt: minutesAgo(4),
}
const completed = { ...ended, status: 'completed' as const }
const failed = { ...ended, status: 'failed' as const, error: { code: 'Busy', message: 'The ledger is busy.' } }

const store = (stored: object[], run: object = completed) => {
  items.on(BatchGetCommand).callsFake(async ({ RequestItems: { TableName } }) => {
    const [{ pk }] = TableName.Keys
    return { Responses: { TableName: pk === wantedKey.pk ? stored : [run] } }
  })
  items.on(QueryCommand).resolves({ Items: [{ id: snapshotId, gsiSk: '1' }] })
}
const keep = (text: string) =>
  s3.on(GetObjectCommand).callsFake(() => ({ Body: { transformToByteArray: async () => Buffer.from(text) } }))

const mocks = [sts, cloudFormation, dynamodb, items, s3, sqs, lambda, events, scheduler]
// Other files share these modules.
afterAll(() => {
  for (const mock of mocks) mock.restore()
})
beforeEach(() => {
  for (const mock of mocks) mock.reset()
  store(Object.values(pointers))
  keep(JSON.stringify(manifest))
  s3.on(HeadObjectCommand).resolves({})
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

const arrive = (config = {}) => deployedTarget('prod', 'eu-central-1', () => config)
const wrong = (found: Finding[]): string[] => found.flatMap(({ outcome, says }) => (outcome === 'WRONG' ? [says] : []))

const check = async (subject: string, how: Check): Promise<Finding[]> => {
  const { target } = await arrive()
  if (!target) throw new Error('There is no target.')
  return examine(subject, (report) => how(target, report))
}

const call = ({ mapping = 'Enabled', rule = 'ENABLED', schedule = 'ENABLED' } = {}) => {
  const arn = (stage: string) =>
    `arn:aws:lambda:eu-central-1:123456789012:function:license-ledger-${stage}-importworker`
  lambda.on(ListEventSourceMappingsCommand).resolves({
    EventSourceMappings: [
      { FunctionArn: arn('dev'), State: 'Disabled' },
      { FunctionArn: arn('prod'), State: mapping },
    ],
  })
  events.on(ListRulesCommand, { NamePrefix: 'license-ledger-prod-' }).resolves({
    Rules: [{ Name: 'license-ledger-prod-EveryMinute', State: rule as 'ENABLED' }],
  })
  scheduler.on(ListSchedulesCommand, { NamePrefix: 'license-ledger-prod-' }).resolves({
    Schedules: [{ Name: 'license-ledger-prod-CleanUp', State: schedule as 'ENABLED' }],
  })
}

describe('The doctor, at a deployed stage', () => {
  it('finds nothing wrong with what calls functions when all of it is enabled', async () => {
    call()
    expect((await check('callers', checkCallers)).map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok'])
    call({ mapping: 'Enabling' })
    expect(wrong(await check('callers', checkCallers))).toEqual([])
  })

  it.each([
    [{ mapping: 'Disabled' }, 'The mapping to '],
    [{ mapping: 'Disabling' }, 'The mapping to '],
    [{ rule: 'DISABLED' }, 'The rule license-ledger-prod-EveryMinute is disabled'],
    [{ schedule: 'DISABLED' }, 'The schedule license-ledger-prod-CleanUp is disabled'],
  ])('finds what calls functions and is disabled: %j', async (states, says) => {
    call(states)
    expect(wrong(await check('callers', checkCallers))).toEqual([expect.stringContaining(says)])
  })

  it('finds everything by the outputs of the stack, and nothing wrong', async () => {
    const { found, target } = await arrive()
    expect(found.map(({ outcome, subject }) => [outcome, subject])).toEqual([
      ['ok', 'identity'],
      ['ok', 'stack'],
    ])
    expect(Object.keys(target?.queues ?? {}).sort()).toEqual(['ImportQueue', 'WorkQueue'])
    expect(target?.vlscUrl).toBe(queueUrl)
    const checks = { table: checkTable, bucket: checkBucket, queues: checkQueues, snapshot: checkSnapshot }
    for (const [subject, how] of Object.entries(checks)) {
      const checked = await check(subject, how)
      expect(checked.map(({ outcome }) => outcome)).toEqual(checked.map(() => 'ok'))
    }
  })

  it('reports neither an error nor a success for VLSC when no address was deployed', async () => {
    const Outputs = outputs.filter(({ OutputKey }) => OutputKey !== 'VlscBaseUrl')
    const stack = { StackName: 's', CreationTime: new Date(0), StackStatus: 'UPDATE_COMPLETE' as const }
    cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [{ ...stack, Outputs }] })
    expect(await check('VLSC', checkVlsc)).toMatchObject([{ outcome: 'not checked' }])
  })

  it('says what the file of the stage would change', async () => {
    const alarmTopicArn = 'arn:aws:sns:eu-central-1:123456789012:alarms'
    const { found } = await arrive({ vlscBaseUrl: 'https://other.example', alarmTopicArn })
    expect(wrong(found)).toEqual([`The VLSC is ${queueUrl}; config/prod.json says https://other.example.`])
  })

  it('says that nobody is signed in, and stops there', async () => {
    sts.on(GetCallerIdentityCommand).rejects(new Error('Could not load credentials from any providers'))
    const { found, target } = await arrive()
    expect(wrong(found)).toEqual([expect.stringContaining('does not say who you are')])
    expect(target).toBeUndefined()
  })

  it('says that the stack is missing, or which state it is in', async () => {
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
    ['Its stream is off', { StreamSpecification: { StreamEnabled: false } }],
    ['Its stream carries NEW_IMAGE', { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } }],
    ['the table writes them to Another', { LatestStreamArn: 'Another' }],
  ])('says that the table %s', async (says, not) => {
    dynamodb.on(DescribeTableCommand).resolves({ Table: { ...table, ...not } })
    expect(wrong(await check('table', checkTable))).toEqual([expect.stringContaining(says)])
  })

  it('says that the table cannot be restored, or keeps expired items', async () => {
    dynamodb.on(DescribeContinuousBackupsCommand).resolves({})
    dynamodb.on(DescribeTimeToLiveCommand).resolves({})
    expect(wrong(await check('table', checkTable))).toHaveLength(2)
  })

  it('says that the bucket is public, or does not announce what is dropped', async () => {
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

  it('reports what it was not allowed to see as wrong', async () => {
    dynamodb.on(DescribeTableCommand).rejects(named('AccessDeniedException', 'not authorized'))
    const [finding] = await check('table', checkTable)
    expect(finding).toMatchObject({ outcome: 'WRONG', todo: expect.stringContaining('ReadOnlyAccess') })
  })

  const all = Object.values(pointers)
  const withPointer = (readFrom: string) => [pointers.wanted, pointers.lists, { ...pointers.current, readFrom }]

  it.each<[string, () => void]>([
    ['The last run (reconcile) failed', () => store(all, failed)],
    ['Each day should have one', () => store(withPointer(minutesAgo(27 * 60)))],
    ['is not in the bucket', () => s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: '', $metadata: {} }))],
    ['cannot be read', () => keep('{')],
    ['is newer than this version', () => keep(JSON.stringify({ ...manifest, format: formatVersion + 1 }))],
    ['1 of 1 files', () => s3.on(HeadObjectCommand).rejects(named('NotFound'))],
  ])('says this of the snapshot and its runs: %s', async (says, arrange) => {
    arrange()
    expect(wrong(await check('snapshot', checkSnapshot))).toEqual([expect.stringContaining(says)])
  })

  describe('While changes wait, the doctor', () => {
    const waiting = { ...pointers.wanted, facts: 2 }
    const old = { ...pointers.current, readFrom: minutesAgo(30) }
    beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout'] }))
    afterEach(() => void vi.useRealTimers())

    const watch = async (): Promise<Finding[]> => {
      const found = check('snapshot', checkSnapshot)
      await vi.advanceTimersByTimeAsync(60_000)
      return found
    }

    it('finds nothing wrong when a run is under way, or includes them a moment later', async () => {
      store(
        [waiting, pointers.lists, old],
        newReconciliation(snapshotId, minutesAgo(1), { stage: 'reconcile', trigger: 'change', status: 'running' }),
      )
      expect(wrong(await watch())).toEqual([])
      store([waiting, pointers.lists, old])
      setTimeout(() => store([waiting, pointers.lists, { ...pointers.current, seen: 2 }]), 5_000)
      expect(wrong(await watch())).toEqual([])
    })

    it('reports that no run is under way when the last snapshot is old', async () => {
      store([waiting, pointers.lists, old])
      expect(wrong(await watch())).toEqual([expect.stringContaining('Changes wait, no run is under way')])
    })

    it('reports that there is no snapshot at all', async () => {
      store([pointers.wanted])
      expect(wrong(await watch())).toEqual([expect.stringContaining('There is no snapshot yet')])
    })
  })
})
