import { setTimeout as sleep } from 'node:timers/promises'
import { Environment } from '../lib/environment.ts'
import { powertoolsLog } from '../lib/log/powertools-log.ts'
import { tellRefreshEnd } from '../lib/log/tell-refresh-end.ts'
import { consumer } from '../lib/queue/consumer.ts'
import { messenger } from '../lib/queue/messenger.ts'
import type { RefreshDesk } from '../lib/refreshes/desk.ts'
import { takeRefreshMessage } from '../lib/refreshes/refresh-messages.ts'
import { newIds } from '../lib/table/ids.ts'
import { connectTable } from '../lib/table/table.ts'
import { configuredVlsc } from '../lib/vlsc/configured-vlsc.ts'

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
const sendRefresh = messenger(environment.REFRESH_QUEUE_URL, log)

const desk: RefreshDesk = {
  ledger: {
    table: connectTable(environment.TABLE_NAME),
    now: () => new Date(),
    newId: newIds(),
  },
  vlsc: configuredVlsc(environment),
  staleAfterHours: environment.STALE_AFTER_HOURS,
  goOn: (refreshId, delay) => sendRefresh({ refreshId }, delay),
  sleep: (milliseconds) => sleep(milliseconds),
  ended: tellRefreshEnd(log),
}

export const handler = consumer(environment.MAX_RECEIVE_COUNT, (delivery) => takeRefreshMessage(desk, delivery), log)
