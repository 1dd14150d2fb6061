import { Environment } from '../lib/environment.ts'
import { powertoolsLog } from '../lib/log/powertools-log.ts'
import { consumer } from '../lib/queue/consumer.ts'
import { messenger } from '../lib/queue/messenger.ts'
import { newIds } from '../lib/table/ids.ts'
import { connectTable } from '../lib/table/table.ts'
import { doWork } from '../lib/work/do-work.ts'
import { WorkMessage } from '../lib/work/work.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  WORK_QUEUE_URL: true,
  MAX_RECEIVE_COUNT: true,
  STALE_AFTER_HOURS: true,
  DEVICE_STALE_DAYS: true,
  LEDGER_TIME_ZONE: true,
}).parse(process.env)

const log = powertoolsLog()
const send = messenger(environment.WORK_QUEUE_URL, log)

const ledger = {
  table: connectTable(environment.TABLE_NAME),
  now: () => new Date(),
  newId: newIds(),
  announceWork: (workId: string) => send({ workId }),
  staleAfterHours: environment.STALE_AFTER_HOURS,
  deviceStaleDays: environment.DEVICE_STALE_DAYS,
  timeZone: environment.LEDGER_TIME_ZONE,
}

export const handler = consumer(
  environment.MAX_RECEIVE_COUNT,
  ({ body }) => doWork(ledger, WorkMessage.parse(body).workId),
  log,
)
