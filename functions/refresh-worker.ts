import { setTimeout as sleep } from 'node:timers/promises'
import { type RefreshDesk, takeRefreshMessage } from '../lib/entitlements/refreshes/run-refresh.ts'
import { configuredVlsc } from '../lib/entitlements/vlsc/http-vlsc.ts'
import { powertoolsLog } from '../lib/foundation/log/powertools-log.ts'
import { consumer } from '../lib/foundation/queue/consumer.ts'
import { Environment } from './wiring/environment.ts'
import { tellRefresh } from './wiring/queues.ts'
import { wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  REFRESH_QUEUE_URL: true,
  MAX_RECEIVE_COUNT: true,
  STALE_AFTER_HOURS: true,
  VLSC_BASE_URL: true,
  VLSC_TOKEN_URL: true,
  VLSC_CLIENT_ID: true,
  VLSC_SCOPE: true,
  VLSC_SECRET_ARN: true,
}).parse(process.env)

const log = powertoolsLog()

const desk: RefreshDesk = {
  ...wire(environment),
  vlsc: configuredVlsc(environment),
  staleAfterHours: environment.STALE_AFTER_HOURS,
  announceRefresh: tellRefresh(environment.REFRESH_QUEUE_URL, log),
  sleep: (milliseconds) => sleep(milliseconds),
  log,
}

export const handler = consumer(environment.MAX_RECEIVE_COUNT, (delivery) => takeRefreshMessage(desk, delivery), log)
