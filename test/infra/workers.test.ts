import { describe, expect, it } from 'vitest'
import { cleanUpTime } from '../../infra/clean-up-time.ts'
import { FileLayout } from '../../lib/entitlements/rows/statement-rows.ts'
import * as keys from '../../lib/foundation/table/keys.ts'
import { factKindOf } from '../../lib/positions/runs/ask-for-runs.ts'
import { found, show, synthesize } from './synthesize.ts'

const { template } = synthesize()
const queues = found(template, 'AWS::SQS::Queue')
const feeds = Object.values(found(template, 'AWS::Lambda::EventSourceMapping')).filter(
  ({ EventSourceArn }) => queues[show(EventSourceArn)],
)

describe('The queues', () => {
  const workers = found(template, 'AWS::Lambda::Function')

  it.each(['ImportQueue', 'WorkQueue'])(
    '%s gives a message up after five deliveries, and keeps it for two weeks before and after',
    (id) => {
      const deadLetters = `${id}DeadLetters`
      expect(queues[id]?.RedrivePolicy.maxReceiveCount).toBe(5)
      expect(show(queues[id]?.RedrivePolicy.deadLetterTargetArn)).toBe(deadLetters)
      for (const queue of [queues[id], queues[deadLetters]]) expect(queue?.MessageRetentionPeriod).toBe(14 * 24 * 3600)
    },
  )

  it('are encrypted with keys of SQS, which S3 can use, and accept only TLS', () => {
    expect(Object.keys(queues)).toHaveLength(4)
    for (const [id, queue] of Object.entries(queues)) {
      expect(queue).toMatchObject({ SqsManagedSseEnabled: true })
      expect(found(template, 'AWS::SQS::QueuePolicy')[`${id}Policy`]?.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      )
    }
  })

  const fed = (feed: (typeof feeds)[number]) => [show(feed.EventSourceArn), show(feed.FunctionName)]

  it('give their workers one message at a time, and each succeeds or fails by itself', () => {
    expect(feeds.map(fed).sort()).toEqual([
      ['ImportQueue', 'importworkerFunction'],
      ['WorkQueue', 'workworkerFunction'],
    ])
    for (const feed of feeds)
      expect(feed).toMatchObject({ BatchSize: 1, FunctionResponseTypes: ['ReportBatchItemFailures'] })
  })

  it('leave four of the ten executions of a new account to the API, the sweep and the stream', () => {
    const most = feeds.map((feed) => [fed(feed)[0], feed.ScalingConfig.MaximumConcurrency])
    expect(most.sort()).toEqual([
      ['ImportQueue', 2],
      ['WorkQueue', 4],
    ])
  })

  it('hide a message for at least six times as long as its worker may run', () => {
    for (const { EventSourceArn, FunctionName } of feeds) {
      const { Timeout } = workers[show(FunctionName)] ?? {}
      expect(Timeout).toBe(900)
      expect(queues[show(EventSourceArn)]?.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout)
    }
  })
})

