import { readFileSync } from 'node:fs'
import type { Context, SQSEvent } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { lambdaContext } from '../../infra/local/lambda.ts'
import { consumer } from '../../lib/foundation/queue/consumer.ts'
import { logImportEnd } from '../../lib/work/imports/end-import.ts'
import { found, show, synthesize } from './synthesize.ts'

const { template } = synthesize()
const alarms = Object.values(found(template, 'AWS::CloudWatch::Alarm'))
const functions = Object.keys(found(template, 'AWS::Lambda::Function'))
const queues = Object.keys(found(template, 'AWS::SQS::Queue')).filter((id) => !id.endsWith('DeadLetters'))

/** Resources whose metric of this name an alarm watches. */
const watchedBy = (metric: string): string[] =>
  alarms
    .filter(({ MetricName }) => MetricName === metric)
    .flatMap(({ Dimensions }) => Dimensions.map(({ Value }: { Value: unknown }) => show(Value)))
    .sort()

interface Metric {
  MetricName: string
  Dimensions: { Name: string; Value: unknown }[]
}

/** @param times that it was delivered */
const messageOf = (times: string) =>
  ({ Records: [{ messageId: 'id', body: '{}', attributes: { ApproximateReceiveCount: times } }] }) as SQSEvent

const alarmOn = (metric: string) => alarms.find(({ MetricName }) => MetricName === metric)

describe('Alarms', () => {
  it('watch errors and throttles of every function', () => {
    expect(functions.length).toBeGreaterThan(0)
    expect(watchedBy('Errors')).toEqual(functions.sort())
    expect(watchedBy('Throttles')).toEqual(functions.sort())
  })

  it('watch the age of the oldest message of every queue, and the messages that it gives up', () => {
    expect(queues.length).toBeGreaterThan(0)
    expect(watchedBy('ApproximateAgeOfOldestMessage')).toEqual(queues.map((id) => `${id}.QueueName`).sort())
    expect(watchedBy('ApproximateNumberOfMessagesVisible')).toEqual(
      queues.map((id) => `${id}DeadLetters.QueueName`).sort(),
    )
    expect(alarmOn('ApproximateNumberOfMessagesVisible')).toMatchObject({ Threshold: 1, Statistic: 'Maximum' })
  })

  it('allow a message three times as long as its worker may run, and less than until its next delivery', () => {
    for (const { MetricName, Dimensions, Threshold } of alarms) {
      if (MetricName !== 'ApproximateAgeOfOldestMessage') continue
      const [id = ''] = show(Dimensions[0].Value).split('.')
      expect(Threshold).toBe(found(template, 'AWS::SQS::Queue')[id]?.VisibilityTimeout / 2)
    }
  })

  it('watch what API clients notice: failures, and lasting slowness', () => {
    expect(alarmOn('5xx')).toMatchObject({ Statistic: 'Sum', Threshold: 1, EvaluationPeriods: 1 })
    expect(alarmOn('Latency')).toMatchObject({ ExtendedStatistic: 'p99', Threshold: 3_000, EvaluationPeriods: 3 })
    expect([...watchedBy('5xx'), ...watchedBy('Latency')]).toEqual(['Api', 'Api'])
  })

  it('watch throttled requests of every operation on the table', () => {
    const { Metrics = [] } = alarms.find((alarm) => alarm.Metrics) ?? {}
    const watched = Metrics.flatMap(({ MetricStat }: { MetricStat?: { Metric: Metric } }) => MetricStat?.Metric ?? [])
    expect(
      watched.map(({ MetricName, Dimensions }: Metric) => [MetricName, ...Dimensions.map(({ Value }) => show(Value))]),
    ).toEqual(
      ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems'].map(
        (operation) => ['ThrottledRequests', operation, 'LedgerTable'],
      ),
    )
  })

  it('watch how long changes wait for a snapshot', () => {
    expect(watchedBy('IteratorAge')).toEqual(['changesFunction'])
    expect(alarmOn('IteratorAge')).toMatchObject({ Statistic: 'Maximum', Threshold: 300_000 })
  })

  it('watch reconciliations that fail for a quarter of an hour, by the log of their worker', async () => {
    expect(alarmOn('FailedRuns')).toMatchObject({ Namespace: 'LicenseLedger', Statistic: 'Sum', EvaluationPeriods: 3 })
    expect(watchedBy('FailedRuns')).toEqual(['license-ledger-dev'])
    const filters = Object.values(found(template, 'AWS::Logs::MetricFilter'))
    expect(filters).toHaveLength(1)
    expect(show(filters[0]?.LogGroupName)).toBe('reconciliationworkerLogs')
    const told: string[] = []
    const log = {
      info: () => {},
      warn: (says: string) => void told.push(says),
      error: (says: string) => void told.push(says),
    }
    const failing = consumer(2, () => Promise.reject(new Error('no')), log)
    for (const times of ['1', '2'])
      await failing(messageOf(times), lambdaContext('reconciliation-worker', 1_000) as Context)
    expect(told).toHaveLength(2)
    for (const says of told) expect(filters[0]?.FilterPattern).toContain(`$.message = "${says}"`)
  })

  it('stay silent without data, are named after their stack, and say where to read on', () => {
    const headings = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('#'))
      .map((line) =>
        line
          .replace(/^#+ /, '')
          .toLowerCase()
          .replaceAll(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      )
    for (const { AlarmName, AlarmDescription, TreatMissingData } of alarms) {
      expect(TreatMissingData).toBe('notBreaching')
      expect(AlarmName).toMatch(/^license-ledger-dev-/)
      const [, section] = / See docs\/operations\.md#(\S+)$/.exec(AlarmDescription) ?? []
      expect(headings).toContain(section)
    }
  })

  it('notify a topic when there is one', () => {
    const alarmTopicArn = 'arn:aws:sns:eu-central-1:123456789012:alarms'
    const told = Object.values(found(synthesize({ alarmTopicArn }).template, 'AWS::CloudWatch::Alarm'))
    expect(told).toHaveLength(alarms.length)
    for (const { AlarmActions } of told) expect(AlarmActions).toEqual([alarmTopicArn])
    for (const { AlarmActions } of alarms) expect(AlarmActions).toBeUndefined()
  })
})

