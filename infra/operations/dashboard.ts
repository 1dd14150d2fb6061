/** `npm run dashboard`: makes a dashboard with all details of a stage, or takes it away: docs/operations.md. */
import { parseArgs } from 'node:util'
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient, DeleteDashboardsCommand, PutDashboardCommand } from '@aws-sdk/client-cloudwatch'
import { stackName } from '../outputs.ts'
import { BadUsage, run, say } from '../program.ts'

const usage = `npm run dashboard -- --stage dev|prod [--region <region>] [--delete]
Makes the dashboard license-ledger-<stage>-details, or deletes it.`

const options = {
  stage: { type: 'string' },
  region: { type: 'string' },
  delete: { type: 'boolean', default: false },
} as const

/** What the table is asked; DynamoDB counts throttled requests by operation. */
const operations = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems']

/** Physical names of a stack's resources, by type. */
const readNames = async (client: CloudFormationClient, StackName: string): Promise<(type: string) => string[]> => {
  const names = new Map<string, string[]>()
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName }))
    for (const { ResourceType = '', PhysicalResourceId = '' } of StackResourceSummaries)
      names.set(ResourceType, [...(names.get(ResourceType) ?? []), PhysicalResourceId])
  return (type) => names.get(type) ?? []
}

/** @param namesOf physical names by type of resource */
export const detailsOf = (namesOf: (type: string) => string[], region: string) => {
  const functions = namesOf('AWS::Lambda::Function')
  const queues = namesOf('AWS::SQS::Queue').map((url) => url.slice(url.lastIndexOf('/') + 1))
  const ofFunctions = (metric: string) => functions.map((name) => ['AWS/Lambda', metric, 'FunctionName', name])
  const [table = ''] = namesOf('AWS::DynamoDB::GlobalTable')
  const throttled = operations.map((operation) => {
    return ['AWS/DynamoDB', 'ThrottledRequests', 'TableName', table, 'Operation', operation]
  })
  const waiting = queues.map((name) => ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', name])
  const graphs = [
    { title: 'Functions: duration, p99', stat: 'p99', metrics: ofFunctions('Duration') },
    { title: 'Functions: throttles', stat: 'Sum', metrics: ofFunctions('Throttles') },
    { title: 'Functions: concurrency', stat: 'Maximum', metrics: ofFunctions('ConcurrentExecutions') },
    { title: 'Queues: messages waiting', stat: 'Maximum', metrics: waiting },
    { title: 'Table: throttled requests', stat: 'Sum', metrics: throttled },
  ]
  const widgets = graphs.map((properties) => {
    return {
      type: 'metric',
      width: 12,
      height: 8,
      properties: { ...properties, region, period: 300, view: 'timeSeries' },
    }
  })
  return { widgets }
}

if (import.meta.main)
  await run(usage, async () => {
    const { values } = parseArgs({ options })
    const { stage, region } = values
    if (stage !== 'dev' && stage !== 'prod') throw new BadUsage('Name a stage.')
    const settings = region === undefined ? {} : { region }
    const stack = stackName(stage)
    const DashboardName = `${stack}-details`
    const watch = new CloudWatchClient(settings)
    if (values.delete) {
      await watch.send(new DeleteDashboardsCommand({ DashboardNames: [DashboardName] }))
      say(`${DashboardName} is deleted.`)
      return 0
    }
    const namesOf = await readNames(new CloudFormationClient(settings), stack)
    const body = detailsOf(namesOf, await watch.config.region())
    await watch.send(new PutDashboardCommand({ DashboardName, DashboardBody: JSON.stringify(body) }))
    say(`${DashboardName} is there: CloudWatch, Dashboards. Delete it with --delete when you have seen enough.`)
    return 0
  })
