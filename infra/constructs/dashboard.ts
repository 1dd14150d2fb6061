import { Stack } from 'aws-cdk-lib'
import { type Alarm, AlarmStatusWidget, Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import type { Watched } from './alarms.ts'
import { consumedUnits, importMetric, period, throttledRequests } from './metrics.ts'

interface Graph {
  title: string
  left: IMetric[]
  right?: IMetric[]
}

/** Columns of a dashboard. */
const columns = 24

/** Graphs beside each other. */
const row = (...graphs: Graph[]): GraphWidget[] =>
  graphs.map((graph) => new GraphWidget({ ...graph, width: columns / graphs.length }))

const apiGraphs = ({ api: { httpApi } }: Watched): GraphWidget[] =>
  row(
    {
      title: 'API: requests',
      left: [
        httpApi.metricCount({ period, label: 'requests' }),
        httpApi.metricClientError({ statistic: 'Sum', period, label: '4xx' }),
        httpApi.metricServerError({ statistic: 'Sum', period, label: '5xx' }),
      ],
    },
    {
      title: 'API: latency',
      left: ['p50', 'p99'].map((statistic) => httpApi.metricLatency({ statistic, period, label: statistic })),
    },
  )

const functionGraphs = ({ functions }: Watched): GraphWidget[] => {
  const each = (metricName: string, statistic: string): IMetric[] =>
    functions.map(({ node: { id: label }, lambda }) => lambda.metric(metricName, { statistic, period, label }))
  return row(
    { title: 'Functions: errors', left: each('Errors', 'Sum') },
    { title: 'Functions: throttles', left: each('Throttles', 'Sum') },
    { title: 'Functions: duration, p99', left: each('Duration', 'p99') },
    { title: 'Functions: concurrency', left: each('ConcurrentExecutions', 'Maximum') },
  )
}

const queueGraphs = ({ queues }: Watched): GraphWidget[] => {
  const latest = (label: string) => ({ statistic: 'Maximum', period, label })
  return row(
    {
      title: 'Queues: messages waiting',
      left: queues.map(({ node: { id }, queue }) => queue.metricApproximateNumberOfMessagesVisible(latest(id))),
    },
    {
      title: 'Queues: age of the oldest message',
      left: queues.map(({ node: { id }, queue }) => queue.metricApproximateAgeOfOldestMessage(latest(id))),
    },
    {
      title: 'Dead letters',
      left: queues.map(({ node: { id }, deadLetters }) =>
        deadLetters.metricApproximateNumberOfMessagesVisible(latest(id)),
      ),
    },
  )
}

const tableGraphs = ({ table }: Watched): GraphWidget[] =>
  row(
    { title: 'Table: read units', left: consumedUnits(table, 'Read') },
    { title: 'Table: write units', left: consumedUnits(table, 'Write') },
    { title: 'Table: throttled requests', left: throttledRequests(table) },
  )

const reconciliationGraphs = ({ changes, failedRuns }: Watched): GraphWidget[] =>
  row(
    {
      title: 'Changes: age when they are counted',
      left: ['p50', 'Maximum'].map((statistic) => changes.metricAge({ statistic, period, label: statistic })),
    },
    { title: 'Reconciliations: failed runs', left: [failedRuns] },
  )

const importGraphs = (scope: Construct): GraphWidget[] =>
  row(
    {
      title: 'Imports: lines',
      left: [
        importMetric(scope, 'ImportRows', 'Sum', 'read'),
        importMetric(scope, 'ImportRejected', 'Sum', 'rejected'),
      ],
    },
    {
      title: 'Imports: duration',
      left: ['p50', 'p99'].map((statistic) => importMetric(scope, 'ImportDuration', statistic, statistic)),
      right: [importMetric(scope, 'ImportDuration', 'SampleCount', 'imports ended')],
    },
  )

/** Shows how the whole service does, the alarms first. */
export const addDashboard = (scope: Construct, watched: Watched, alarms: Alarm[]): Dashboard =>
  new Dashboard(scope, 'Dashboard', {
    dashboardName: Stack.of(scope).stackName,
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', alarms, width: columns, height: 4 })],
      apiGraphs(watched),
      functionGraphs(watched),
      queueGraphs(watched),
      tableGraphs(watched),
      reconciliationGraphs(watched),
      importGraphs(scope),
    ],
  })
