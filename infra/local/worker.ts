/**
 * Runs the functions that queues, the table's stream and schedules call, in processes of their own, as Lambda does: one
 * for reconciliations, which take much memory, and one for all else. workers.ts starts them, and starts each again when
 * it ends.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import * as z from 'zod'
import { tickWork } from '../../functions/wiring/standing-work.ts'
import { nextToCome, readSchedule, type Schedule } from '../../lib/foundation/calendar/schedule.ts'
import { connectTable } from '../../lib/foundation/table/table.ts'
import { startRuns } from '../../lib/positions/runs/ask-for-runs.ts'
import { cleanUpTime } from '../clean-up-time.ts'
import { type Handler, lambdaContext, loadHandler } from './lambda.ts'
import { visibilityTimeout } from './queue-settings.ts'
import { followTable } from './table-stream.ts'

/** Messages of one queue that are worked on at the same time, as deployed. */
const maximumConcurrency = 2
/** Milliseconds that a function may take, as deployed. */
const workerTimeout = 5 * 60_000
const longTimeout = 15 * 60_000
const sweepTimeout = 50_000
const sweepInterval = 60_000
/** The longest that a timer is set for: clocks are put forward and back, and machines sleep. */
const longestNap = 60_000
/** Milliseconds after which a message under way is hidden for longer: a part of its visibility timeout. */
const heartbeat = 20_000
const longPollSeconds = 20
/** Milliseconds for what is under way when the stack stops; what is not done is delivered again at the next start. */
const closingTime = 4_000

const environment = z.object({
  IMPORT_QUEUE_URL: z.url(),
  WORK_QUEUE_URL: z.url(),
  REPORT_QUEUE_URL: z.url(),
  REFRESH_QUEUE_URL: z.url(),
  RECONCILIATION_QUEUE_URL: z.url(),
  TABLE_NAME: z.string(),
  REFRESH_SCHEDULE: z.string(),
  REFRESH_TIME_ZONE: z.string(),
  LEDGER_TIME_ZONE: z.string(),
  AWS_REGION: z.string(),
})
const settings = environment.parse(process.env)
const { IMPORT_QUEUE_URL, WORK_QUEUE_URL, REPORT_QUEUE_URL, REFRESH_QUEUE_URL, RECONCILIATION_QUEUE_URL, AWS_REGION } =
  settings
const BatchAnswer = z.looseObject({ batchItemFailures: z.array(z.unknown()).default([]) }).optional()

const sqs = new SQSClient()
const stopping = new AbortController()

const report = (name: string, error: unknown) => console.error(`${name} failed:`, error)

/** Runs a function. When its time is over this process ends, as Lambda ends the one that a function runs in. */
const invoke = async (name: string, handler: Handler, event: unknown, timeLimit: number): Promise<unknown> => {
  const timer = setTimeout(() => {
    report(name, `timed out after ${timeLimit / 1_000} s`)
    process.exit(1)
  }, timeLimit)
  try {
    return await handler(event, lambdaContext(name, timeLimit))
  } finally {
    clearTimeout(timer)
  }
}

/** The event that Lambda makes of a message. */
const sqsEvent = (queueUrl: string, message: Message) => {
  const [account, queue] = new URL(queueUrl).pathname.split('/').slice(1)
  return {
    Records: [
      {
        messageId: message.MessageId,
        receiptHandle: message.ReceiptHandle,
        body: message.Body,
        attributes: message.Attributes,
        messageAttributes: {},
        md5OfBody: message.MD5OfBody,
        eventSource: 'aws:sqs',
        eventSourceARN: `arn:aws:sqs:${AWS_REGION}:${account}:${queue}`,
        awsRegion: AWS_REGION,
      },
    ],
  }
}

interface Worker {
  name: string
  handler: Handler
  /** Milliseconds. */
  timeout: number
}

/** Hands a message to its function. It is deleted when that succeeds; else it becomes visible again after a while. */
const deliver = async (queueUrl: string, { name, handler, timeout }: Worker, message: Message): Promise<void> => {
  const receipt = { QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }
  const hideLonger = () =>
    sqs
      .send(new ChangeMessageVisibilityCommand({ ...receipt, VisibilityTimeout: visibilityTimeout }))
      .catch((error) => report('hiding a message', error))
  const beating = setInterval(hideLonger, heartbeat)
  try {
    const answer = BatchAnswer.parse(await invoke(name, handler, sqsEvent(queueUrl, message), timeout))
    if (!answer?.batchItemFailures.length) await sqs.send(new DeleteMessageCommand(receipt))
  } catch (error) {
    report(name, error)
  } finally {
    clearInterval(beating)
  }
}

