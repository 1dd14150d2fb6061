import { SQSClient } from '@aws-sdk/client-sqs'
import { powertoolsLog } from '../lib/foundation/log/powertools-log.ts'
import { Environment } from './wiring/environment.ts'
import { teller, tellImport } from './wiring/messages.ts'
import { sweep, tick } from './wiring/sweep.ts'
import { isTimeToLook, watch } from './wiring/watch.ts'
import { wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  STALE_AFTER_HOURS: true,
  LEDGER_TIME_ZONE: true,
  DEVICE_STALE_DAYS: true,
  ALERT_DAYS: true,
  ALERT_NO_ENTITLEMENT: true,
  WORK_QUEUE_URL: true,
  IMPORT_QUEUE_URL: true,
  DEAD_LETTERS: true,
}).parse(process.env)

const log = powertoolsLog()
const tell = teller(environment, log)

const ledger = {
  ...wire(environment),
  timeZone: environment.LEDGER_TIME_ZONE,
  staleAfterHours: environment.STALE_AFTER_HOURS,
  staleDays: environment.DEVICE_STALE_DAYS,
  alertDays: environment.ALERT_DAYS,
  alertNoEntitlement: environment.ALERT_NO_ENTITLEMENT,
  announceWork: tell('work'),
}
const send = {
  work: tell('work'),
  import: tellImport(environment, log),
  report: tell('report'),
  refresh: tell('refresh'),
  graphRun: tell('graph-run'),
  ask: tell('run'),
}

const watched = { ...ledger, sqs: new SQSClient(), deadLetters: environment.DEAD_LETTERS, log }

/** The first sweep ticks, too: the local stack may have been off. */
let isFirst = true

export const handler = async (): Promise<void> => {
  await sweep(ledger, send)
  if (isFirst || isTimeToLook(ledger.now())) await tick(ledger)
  isFirst = false
  await watch(watched)
}
