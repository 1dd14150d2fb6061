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

/** What the functions ask of the table; DynamoDB counts throttled requests by operation. */
const operations = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems']

const tableMetric = ({ name: TableName }: LedgerTable, more: Omit<MetricProps, 'namespace'>): Metric =>
  new Metric({
    namespace: 'AWS/DynamoDB',
    statistic: 'Sum',
    period,
    ...more,
    dimensionsMap: { TableName, ...more.dimensionsMap },
  })

/** Throttled requests, on the table or one of its indexes, by operation. */
export const throttledRequests = (table: LedgerTable): Metric[] =>
  operations.map((Operation) =>
    tableMetric(table, { metricName: 'ThrottledRequests', dimensionsMap: { Operation }, label: Operation }),
  )

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

/** A figure that the import worker tells in its log. */
export const importMetric = (
  scope: Construct,
  metricName: 'ImportRows' | 'ImportRejected' | 'ImportDuration',
  statistic: string,
  label: string,
): Metric =>
  new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { [metricDimension]: Stack.of(scope).stackName },
    statistic,
    period,
    label,
  })

/** What a consumer of a queue says of a message that it could not take: lib/foundation/queue/consumer.ts. */
const failures = ['message will be delivered again', 'message given up']

/** Counts messages that a worker of a queue could not take, as its log tells of them. */
export const countFailures = (scope: Construct, { logGroup }: LedgerFunction, metricName: string): Metric => {
  new MetricFilter(scope, metricName, {
    logGroup,
    filterPattern: FilterPattern.any(...failures.map((says) => FilterPattern.stringValue('$.message', '=', says))),
    metricNamespace,
    metricName,
    dimensions: { [metricDimension]: `$.${metricDimension}` },
  })
  return new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { [metricDimension]: Stack.of(scope).stackName },
    statistic: 'Sum',
    period,
  })
}