/** Takes one message of a queue after the other, until the stack stops. */
const poll = async (queueUrl: string, worker: Worker): Promise<void> => {
  const receive = { QueueUrl: queueUrl, MaxNumberOfMessages: 1, WaitTimeSeconds: longPollSeconds }
  while (!stopping.signal.aborted) {
    try {
      const { Messages: [message] = [] } = await sqs.send(
        new ReceiveMessageCommand({ ...receive, MessageSystemAttributeNames: ['All'] }),
        { abortSignal: stopping.signal },
      )
      if (message) await deliver(queueUrl, worker, message)
    } catch (error) {
      if (stopping.signal.aborted) return
      report('receiving', error)
      await sleep(1_000)
    }
  }
}

const consume = async (queueUrl: string, name: string, timeout = workerTimeout): Promise<void> => {
  const worker = { name, handler: await loadHandler(name), timeout }
  await Promise.all(Array.from({ length: maximumConcurrency }, () => poll(queueUrl, worker)))
}

/** Calls the sweep immediately, then every minute. */
const schedule = async (): Promise<void> => {
  const sweep = await loadHandler('sweep')
  while (!stopping.signal.aborted) {
    const event = { source: 'aws.events', 'detail-type': 'Scheduled Event', time: new Date().toISOString(), detail: {} }
    await invoke('sweep', sweep, event, sweepTimeout).catch((error) => report('sweep', error))
    await sleep(sweepInterval, undefined, { signal: stopping.signal }).catch(() => {})
  }
}

const send = (name: string, queueUrl: string, message: object) =>
  sqs
    .send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }))
    .catch((error) => report(name, error))

/** Does something whenever it is time, as EventBridge Scheduler does. */
const onSchedule = async (next: Schedule | undefined, act: (time: Date) => Promise<unknown>): Promise<void> => {
  let time = next?.(new Date())
  while (next && time && !stopping.signal.aborted) {
    const left = time.getTime() - Date.now()
    if (left > 0) {
      await sleep(Math.min(left, longestNap), undefined, { signal: stopping.signal, ref: false }).catch(() => {})
      continue
    }
    await act(time)
    time = nextToCome(next, time, new Date())
  }
}

/** Asks for a refresh of everything whenever it is time. */
const refreshOnSchedule = (): Promise<void> =>
  onSchedule(readSchedule(settings.REFRESH_SCHEDULE, settings.REFRESH_TIME_ZONE), (time) =>
    send('the refresh schedule', REFRESH_QUEUE_URL, { scheduledFor: time.toISOString() }),
  )

/** Asks for files of snapshots to be cleaned up: now, as this may be off every night, and every night. */
const cleanUpDaily = async (): Promise<void> => {
  const ask = () => send('the nightly cleaning up', RECONCILIATION_QUEUE_URL, { stage: 'clean-up' })
  await ask()
  await onSchedule(readSchedule(cleanUpTime, settings.LEDGER_TIME_ZONE), ask)
}

/** Hands changes of the table to their function. Both stages run at each start: earlier changes were not announced. */
const followChanges = async (): Promise<void> => {
  const changes = await loadHandler('changes')
  const table = connectTable(settings.TABLE_NAME)
  await followTable({
    tableName: settings.TABLE_NAME,
    signal: stopping.signal,
    opened: async () => {
      await startRuns(table)
      await send('the start', RECONCILIATION_QUEUE_URL, { stage: 'collect' })
    },
    take: async (Records) => void (await invoke('changes', changes, { Records }, sweepTimeout)),
    report: (error) => report('following the table', error),
  })
}

/** Asks for due reports, and for alerts that only time raises: now, as nobody did while this was off, and every five minutes. */
const tick = async (): Promise<void> => {
  const ask = async () => {
    for (const workId of tickWork) await send('the tick', WORK_QUEUE_URL, { workId })
  }
  await ask()
  await onSchedule(readSchedule('rate(5 minutes)', 'UTC'), ask)
}

// Without the process that started this one there is no queue to take messages of.
process.on('disconnect', () => process.exit(0))
process.on('message', () => {
  stopping.abort()
  setTimeout(() => process.exit(0), closingTime).unref()
})
// Ctrl-C reaches the whole group of processes; the one that started this one says when to stop.
process.on('SIGINT', () => {})

const roles: Record<string, () => Promise<unknown>[]> = {
  reconciliations: () => [
    consume(RECONCILIATION_QUEUE_URL, 'reconciliation-worker', longTimeout),
    followChanges(),
    cleanUpDaily(),
  ],
  others: () => [
    consume(IMPORT_QUEUE_URL, 'import-worker', longTimeout),
    consume(WORK_QUEUE_URL, 'work-worker'),
    consume(REPORT_QUEUE_URL, 'report-worker', longTimeout),
    consume(REFRESH_QUEUE_URL, 'refresh-worker'),
    schedule(),
    refreshOnSchedule(),
    tick(),
  ],
}

const [, , role = ''] = process.argv
await Promise.all(roles[role]?.() ?? [])
process.exit(0)