describe('The feed of changes', () => {
  const feed = Object.values(found(template, 'AWS::Lambda::EventSourceMapping')).find(
    ({ FunctionName }) => show(FunctionName) === 'changesFunction',
  )
  type Rules = Record<string, (string | { prefix: string })[]>
  const filters: Rules[] = feed?.FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => {
    const { pk, sk } = JSON.parse(Pattern).dynamodb.Keys
    return { pk: pk.S, ...(sk && { sk: sk.S }) }
  })
  const isHandedOn = (key: Record<string, string>): boolean =>
    filters.some((rules) =>
      Object.entries(rules).every(([name, values]) =>
        values.some((value) => (typeof value === 'string' ? key[name] === value : key[name]?.startsWith(value.prefix))),
      ),
    )

  it('passes keys to its function without waiting for more, from the beginning of the stream', () => {
    expect(feed).toMatchObject({ BatchSize: 1_000, StartingPosition: 'TRIM_HORIZON' })
    expect(feed).not.toHaveProperty('MaximumBatchingWindowInSeconds')
    expect(show(feed?.EventSourceArn)).toBe('LedgerTable.StreamArn')
  })

  it('retries without end: no record is given up or overtaken by another', () => {
    for (const limit of ['MaximumRetryAttempts', 'MaximumRecordAgeInSeconds', 'BisectBatchOnFunctionError'])
      expect(feed).not.toHaveProperty(limit)
    expect(feed).not.toHaveProperty('DestinationConfig')
  })

  it('passes only keys of facts, and the arrival of a new lists file', () => {
    const some: keys.Key[] = [
      keys.agreementKey('id'),
      keys.agreementHistoryKey('id', 1),
      keys.agreementPairsKey('id'),
      keys.pairItemKey('V1#L1'),
      keys.groupKey('id'),
      keys.detailsKey('id'),
      keys.auditKey('2027-01-31', 'id'),
      keys.idempotencyKey('sub', 'route', 'key'),
      keys.deviceKey(keys.packedDeviceKey('id')),
      keys.deviceVersionsKey(keys.packedDeviceKey('id')),
      keys.seenKey(keys.packedDeviceKey('id')),
      keys.softwareNameKey(keys.softwareNameHash('publisher', 'title')),
      keys.titleGuardKey('publisher', 'title'),
      keys.decisionKey('merge', 'subject'),
      ...FileLayout.options.flatMap((layout) => [
        { pk: keys.statementEntitlements(layout), sk: 'id' },
        keys.statementKey(layout),
      ]),
      keys.wantedKey,
      keys.currentKey,
      keys.dayKey('2027-01-31'),
      keys.reconciliationKey('id'),
      keys.alertKey('id'),
      keys.workKey('id'),
      keys.importKey('id'),
      keys.refreshKey('id'),
    ]
    for (const key of some) expect([key.pk, isHandedOn({ ...key })]).toEqual([key.pk, factKindOf(key) !== undefined])
    expect(isHandedOn({ ...keys.listsKey })).toBe(true)
  })
})

describe('The functions', () => {
  it('run on Node 24 and arm64, and have logs of their own', () => {
    const functions = Object.entries(found(template, 'AWS::Lambda::Function'))
    for (const [id, { Runtime, Architectures, LoggingConfig }] of functions) {
      expect({ Runtime, Architectures }).toEqual({ Runtime: 'nodejs24.x', Architectures: ['arm64'] })
      expect(show(LoggingConfig.LogGroup)).toBe(id.replace('Function', 'Logs'))
    }
  })

  it('include a sweep every minute, which ends before the next', () => {
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' })
    const rule = Object.values(found(template, 'AWS::Events::Rule')).find(
      ({ ScheduleExpression }) => ScheduleExpression === 'rate(1 minute)',
    )
    expect(rule?.Targets.map(({ Arn }: { Arn: unknown }) => show(Arn))).toEqual(['sweepFunction'])
    expect(found(template, 'AWS::Lambda::Function').sweepFunction?.Timeout).toBeLessThan(60)
    const once = { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 }
    expect(rule?.Targets[0].RetryPolicy).toEqual(once)
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', once)
  })

  it('may be called again in a chain without end just where they send to the queue that feeds them', () => {
    const roles = found(template, 'AWS::IAM::Role')
    const feedOf = new Map(feeds.map(({ FunctionName, EventSourceArn }) => [show(FunctionName), show(EventSourceArn)]))
    for (const [id, { RecursiveLoop, Role }] of Object.entries(found(template, 'AWS::Lambda::Function'))) {
      const statements: { Action: string | string[]; Resource: unknown }[] = roles[show(Role)]?.Policies.flatMap(
        ({ PolicyDocument }: { PolicyDocument: { Statement: object[] } }) => PolicyDocument.Statement,
      )
      const sendsTo = statements
        .filter(({ Action }) => [Action].flat().includes('sqs:SendMessage'))
        .flatMap(({ Resource }) => [Resource].flat().map(show))
      const feed = feedOf.get(id)
      const feedsItself = feed !== undefined && sendsTo.includes(feed)
      expect([id, RecursiveLoop]).toEqual([id, feedsItself ? 'Allow' : 'Terminate'])
    }
  })

  it('have disk space to sort a large inventory', () => {
    expect(found(template, 'AWS::Lambda::Function').importworkerFunction).toMatchObject({
      MemorySize: 1_024,
      EphemeralStorage: { Size: 10_240 },
    })
  })

  it('have a whole processor for reconciliations, and disk space for the rows of a large report and its file', () => {
    expect(found(template, 'AWS::Lambda::Function').workworkerFunction).toMatchObject({
      MemorySize: 1_769,
      EphemeralStorage: { Size: 4_096 },
    })
  })
})

