import { CfnOutput, Duration, Size, Stack } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import type { Construct } from 'constructs'
import { routesByFunction } from '../functions/routes.ts'
import { cleanUpTime } from './clean-up-time.ts'
import { ChangeFeed } from './constructs/change-feed.ts'
import { DropBucket } from './constructs/drop-bucket.ts'
import { LedgerEvents } from './constructs/event-bus.ts'
import { FiveMinuteTick } from './constructs/five-minute-tick.ts'
import { functionBindings } from './constructs/function-bindings.ts'
import { answerTimeout, LedgerApi } from './constructs/http-api.ts'
import { LedgerFunction } from './constructs/ledger-function.ts'
import { LedgerTable } from './constructs/ledger-table.ts'
import { MessageSchedule } from './constructs/message-schedule.ts'
import { Monitoring } from './constructs/monitoring.ts'
import type { Settings } from './constructs/settings.ts'
import { SignIn } from './constructs/sign-in.ts'
import { WorkQueue } from './constructs/work-queue.ts'

interface LedgerStackProps {
  settings: Settings
  /** Gives the folder with the bundled code of a function of `functions/`. */
  bundle: (name: string) => string
}

const workerTimeout = Duration.minutes(5)
/** The longest that Lambda allows: a report reads the whole ledger at once, an inventory has millions of rows. */
const longTimeout = Duration.minutes(15)
const reportMemory = 1_024
/** Rows of a report and its file lie on the disk of the function: some 1.5 KB a row. */
const reportDisk = Size.gibibytes(4)
const importMemory = 1_024
/** An inventory of 5 GiB is sorted by device on the disk of the function. */
const importDisk = Size.gibibytes(10)
/** An answer may have 8 MB; CPU comes with memory, too. */
const refreshMemory = 1_024
/** A whole CPU comes with it; a ledger of 300,000 devices takes less. */
const runMemory = 1_769
/** Of functions that answer: a preview concludes the whole ledger. */
const memoryOf: Record<string, { memorySize: number } | undefined> = { preview: { memorySize: runMemory } }
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
    const importQueue = new WorkQueue(this, 'ImportQueue', { workerTimeout: longTimeout })
    const workQueue = new WorkQueue(this, 'WorkQueue', { workerTimeout })
    const reportQueue = new WorkQueue(this, 'ReportQueue', { workerTimeout: longTimeout })
    const refreshQueue = new WorkQueue(this, 'RefreshQueue', { workerTimeout })
    const runQueue = new WorkQueue(this, 'ReconciliationQueue', { workerTimeout: longTimeout })
    const { reportRetentionDays } = settings
    const bucket = new DropBucket(this, 'Drop', { importQueue: importQueue.queue, reportRetentionDays, keeping })

    const queues = { importQueue, workQueue, reportQueue, refreshQueue, runQueue }
    const tokens = settings.tokens ?? new SignIn(this, 'SignIn', keeping)
    const api = new LedgerApi(this, 'Api', { tokens, keeping })
    const events = new LedgerEvents(this, 'Events', { undelivered: workQueue })
    const bindingsOf = functionBindings({ settings, table, bucket, ...queues, events, api })
    const create = (
      name: string,
      timeout: Duration,
      more: { memorySize?: number; disk?: Size; feedsItself?: true } = {},
    ) => {
      const bindings = bindingsOf[name]
      if (!bindings) throw new Error(`functions/${name}.ts has no bindings.`)
      return new LedgerFunction(this, name, { code: bundle(name), timeout, bindings, keeping, ...more }).lambda
    }
    /** Each worker hands long work over to itself. */
    const work = (queue: WorkQueue, name: string, timeout: Duration, memorySize?: number, disk?: Size) =>
      queue.feed(create(name, timeout, { feedsItself: true, ...(memorySize && { memorySize }), ...(disk && { disk }) }))

    for (const [name, routes] of Object.entries(routesByFunction))
      api.serve(name, create(name, answerTimeout, memoryOf[name]), routes, { fallback: name === 'about' })

    work(importQueue, 'import-worker', longTimeout, importMemory, importDisk)
    work(workQueue, 'work-worker', workerTimeout)
    work(reportQueue, 'report-worker', longTimeout, reportMemory, reportDisk)
    work(refreshQueue, 'refresh-worker', workerTimeout, refreshMemory)
    work(runQueue, 'reconciliation-worker', longTimeout, runMemory)
    new ChangeFeed(this, 'Changes', { table, worker: create('changes', sweepTimeout) })
    const { vlscBaseUrl, refreshSchedule } = settings
    if (vlscBaseUrl !== undefined && refreshSchedule !== 'off')
      // A message that comes twice asks for the same run.
      new MessageSchedule(this, 'RefreshSchedule', {
        description: 'Asks VLSC about all agreement number pairs.',
        expression: refreshSchedule,
        timeZone: settings.refreshTimeZone,
        to: refreshQueue,
        message: { scheduledFor: '<aws.scheduler.scheduled-time>' },
      })
    const sweep = create('sweep', sweepTimeout)
    // The next one comes in a minute and finds the same.
    const once = { retryAttempts: 0, maxEventAge: sweepEventAge }
    sweep.configureAsyncInvoke(once)
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(sweep, once)],
    })
    new FiveMinuteTick(this, 'FiveMinuteTick', workQueue)
    new MessageSchedule(this, 'CleanUp', {
      description: 'Copies the day that is over, and removes files of snapshots that nothing names.',
      expression: cleanUpTime,
      timeZone: settings.ledgerTimeZone,
      to: runQueue,
      message: { stage: 'clean-up' },
    })
    new Monitoring(this, 'Monitoring', { alarmTopicArn })

    const outputs = {
      ApiUrl: api.url,
      Issuer: tokens.issuer,
      Audience: tokens.audience,
      BucketName: bucket.name,
      TableName: table.name,
      StreamArn: table.streamArn,
      ImportQueueUrl: importQueue.queue.queueUrl,
      WorkQueueUrl: workQueue.queue.queueUrl,
      ReportQueueUrl: reportQueue.queue.queueUrl,
      RefreshQueueUrl: refreshQueue.queue.queueUrl,
      ReconciliationQueueUrl: runQueue.queue.queueUrl,
      EventTopicArn: events.topicArn,
      ...(vlscBaseUrl !== undefined && { VlscBaseUrl: vlscBaseUrl }),
      ...(restoredTable !== undefined && { RestoredTable: restoredTable }),
      ...(tokens instanceof SignIn && { UserPoolId: tokens.userPoolId, ClientId: tokens.audience }),
    }
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value })
  }
}
