import { Stack } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { ChangeFeed } from './change-feed.ts'
import type { LedgerApi } from './http-api.ts'
import type { LedgerFunction } from './ledger-function.ts'
import type { LedgerTable } from './ledger-table.ts'
import { period, throttledRequests } from './metrics.ts'
import { thresholds } from './thresholds.ts'
import type { WorkQueue } from './work-queue.ts'

/** What is watched: all that a stack has of each. */
export interface Watched {
  functions: readonly LedgerFunction[]
  queues: readonly WorkQueue[]
  api: LedgerApi
  table: LedgerTable
  changes: ChangeFeed
  /** Runs of reconciliations that failed. */
  failedRuns: IMetric
}

interface Watch {
  metric: IMetric
  /** The alarm is raised at this value. */
  threshold: number
  /** Periods in a row; one by default. */
  periods?: number
  means: string
  /** Heading in docs/operations.md that says what to do. */
  section: string
}

/** Alarms that tell a topic, when there is one. */
export class Alarms extends Construct {
  readonly all: Alarm[] = []
  readonly #topic: ITopic | undefined

  constructor(scope: Construct, id: string, watched: Watched, topicArn: string | undefined) {
    super(scope, id)
    this.#topic = topicArn === undefined ? undefined : Topic.fromTopicArn(this, 'Topic', topicArn)
    for (const queue of watched.queues) this.#watchQueue(queue)
    for (const each of watched.functions) this.#watchFunction(each)
    this.#watchApi(watched.api)
    this.#watchTable(watched.table)
    this.#watchReconciliations(watched)
  }

  #watchQueue({ node: { id }, queue, deadLetters, workerTimeout }: WorkQueue): void {
    const latest = { statistic: 'Maximum', period }
    this.#add(`${id}-dead-letters`, {
      metric: deadLetters.metricApproximateNumberOfMessagesVisible(latest),
      threshold: thresholds.deadLetters,
      means: `${id} gave messages up.`,
      section: 'alarm-dead-letters',
    })
    this.#add(`${id}-age`, {
      metric: queue.metricApproximateAgeOfOldestMessage(latest),
      threshold: thresholds.oldestMessageRuns * workerTimeout.toSeconds(),
      means: `A message of ${id} waits for long.`,
      section: 'alarm-age-of-the-oldest-message',
    })
  }

  #watchFunction({ node: { id }, lambda }: LedgerFunction): void {
    this.#add(`${id}-errors`, {
      metric: lambda.metricErrors({ period }),
      threshold: thresholds.functionErrors,
      means: `${id} crashed or ran out of time.`,
      section: 'alarm-function-errors',
    })
    this.#add(`${id}-throttles`, {
      metric: lambda.metricThrottles({ period }),
      threshold: thresholds.functionThrottles,
      means: `Lambda did not start ${id}: too many executions at the same time.`,
      section: 'alarm-function-throttles',
    })
  }

  #watchApi({ httpApi }: LedgerApi): void {
    this.#add('api-latency', {
      metric: httpApi.metricLatency({ statistic: 'p99', period }),
      threshold: thresholds.apiLatency,
      periods: thresholds.apiLatencyPeriods,
      means: 'The API answers slowly.',
      section: 'alarm-api-latency',
    })
    this.#add('api-5xx', {
      metric: httpApi.metricServerError({ statistic: 'Sum', period }),
      threshold: thresholds.apiServerErrors,
      means: 'The API failed to answer.',
      section: 'alarm-api-5xx',
    })
  }

  #watchTable(table: LedgerTable): void {
    const byOperation = Object.fromEntries(throttledRequests(table).map((metric, index) => [`m${index}`, metric]))
    this.#add('table-throttles', {
      metric: new MathExpression({
        expression: 'SUM(METRICS())',
        usingMetrics: byOperation,
        label: 'throttled requests',
        period,
      }),
      threshold: thresholds.tableThrottles,
      means: 'The table throttles requests.',
      section: 'alarm-table-throttles',
    })
  }

  #watchReconciliations({ changes, failedRuns }: Watched): void {
    this.#add('changes-age', {
      metric: changes.metricAge({ statistic: 'Maximum', period }),
      threshold: thresholds.ageOfChanges,
      means: 'Changes wait to be counted, and lead to no reconciliation.',
      section: 'alarm-age-of-changes',
    })
    this.#add('failed-runs', {
      metric: failedRuns,
      threshold: thresholds.failedRuns,
      periods: thresholds.failedRunsPeriods,
      means: 'Reconciliations fail.',
      section: 'alarm-failed-runs',
    })
  }

  #add(name: string, { metric, threshold, periods = 1, means, section }: Watch): void {
    const alarm = new Alarm(this, name, {
      alarmName: `${Stack.of(this).stackName}-${name}`,
      alarmDescription: `${means} See docs/operations.md#${section}`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    if (this.#topic) alarm.addAlarmAction(new SnsAction(this.#topic))
    this.all.push(alarm)
  }
}
