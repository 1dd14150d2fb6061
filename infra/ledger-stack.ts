import { CfnOutput, Duration, Size, Stack } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import type { Construct } from 'constructs'
import { routesByFunction } from '../functions/routes.ts'
import { cleanUpTime } from './clean-up-time.ts'
import { ChangeFeed } from './constructs/change-feed.ts'
import { DropBucket } from './constructs/drop-bucket.ts'
import { LedgerEvents } from './constructs/event-bus.ts'
import { functionBindings } from './constructs/function-bindings.ts'
import { answerTimeout, LedgerApi } from './constructs/http-api.ts'
import { LedgerFunction } from './constructs/ledger-function.ts'
import { LedgerTable } from './constructs/ledger-table.ts'
import { MessageSchedule } from './constructs/message-schedule.ts'
import { Monitoring } from './constructs/monitoring.ts'
import type { Settings } from './constructs/settings.ts'
import { SignIn } from './constructs/sign-in.ts'
import { WorkQueue } from './constructs/work-queue.ts'
import { type Worker, workerMinutes, workers } from './workers.ts'

interface LedgerStackProps {
  settings: Settings
  /** Gives the folder with the bundled code of a function of `functions/`. */
  bundle: (name: string) => string
}

/** Of functions that answer: a preview concludes the whole ledger, and a comparison holds two snapshots. */
const memoryOf: Record<string, { memorySize: number } | undefined> = {
  preview: { memorySize: workers.work.memorySize },
  compare: { memorySize: 1_024 },
}
/** A sweep is over before the next one begins. */
const sweepTimeout = Duration.seconds(50)
/** The least that EventBridge takes. */
const sweepEventAge = Duration.minutes(1)

/** The whole service. */
export class LedgerStack extends Stack {
  constructor(scope: Construct, id: string, { settings, bundle }: LedgerStackProps) {
    const { keeping, alarmTopicArn, restoredTable } = settings
    super(scope, id, { terminationProtection: keeping.deletionProtection })

    // CDK makes each function depend on the role that it names anyway.
    this.templateOptions.metadata = { 'cfn-lint': { config: { ignore_checks: ['W3005'] } } }

    const table = new LedgerTable(this, 'Ledger', settings)
    const importQueue = new WorkQueue(this, 'ImportQueue')
    const workQueue = new WorkQueue(this, 'WorkQueue')
    const { reportRetentionDays } = settings
    const consoleOf = (url: string): string => `${url}/console/`
    const api = new LedgerApi(this, 'Api', {
      tokensFor: (url) => settings.tokens ?? new SignIn(this, 'SignIn', { consoleUrl: consoleOf(url), keeping }),
      keeping,
    })
    const { tokens } = api
    const bucket = new DropBucket(this, 'Drop', {
      consoleOrigin: api.url,
      importQueue: importQueue.queue,
      reportRetentionDays,
      keeping,
    })
    const events = new LedgerEvents(this, 'Events', { undelivered: workQueue })
    const bindingsOf = functionBindings({ settings, table, bucket, importQueue, workQueue, events, api })
    const create = (
      name: string,
      timeout: Duration,
      more: { memorySize?: number; disk?: Size; feedsItself?: boolean } = {},
    ) => {
      const bindings = bindingsOf[name]
      if (!bindings) throw new Error(`functions/${name}.ts has no bindings.`)
      return new LedgerFunction(this, name, { code: bundle(name), timeout, bindings, keeping, ...more }).lambda
    }
    const work = (queue: WorkQueue, { name, concurrency, memorySize, disk, feedsItself }: Worker) => {
      const more = { memorySize, disk: Size.gibibytes(disk), feedsItself }
      queue.feed(create(name, Duration.minutes(workerMinutes), more), concurrency)
    }

    for (const [name, routes] of Object.entries(routesByFunction))
      api.serve(name, create(name, answerTimeout, memoryOf[name]), routes, { fallback: name === 'about' })

    work(importQueue, workers.imports)
    work(workQueue, workers.work)
    new ChangeFeed(this, 'Changes', { table, worker: create('changes', sweepTimeout) })
    const { vlscBaseUrl, refreshSchedule } = settings
    if (vlscBaseUrl !== undefined && refreshSchedule !== 'off')
      // A message that comes twice asks for the same run.
      new MessageSchedule(this, 'RefreshSchedule', {
        description: 'Asks VLSC about all agreement number pairs.',
        expression: refreshSchedule,
        timeZone: settings.refreshTimeZone,
        to: workQueue,
        message: { kind: 'scheduled-refresh', id: '<aws.scheduler.scheduled-time>' },
      })
    const { graphTenant, graphSchedule } = settings
    if (graphTenant !== undefined && graphSchedule !== 'off')
      new MessageSchedule(this, 'GraphSchedule', {
        description: 'Asks Microsoft Graph about devices and subscriptions.',
        expression: graphSchedule,
        timeZone: settings.graphTimeZone,
        to: workQueue,
        message: { kind: 'scheduled-graph-run', id: '<aws.scheduler.scheduled-time>' },
      })
    const sweep = create('sweep', sweepTimeout)
    // The next one comes in a minute and finds the same.
    const once = { retryAttempts: 0, maxEventAge: sweepEventAge }
    sweep.configureAsyncInvoke(once)
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(sweep, once)],
    })
    new MessageSchedule(this, 'CleanUp', {
      description: 'Copies the day that is over, and removes files of snapshots that nothing names.',
      expression: cleanUpTime,
      timeZone: settings.ledgerTimeZone,
      to: workQueue,
      message: { kind: 'run', id: 'clean-up' },
    })
    new Monitoring(this, 'Monitoring', { alarmTopicArn })

    const outputs = {
      ApiUrl: api.url,
      ConsoleUrl: consoleOf(api.url),
      Issuer: tokens.issuer,
      Audience: tokens.audiences.join(),
      BucketName: bucket.name,
      TableName: table.name,
      StreamArn: table.streamArn,
      ImportQueueUrl: importQueue.queue.queueUrl,
      WorkQueueUrl: workQueue.queue.queueUrl,
      EventTopicArn: events.topicArn,
      ...(vlscBaseUrl !== undefined && { VlscBaseUrl: vlscBaseUrl }),
      ...(graphTenant !== undefined && { GraphTenant: graphTenant }),
      ...(restoredTable !== undefined && { RestoredTable: restoredTable }),
      ...(tokens instanceof SignIn && { UserPoolId: tokens.userPoolId, ClientId: tokens.clientId }),
    }
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value })
  }
}
