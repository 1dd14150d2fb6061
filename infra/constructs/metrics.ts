import { Duration, Stack } from 'aws-cdk-lib'
import { Metric, type MetricProps } from 'aws-cdk-lib/aws-cloudwatch'
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { lateChanges } from '../../functions/wiring/late-changes.ts'
import { metricDimension, metricNamespace } from '../../lib/foundation/log/log.ts'
import { tableDefinition } from '../../lib/foundation/table/definition.ts'
import type { Watched } from './alarms.ts'
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

const { all, any: anyOf, stringValue } = FilterPattern

/** How logs tell of an invocation that did not end well, or of changes that were late: functions/changes.ts. */
const ofFunctions = anyOf(
  all(stringValue('$.type', '=', 'platform.report'), stringValue('$.record.status', '!=', 'success')),
  stringValue('$.message', '=', lateChanges),
)
const ofApi = stringValue('$.status', '=', '5*')

/** Counts, as one metric, what logs tell of failures. */
export const countFailures = (scope: Construct, { functions, api }: Watched): Metric => {
  const metric = {
    metricNamespace: `${metricNamespace}/${Stack.of(scope).stackName}`,
    metricName: 'Failures',
  }
  for (const { node, logGroup } of functions)
    new MetricFilter(scope, `${node.id}-failures`, { logGroup, filterPattern: ofFunctions, ...metric })
  new MetricFilter(scope, 'api-failures', { logGroup: api.accessLog, filterPattern: ofApi, ...metric })
  return new Metric({ namespace: metric.metricNamespace, metricName: metric.metricName, statistic: 'Sum', period })
}
