import { Duration, Stack } from 'aws-cdk-lib'
import { Metric, type MetricProps } from 'aws-cdk-lib/aws-cloudwatch'
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { metricDimension, metricNamespace } from '../../lib/foundation/log/log.ts'
import { tableDefinition } from '../../lib/foundation/table/definition.ts'
import type { LedgerFunction } from './ledger-function.ts'
import type { LedgerTable } from './ledger-table.ts'

/** Of every figure that is shown or watched. */
export const period = Duration.minutes(5)

const tableMetric = ({ name: TableName }: LedgerTable, more: Omit<MetricProps, 'namespace'>): Metric =>
  new Metric({
    namespace: 'AWS/DynamoDB',
    statistic: 'Sum',
    period,
    ...more,
    dimensionsMap: { TableName, ...more.dimensionsMap },
  })

/** Consumed capacity of the table and of each index. */
export const consumedUnits = (table: LedgerTable, kind: 'Read' | 'Write'): Metric[] => {
  const metricName = `Consumed${kind}CapacityUnits`
  return [
    tableMetric(table, { metricName, label: 'table' }),
    ...tableDefinition.indexes.map(({ name }) =>
      tableMetric(table, { metricName, dimensionsMap: { GlobalSecondaryIndexName: name }, label: name }),
    ),
  ]
}

/** What the sweep has found wrong: functions/wiring/watch.ts. */
export const troubles = (scope: Construct): Metric =>
  new Metric({
    namespace: metricNamespace,
    metricName: 'Trouble',
    dimensionsMap: { [metricDimension]: Stack.of(scope).stackName },
    statistic: 'Maximum',
    period,
  })

/** Counts invocations that did not end well, as Lambda's reports in the logs of all functions tell: one metric for all. */
export const countFailures = (scope: Construct, functions: readonly LedgerFunction[]): Metric => {
  const filterPattern = FilterPattern.all(
    FilterPattern.stringValue('$.type', '=', 'platform.report'),
    FilterPattern.stringValue('$.record.status', '!=', 'success'),
  )
  const metric = {
    metricNamespace: `${metricNamespace}/${Stack.of(scope).stackName}`,
    metricName: 'FunctionFailures',
  }
  for (const { node, logGroup } of functions)
    new MetricFilter(scope, `${node.id}-failures`, { logGroup, filterPattern, ...metric })
  return new Metric({ namespace: metric.metricNamespace, metricName: metric.metricName, statistic: 'Sum', period })
}
