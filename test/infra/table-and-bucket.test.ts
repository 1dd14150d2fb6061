import { describe, expect, it } from 'vitest'
import { AgreementListItem } from '../../lib/agreements/records/agreement.ts'
import { tableDefinition } from '../../lib/foundation/table/definition.ts'
import { found, plain, production, show, synthesize } from './synthesize.ts'

const { template } = synthesize()

describe('The table', () => {
  const { LedgerTable: table } = found(template, 'AWS::DynamoDB::GlobalTable')
  const keys = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ]

  it('has the keys and indexes of its definition, which project exactly what lists show', () => {
    expect(table?.KeySchema).toEqual(keys('pk', 'sk'))
    expect(table?.GlobalSecondaryIndexes).toEqual(
      [keys('gsi1pk', 'gsiSk'), keys('gsi2pk', 'gsiSk'), keys('gsi3pk', 'gsi3Sk')].map((KeySchema, index) => ({
        IndexName: `gsi${index + 1}`,
        KeySchema,
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...tableDefinition.projected] },
      })),
    )
    // DynamoDB takes no more of an index, and no more in sum; a change adds an index before it drops the old one.
    expect(tableDefinition.projected.length).toBeLessThanOrEqual(20)
    expect(tableDefinition.projected.length * (tableDefinition.indexes.length + 1)).toBeLessThanOrEqual(100)
    // Agreements are shown from an index alone. All other lists are read from the table by the ids that an index has.
    const shown = AgreementListItem.options.flatMap(({ shape }) => Object.keys(shape))
    expect(tableDefinition.projected.toSorted()).toEqual([...new Set(shown)].sort())
  })

  it('is paid on demand, encrypted, recoverable to a point in time, and removes expired items', () => {
    expect(table).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    })
  })

  it('streams changes by keys alone, as whole items would carry license keys', () => {
    expect(table?.StreamSpecification).toEqual({ StreamViewType: 'KEYS_ONLY' })
    expect(show(template.findOutputs('StreamArn').StreamArn?.Value)).toBe('LedgerTable.StreamArn')
  })
})

describe('A restored table', () => {
  const restoredStreamArn =
    'arn:aws:dynamodb:eu-central-1:123456789012:table/ledger-restored/stream/2027-01-31T08:00:00.000'
  const { template: restored } = synthesize({ ...production, restoredTable: 'ledger-restored', restoredStreamArn })

  it('is used by all functions and named by the stack, while its own table stays', () => {
    const names = Object.values(found(restored, 'AWS::Lambda::Function')).flatMap(
      ({ Environment }) => Environment.Variables.TABLE_NAME ?? [],
    )
    expect(new Set(names)).toEqual(new Set(['ledger-restored']))
    expect(restored.findOutputs('TableName').TableName?.Value).toBe('ledger-restored')
    expect(restored.findOutputs('StreamArn').StreamArn?.Value).toBe(restoredStreamArn)
    const feeds = Object.values(found(restored, 'AWS::Lambda::EventSourceMapping'))
    expect(feeds.map(({ EventSourceArn }) => EventSourceArn)).toContain(restoredStreamArn)
    restored.resourceCountIs('AWS::DynamoDB::GlobalTable', 1)
    const policies = JSON.stringify(found(restored, 'AWS::IAM::Role'))
    expect(policies).toContain(':table/ledger-restored/index/gsi1')
    expect(policies).not.toContain('LedgerTable')
  })
})

describe('The buckets', () => {
  it.each(['DropBucket', 'DropAccessLog'])('%s is private, encrypted, and accepts only TLS', (id) => {
    expect(found(template, 'AWS::S3::Bucket')[id]).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    })
    const denied = { Effect: 'Deny', Action: 's3:*', Principal: { AWS: '*' } }
    expect(found(template, 'AWS::S3::BucketPolicy')[`${id}Policy`]?.PolicyDocument.Statement).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...denied, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        expect.objectContaining({ ...denied, Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }),
      ]),
    )
  })

  it('delete imports and their results after 30 days, inventories and uploads after 7, reports after 90, days after 400, and unfinished uploads after one', () => {
    expect(found(template, 'AWS::S3::Bucket').DropBucket?.LifecycleConfiguration.Rules).toEqual([
      { Prefix: 'imports/', ExpirationInDays: 30, Status: 'Enabled' },
      { Prefix: 'imports/inventory/', ExpirationInDays: 7, Status: 'Enabled' },
      { Prefix: 'imports/uploads/', ExpirationInDays: 7, Status: 'Enabled' },
      { Prefix: 'results/imports/', ExpirationInDays: 30, Status: 'Enabled' },
      { Prefix: 'results/reports/', ExpirationInDays: 90, Status: 'Enabled' },
      { Prefix: 'daily/', ExpirationInDays: 400, Status: 'Enabled' },
      { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
    ])
  })

  it('let pages of the console, and of no other origin, use links and forms', () => {
    const buckets = found(template, 'AWS::S3::Bucket')
    const { CorsRules: rules } = buckets.DropBucket?.CorsConfiguration ?? {}
    expect(rules).toEqual([
      {
        AllowedOrigins: [expect.objectContaining({ 'Fn::GetAtt': expect.anything() })],
        AllowedMethods: ['GET', 'POST'],
        ExposedHeaders: ['ETag'],
        MaxAge: 3600,
      },
    ])
    expect(show(rules[0].AllowedOrigins[0])).toBe('Api.ApiEndpoint')
    expect(buckets.DropAccessLog).not.toHaveProperty('CorsConfiguration')
  })

  it('announce every object under imports/ to the import queue, and no other', () => {
    const { QueueConfigurations } = found(template, 'AWS::S3::Bucket').DropBucket?.NotificationConfiguration ?? {}
    expect(QueueConfigurations).toEqual([
      {
        Event: 's3:ObjectCreated:*',
        Queue: expect.objectContaining({}),
        Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'imports/' }] } },
      },
    ])
    expect(show(QueueConfigurations[0].Queue)).toBe('ImportQueue')
  })

  it('let only S3 write to the import queue, for this bucket of this account, before the bucket is configured', () => {
    const [, bucket] =
      Object.entries(template.findResources('AWS::S3::Bucket')).find(([id]) => plain(id) === 'DropBucket') ?? []
    expect(bucket?.DependsOn).toEqual([expect.stringMatching(/^ImportQueuePolicy/)])
    const { Statement } = found(template, 'AWS::SQS::QueuePolicy').ImportQueuePolicy?.PolicyDocument ?? {}
    const [allowed] = Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow')
    expect(allowed).toMatchObject({ Action: 'sqs:SendMessage', Principal: { Service: 's3.amazonaws.com' } })
    const { ArnEquals, StringEquals } = allowed.Condition
    const name = show(found(template, 'AWS::S3::Bucket').DropBucket?.BucketName)
    expect(show(ArnEquals['aws:SourceArn'])).toBe(`arn:AWS::Partition:s3:::${name}`)
    expect(show(StringEquals['aws:SourceAccount'])).toBe('AWS::AccountId')
  })
})
