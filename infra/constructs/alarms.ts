import { Stack } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import type { ChangeFeed } from './change-feed.ts'
import type { LedgerApi } from './http-api.ts'
import type { LedgerFunction } from './ledger-function.ts'
import type { LedgerTable } from './ledger-table.ts'
import { countFailures, period, troubles } from './metrics.ts'
import type { WorkQueue } from './work-queue.ts'

/** What is watched: all that a stack has of each. */
export interface Watched {
  functions: readonly LedgerFunction[]
  queues: readonly WorkQueue[]
  api: LedgerApi
  table: LedgerTable
  changes: ChangeFeed
  sweep: LedgerFunction
}

interface Watch {
  metric: IMetric
  /** The alarm is raised at this value. */
  threshold: number
  /** It is raised below the value instead, and without data. */
  isMinimum?: true
  /** Periods in a row. */
  periods: number
  means: string
}

/**
 * Few alarms, as each costs ten cents a month: what lasts until somebody acts, the sweep tells (functions/wiring/watch.ts); what
 * passes is counted from logs. Faults are counted, not rated: a ledger has few users, and all of three requests may fail.
 * Names of alarms are headings of docs/operations.md.
 */
const watches = (scope: Construct, watched: Watched): Record<string, Watch> => ({
  trouble: {
    metric: troubles(scope),
    threshold: 1,
    periods: 1,
    means: 'Messages were given up, work stands still, or changes reach no snapshot: the log of sweep says which.',
  },
  'sweep-silent': {
    metric: watched.sweep.lambda.metricInvocations({ period }),
    threshold: 1,
    isMinimum: true,
    // A deployment takes less.
    periods: 2,
    means: 'Nothing is watched, and nothing that was lost is asked for again.',
  },
  failures: {
    metric: countFailures(scope, watched),
    threshold: 1,
    periods: 1,
    means:
      'A function crashed or did not start, the API failed to answer, or changes were counted late: logs say which.',
  },
})

/** @param topicArn is notified, when there is one */
export const addAlarms = (scope: Construct, watched: Watched, topicArn: string | undefined): Alarm[] => {
  const topic = topicArn === undefined ? undefined : Topic.fromTopicArn(scope, 'Topic', topicArn)
  const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD, LESS_THAN_THRESHOLD } = ComparisonOperator
  return Object.entries(watches(scope, watched)).map(([name, { metric, threshold, isMinimum, periods, means }]) => {
    const alarm = new Alarm(scope, name, {
      alarmName: `${Stack.of(scope).stackName}-${name}`,
      alarmDescription: `${means} See docs/operations.md#alarm-${name}`,
      metric,
      threshold,
      comparisonOperator: isMinimum ? LESS_THAN_THRESHOLD : GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: isMinimum ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    })
    if (topic) alarm.addAlarmAction(new SnsAction(topic))
    return alarm
  })
}
