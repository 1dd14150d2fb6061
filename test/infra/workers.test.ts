import { describe, expect, it } from 'vitest'
import { found, show, synthesize } from './synthesize.ts'

const { template } = synthesize()

describe('The queues', () => {
  const queues = found(template, 'AWS::SQS::Queue')
  const workers = found(template, 'AWS::Lambda::Function')
  const feeds = Object.values(found(template, 'AWS::Lambda::EventSourceMapping'))

  it.each(['ImportQueue', 'WorkQueue', 'ReportQueue', 'RefreshQueue'])(
    '%s gives a message up after five deliveries, and keeps it for two weeks',
    (id) => {
      const deadLetters = `${id}DeadLetters`
      expect(queues[id]?.RedrivePolicy.maxReceiveCount).toBe(5)
      expect(show(queues[id]?.RedrivePolicy.deadLetterTargetArn)).toBe(deadLetters)
      expect(queues[deadLetters]?.MessageRetentionPeriod).toBe(14 * 24 * 3600)
    },
  )

  it('are encrypted with keys of SQS, to which S3 can write, and take TLS only', () => {
    expect(Object.keys(queues)).toHaveLength(8)
    for (const [id, queue] of Object.entries(queues)) {
      expect(queue).toMatchObject({ SqsManagedSseEnabled: true })
      expect(found(template, 'AWS::SQS::QueuePolicy')[`${id}Policy`]?.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      )
    }
  })

  it('feed their workers one message at a time, two at once at most, each of which succeeds or fails by itself', () => {
    expect(feeds.map(({ EventSourceArn, FunctionName }) => [show(EventSourceArn), show(FunctionName)]).sort()).toEqual([
      ['ImportQueue', 'importworkerFunction'],
      ['RefreshQueue', 'refreshworkerFunction'],
      ['ReportQueue', 'reportworkerFunction'],
      ['WorkQueue', 'workworkerFunction'],
    ])
    for (const feed of feeds)
      expect(feed).toMatchObject({
        BatchSize: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      })
  })

  it('hide a message for at least six times as long as its worker may run', () => {
    for (const { EventSourceArn, FunctionName } of feeds) {
      const { Timeout } = workers[show(FunctionName)] ?? {}
      const isLong = ['reportworkerFunction', 'importworkerFunction'].includes(show(FunctionName))
      expect(Timeout).toBe(isLong ? 900 : 300)
      expect(queues[show(EventSourceArn)]?.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout)
    }
  })
})

describe('The functions', () => {
  it('run on Node 24 and arm64, and keep their logs in groups of their own', () => {
    const functions = Object.entries(found(template, 'AWS::Lambda::Function'))
    for (const [id, { Runtime, Architectures, LoggingConfig }] of functions) {
      expect({ Runtime, Architectures }).toEqual({ Runtime: 'nodejs24.x', Architectures: ['arm64'] })
      expect(show(LoggingConfig.LogGroup)).toBe(id.replace('Function', 'Logs'))
    }
  })

  it('sweep every minute, and are done before the next', () => {
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' })
    const rule = Object.values(found(template, 'AWS::Events::Rule')).find(
      ({ ScheduleExpression }) => ScheduleExpression === 'rate(1 minute)',
    )
    expect(rule?.Targets.map(({ Arn }: { Arn: unknown }) => show(Arn))).toEqual(['sweepFunction'])
    expect(found(template, 'AWS::Lambda::Function').sweepFunction?.Timeout).toBeLessThan(60)
  })

  it('take devices that were not seen for too long out of the counts every day', () => {
    const rule = Object.values(found(template, 'AWS::Events::Rule')).find(
      ({ ScheduleExpression }) => ScheduleExpression === 'cron(30 2 * * ? *)',
    )
    expect(rule).toMatchObject({ State: 'ENABLED', Targets: [{ Input: '{"workId":"age-devices"}' }] })
    expect(rule?.Targets.map(({ Arn }: { Arn: unknown }) => show(Arn))).toEqual(['WorkQueue'])
    expect(found(template, 'AWS::Lambda::Function').importworkerFunction).toMatchObject({
      MemorySize: 1_024,
      EphemeralStorage: { Size: 10_240 },
    })
  })

  it('have room on disk for the rows of a large report and its file', () => {
    expect(found(template, 'AWS::Lambda::Function').reportworkerFunction).toMatchObject({
      MemorySize: 1_024,
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

  it('asks for a refresh every day, and may do nothing else', () => {
    const { template: withVlsc } = synthesize(configured)
    const { RefreshSchedule: schedule } = found(withVlsc, 'AWS::Scheduler::Schedule')
    expect(schedule).toMatchObject({
      ScheduleExpression: 'cron(0 3 * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Input: '{"scheduledFor":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumEventAgeInSeconds: 6 * 3_600, MaximumRetryAttempts: 185 },
      },
    })
    expect(show(schedule?.Target.Arn)).toBe('RefreshQueue')
    expect(show(schedule?.Target.DeadLetterConfig.Arn)).toBe('RefreshQueueDeadLetters')
    expect(show(schedule?.Target.RoleArn)).toBe('RefreshScheduleRole')
    const { RefreshScheduleRole: role } = found(withVlsc, 'AWS::IAM::Role')
    const statements = role?.Policies.flatMap(
      ({ PolicyDocument: { Statement } }: { PolicyDocument: { Statement: object[] } }) => Statement,
    )
    expect(statements).toHaveLength(1)
    expect(statements[0]).toMatchObject({ Action: 'sqs:SendMessage', Effect: 'Allow' })
    expect(statements[0].Resource.map(show)).toEqual(['RefreshQueue', 'RefreshQueueDeadLetters'])
  })

  it('can be another one, or off, and is none without a VLSC', () => {
    const [weekly] = schedules({ ...configured, refreshSchedule: 'rate(7 days)', refreshTimeZone: 'Europe/Berlin' })
    expect(weekly).toMatchObject({
      ScheduleExpression: 'rate(7 days)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
    })
    expect(schedules({ ...configured, refreshSchedule: 'off' })).toEqual([])
    expect(schedules({})).toEqual([])
  })
})

describe('The schedule of new days', () => {
  it('has positions counted when a day has begun in the time zone of the ledger', () => {
    const { template: abroad } = synthesize({ ledgerTimeZone: 'Africa/Cairo' })
    const { NewDaySchedule: schedule } = found(abroad, 'AWS::Scheduler::Schedule')
    expect(schedule).toMatchObject({
      ScheduleExpression: 'cron(0 0 * * ? *)',
      ScheduleExpressionTimezone: 'Africa/Cairo',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Input: '{"workId":"count-positions"}' },
    })
    expect(show(schedule?.Target.Arn)).toBe('WorkQueue')
    expect(show(schedule?.Target.DeadLetterConfig.Arn)).toBe('WorkQueueDeadLetters')
    const { NewDayRole: role } = found(abroad, 'AWS::IAM::Role')
    expect(role?.Policies[0].PolicyDocument.Statement).toMatchObject([{ Action: 'sqs:SendMessage', Effect: 'Allow' }])
  })
})
