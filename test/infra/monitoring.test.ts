import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { detailsOf } from '../../infra/operations/dashboard.ts'
import { found, production, show, synthesize } from './synthesize.ts'

const { template } = synthesize()
const alarms = Object.values(found(template, 'AWS::CloudWatch::Alarm'))
const functions = Object.keys(found(template, 'AWS::Lambda::Function'))
const queues = Object.keys(found(template, 'AWS::SQS::Queue')).filter((id) => !id.endsWith('DeadLetters'))

/** What an alarm watches: its metric, and of what. */
const watched = Object.fromEntries(
  alarms.map(({ AlarmName, Namespace, MetricName, Dimensions = [] }) => [
    AlarmName.replace('license-ledger-dev-', ''),
    [Namespace, MetricName, ...Dimensions.map(({ Value }: { Value: unknown }) => show(Value))].join(' '),
  ]),
)
const alarmOn = (metric: string) => alarms.find(({ MetricName }) => MetricName === metric)

describe('Alarms', () => {
  it('are few, as each costs money, and watch one metric each', () => {
    expect(watched).toEqual({
      trouble: 'LicenseLedger Trouble license-ledger-dev',
      'sweep-silent': 'AWS/Lambda Invocations sweepFunction',
      failures: 'LicenseLedger/license-ledger-dev Failures',
    })
  })

  it('are raised by the first fault', () => {
    for (const metric of ['Trouble', 'Failures'])
      expect(alarmOn(metric)).toMatchObject({ Threshold: 1, EvaluationPeriods: 1 })
  })

  it('are raised when no sweep runs for ten minutes', () => {
    expect(alarmOn('Invocations')).toMatchObject({
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 300,
      EvaluationPeriods: 2,
      TreatMissingData: 'breaching',
    })
  })

  it('know by logs of each invocation that did not end well, of each answer of 5xx, and of changes that were late', () => {
    const filters = Object.values(found(template, 'AWS::Logs::MetricFilter'))
    const logs = [...functions.map((id) => id.replace('Function', 'Logs')), 'ApiAccessLog']
    expect(filters.map(({ LogGroupName }) => show(LogGroupName)).sort()).toEqual(logs.sort())
    for (const { LogGroupName, FilterPattern, MetricTransformations } of filters) {
      expect(FilterPattern).toBe(
        show(LogGroupName) === 'ApiAccessLog'
          ? '{ $.status = "5*" }'
          : '{ (($.type = "platform.report") && ($.record.status != "success")) || ($.message = "changes were late") }',
      )
      expect(MetricTransformations).toMatchObject([
        { MetricNamespace: 'LicenseLedger/license-ledger-dev', MetricName: 'Failures', MetricValue: '1' },
      ])
    }
  })

  it('cost a metric only in hours in which something fails, as no filter has a default value', () => {
    for (const { MetricTransformations } of Object.values(found(template, 'AWS::Logs::MetricFilter')))
      expect(MetricTransformations[0]).not.toHaveProperty('DefaultValue')
  })

  it('are named after their stack, and say where to read on', () => {
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
    for (const { AlarmName, AlarmDescription } of alarms) {
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

  it('shows the API, the table with its indexes, and how old changes are when they are counted', () => {
    for (const metric of ['Count', '4xx', '5xx', 'Latency', 'ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'])
      expect(body).toContain(`"${metric}"`)
    expect(body).toContain('"IteratorAge"')
    for (const index of ['gsi1', 'gsi2', 'gsi3']) expect(body).toContain(`"GlobalSecondaryIndexName","${index}"`)
  })

  it('has no more metrics than are free', () => {
    const metrics = JSON.parse(body).widgets.flatMap(
      ({ properties }: { properties: { metrics?: unknown[] } }) => properties.metrics ?? [],
    )
    expect(metrics.length).toBeGreaterThan(functions.length)
    expect(metrics.length).toBeLessThanOrEqual(50)
  })

  it('has details elsewhere, which npm run dashboard makes of what the stack has', () => {
    const { widgets } = detailsOf((type) => Object.keys(found(template, type)), 'eu-central-1')
    const details = JSON.stringify(widgets)
    for (const metric of ['Duration', 'Throttles', 'ConcurrentExecutions'])
      for (const id of functions) expect(details).toContain(`["AWS/Lambda","${metric}","FunctionName","${id}"]`)
    for (const id of queues) expect(details).toContain(`"QueueName","${id}"]`)
    expect(details).toContain(
      '["AWS/DynamoDB","ThrottledRequests","TableName","LedgerTable","Operation","TransactWriteItems"]',
    )
  })

  it('uses the names of another stage', () => {
    const { template: other } = synthesize(production)
    expect(JSON.stringify(found(other, 'AWS::CloudWatch::Dashboard'))).not.toContain('license-ledger-dev')
  })
})
