import { Stack } from 'aws-cdk-lib'
import { type Alarm, AlarmStatusWidget, Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import type { Watched } from './alarms.ts'
import { consumedUnits, period } from './metrics.ts'

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

const functionGraphs = ({ functions }: Watched): GraphWidget[] =>
  row({
    title: 'Functions: errors',
    left: functions.map(({ node: { id: label }, lambda }) => lambda.metricErrors({ period, label })),
  })

const queueGraphs = ({ queues }: Watched): GraphWidget[] => {
  const latest = (label: string) => ({ statistic: 'Maximum', period, label })
  return row(
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

const tableGraphs = ({ table, changes }: Watched): GraphWidget[] =>
  row(
    { title: 'Table: read units', left: consumedUnits(table, 'Read') },
    { title: 'Table: write units', left: consumedUnits(table, 'Write') },
    {
      title: 'Changes: age when they are counted',
      left: [changes.metricAge({ statistic: 'Maximum', period, label: 'oldest' })],
    },
  )

/**
 * Shows how the whole service does, the alarms first. Three dashboards of 50 metrics are free in an account; `npm run
 * dashboard` makes one with all details, for as long as somebody needs it.
 */
export const addDashboard = (scope: Construct, watched: Watched, alarms: Alarm[]): Dashboard =>
  new Dashboard(scope, 'Dashboard', {
    dashboardName: Stack.of(scope).stackName,
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', alarms, width: columns, height: 4 })],
      apiGraphs(watched),
      functionGraphs(watched),
      queueGraphs(watched),
      tableGraphs(watched),
    ],
  })
