import { Environment } from '../lib/environment.ts'
import { powertoolsLog } from '../lib/log/powertools-log.ts'
import { consumer } from '../lib/queue/consumer.ts'
import { newIds } from '../lib/table/ids.ts'
import { connectTable } from '../lib/table/table.ts'
import { doWork } from '../lib/work/do-work.ts'
import { WorkMessage } from '../lib/work/work.ts'

const environment = Environment.pick({ TABLE_NAME: true, MAX_RECEIVE_COUNT: true }).parse(process.env)

const ledger = {
  table: connectTable(environment.TABLE_NAME),
  now: () => new Date(),
  newId: newIds(),
}

export const handler = consumer(
  environment.MAX_RECEIVE_COUNT,
  ({ body }) => doWork(ledger, WorkMessage.parse(body).workId),
  powertoolsLog(),
)