describe('The dashboard', () => {
  const [dashboard] = Object.values(found(template, 'AWS::CloudWatch::Dashboard'))
  const body = show(dashboard?.DashboardBody)

  it('is the only one, named after its stack, and no wider than dashboards can be', () => {
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1)
    expect(dashboard?.DashboardName).toBe('license-ledger-dev')
    for (const { x, width } of JSON.parse(body).widgets) expect(x + width).toBeLessThanOrEqual(24)
  })

  it('shows every function and queue, and every alarm', () => {
    for (const id of functions) expect(body).toContain(`"FunctionName","${id}"`)
    for (const id of queues)
      for (const name of [id, `${id}DeadLetters`]) expect(body).toContain(`"QueueName","${name}.QueueName"`)
    const ids = Object.keys(found(template, 'AWS::CloudWatch::Alarm'))
    expect(JSON.parse(body).widgets[0].properties.alarms).toEqual(ids)
  })

  it('shows the API, the table with its indexes, and imports as their worker counts them', () => {
    for (const metric of ['Count', '4xx', '5xx', 'Latency', 'ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'])
      expect(body).toContain(`"${metric}"`)
    for (const metric of ['IteratorAge', 'FailedRuns']) expect(body).toContain(`"${metric}"`)
    for (const index of ['gsi1', 'gsi2', 'gsi3']) expect(body).toContain(`"GlobalSecondaryIndexName","${index}"`)
    const told: object[] = []
    const log = { info: (_: string, fields: object) => void told.push(fields), warn: () => {}, error: () => {} }
    const counts = { rows: 1, created: 1, updated: 0, unchanged: 0, rejected: 0, skipped: 0 }
    logImportEnd(log, { importId: 'i', kind: 'inventory', status: 'completed', counts, milliseconds: 1 })
    const [{ _aws }] = JSON.parse(JSON.stringify(told))
    const [{ Namespace, Dimensions, Metrics }] = _aws.CloudWatchMetrics
    for (const { Name } of Metrics)
      expect(body).toContain(`["${Namespace}","${Name}","${Dimensions[0][0]}","license-ledger-dev"`)
    const { importworkerFunction } = found(template, 'AWS::Lambda::Function')
    expect(importworkerFunction?.Environment.Variables.POWERTOOLS_SERVICE_NAME).toBe('license-ledger-dev')
  })

  it('uses the names of another stage', () => {
    const { template: production } = synthesize({ stage: 'prod' })
    expect(JSON.stringify(found(production, 'AWS::CloudWatch::Dashboard'))).not.toContain('license-ledger-dev')
  })
})