describe('The refresh schedule', () => {
  const configured = { vlscBaseUrl: 'https://vlsc.example' }
  const schedules = (context: Record<string, string>) =>
    Object.entries(found(synthesize(context).template, 'AWS::Scheduler::Schedule'))
      .filter(([id]) => id.startsWith('Refresh'))
      .map(([, schedule]) => schedule)

  it('requests a refresh every day, and may do nothing else', () => {
    const { template: withVlsc } = synthesize(configured)
    const { RefreshSchedule: schedule } = found(withVlsc, 'AWS::Scheduler::Schedule')
    expect(schedule).toMatchObject({
      ScheduleExpression: 'cron(0 3 * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Input: '{"kind":"scheduled-refresh","id":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumEventAgeInSeconds: 6 * 3_600, MaximumRetryAttempts: 185 },
      },
    })
    expect(show(schedule?.Target.Arn)).toBe('WorkQueue')
    expect(show(schedule?.Target.DeadLetterConfig.Arn)).toBe('WorkQueueDeadLetters')
    expect(show(schedule?.Target.RoleArn)).toBe('RefreshScheduleRole')
    const { RefreshScheduleRole: role } = found(withVlsc, 'AWS::IAM::Role')
    const statements = role?.Policies.flatMap(
      ({ PolicyDocument: { Statement } }: { PolicyDocument: { Statement: object[] } }) => Statement,
    )
    expect(statements).toHaveLength(1)
    expect(statements[0]).toMatchObject({ Action: 'sqs:SendMessage', Effect: 'Allow' })
    expect(statements[0].Resource.map(show)).toEqual(['WorkQueue', 'WorkQueueDeadLetters'])
  })

  it('can be changed or switched off, and is absent without a VLSC', () => {
    const [weekly] = schedules({ ...configured, refreshSchedule: 'rate(7 days)', refreshTimeZone: 'Europe/Berlin' })
    expect(weekly).toMatchObject({
      ScheduleExpression: 'rate(7 days)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
    })
    expect(schedules({ ...configured, refreshSchedule: 'off' })).toEqual([])
    expect(schedules({})).toEqual([])
  })
})

describe('The schedule of the connector to Microsoft Graph', () => {
  const schedules = (context: Record<string, string>) =>
    Object.entries(found(synthesize(context).template, 'AWS::Scheduler::Schedule'))
      .filter(([id]) => id.startsWith('Graph'))
      .map(([, schedule]) => schedule)
  const configured = {
    graphTenant: 'contoso.example',
    graphClientId: 'ledger',
    graphSecretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:graph-AbCdEf',
  }

  it('asks for a run every night, can be switched off, and is absent without a tenant', () => {
    expect(schedules(configured)).toMatchObject([
      {
        ScheduleExpression: 'cron(0 2 * * ? *)',
        Target: { Input: '{"kind":"scheduled-graph-run","id":"<aws.scheduler.scheduled-time>"}' },
      },
    ])
    expect(schedules({ ...configured, graphSchedule: 'off' })).toEqual([])
    expect(schedules({})).toEqual([])
  })
})

describe('The clean-up schedule', () => {
  it('removes unused files of snapshots every night in the time zone of the ledger, and may do nothing else', () => {
    const { template: abroad } = synthesize({ ledgerTimeZone: 'Africa/Cairo' })
    const { CleanUpSchedule: schedule } = found(abroad, 'AWS::Scheduler::Schedule')
    expect(schedule).toMatchObject({
      ScheduleExpression: cleanUpTime,
      ScheduleExpressionTimezone: 'Africa/Cairo',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Input: '{"kind":"run","id":"clean-up"}' },
    })
    expect(show(schedule?.Target.Arn)).toBe('WorkQueue')
    expect(show(schedule?.Target.DeadLetterConfig.Arn)).toBe('WorkQueueDeadLetters')
    const { CleanUpRole: role } = found(abroad, 'AWS::IAM::Role')
    expect(role?.Policies[0].PolicyDocument.Statement).toMatchObject([{ Action: 'sqs:SendMessage', Effect: 'Allow' }])
  })
})
