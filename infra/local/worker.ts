/**
 * Runs the functions that queues, the table's stream and schedules call, in processes of their own, as Lambda does: one
 * for each queue, and one for the rest. workers.ts starts them, and starts each again when it ends.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import type { WorkMessage } from '../../functions/wiring/messages.ts'
import { nextToCome, readSchedule, type Schedule } from '../../lib/foundation/calendar/schedule.ts'
import { connectTable } from '../../lib/foundation/table/table.ts'
import { startRuns } from '../../lib/positions/runs/ask-for-runs.ts'
import { cleanUpTime } from '../clean-up-time.ts'
import { type QueueName, workerMinutes, workers } from '../workers.ts'
import { consume } from './consume.ts'
import { invoke, loadHandler } from './lambda.ts'
import { followTable } from './table-stream.ts'

/** Milliseconds. */
const sweepTimeout = 50_000
const sweepInterval = 60_000
/** The longest that a timer is set for: clocks are put forward and back, and machines sleep. */
const longestNap = 60_000
/** Milliseconds for what is under way when the stack stops; what is not done is delivered again at the next start. */
const closingTime = 4_000

const environment = z.object({
  IMPORT_QUEUE_URL: z.url(),
  WORK_QUEUE_URL: z.url(),
  TABLE_NAME: z.string(),
  REFRESH_SCHEDULE: z.string(),
  REFRESH_TIME_ZONE: z.string(),
  GRAPH_SCHEDULE: z.string(),
  GRAPH_TIME_ZONE: z.string(),
  LEDGER_TIME_ZONE: z.string(),
})
const settings = environment.parse(process.env)
const queueUrls: Record<QueueName, string> = { imports: settings.IMPORT_QUEUE_URL, work: settings.WORK_QUEUE_URL }

const sqs = new SQSClient()
const stopping = new AbortController()

const report = (name: string, error: unknown) => console.error(`${name} failed:`, error)

const takeMessages = async (queue: QueueName): Promise<void> => {
  const worker = workers[queue]
  const handler = await loadHandler(worker.name)
  const timeout = workerMinutes * 60_000
  await consume({ queueUrl: queueUrls[queue], worker, handler, timeout, sqs, stopping: stopping.signal, report })
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

const send = (name: string, message: WorkMessage) =>
  sqs
    .send(new SendMessageCommand({ QueueUrl: queueUrls.work, MessageBody: JSON.stringify(message) }))
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
    send('the refresh schedule', { kind: 'scheduled-refresh', id: time.toISOString() }),
  )

/** Asks for a run of the connector whenever it is time. */
const readGraphOnSchedule = (): Promise<void> =>
  onSchedule(readSchedule(settings.GRAPH_SCHEDULE, settings.GRAPH_TIME_ZONE), (time) =>
    send('the schedule of the connector', { kind: 'scheduled-graph-run', id: time.toISOString() }),
  )

/** Asks for files of snapshots to be cleaned up: now, as this may be off every night, and every night. */
const cleanUpDaily = async (): Promise<void> => {
  const ask = () => send('the nightly cleaning up', { kind: 'run', id: 'clean-up' })
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
      await send('the start', { kind: 'run', id: 'collect' })
    },
    take: async (Records) => void (await invoke('changes', changes, { Records }, sweepTimeout)),
    report: (error) => report('following the table', error),
  })
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
  imports: () => [takeMessages('imports')],
  work: () => [takeMessages('work')],
  clock: () => [schedule(), followChanges(), refreshOnSchedule(), readGraphOnSchedule(), cleanUpDaily()],
}

const [, , role = ''] = process.argv
await Promise.all(roles[role]?.() ?? [])
process.exit(0)
