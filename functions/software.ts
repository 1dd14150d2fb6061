import { Environment } from '../lib/environment.ts'
import { api } from '../lib/http/api.ts'
import { idempotency } from '../lib/http/idempotency.ts'
import { jsonLog } from '../lib/log/json-log.ts'
import { messenger } from '../lib/queue/messenger.ts'
import { newIds } from '../lib/table/ids.ts'
import { connectTable } from '../lib/table/table.ts'
import { softwareRoutes } from './software.routes.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  WORK_QUEUE_URL: true,
  STALE_AFTER_HOURS: true,
  LEDGER_TIME_ZONE: true,
  ROLES_CLAIM: true,
}).parse(process.env)

const log = jsonLog()
const now = () => new Date()
const table = connectTable(environment.TABLE_NAME)
const send = messenger(environment.WORK_QUEUE_URL, log)

export const handler = api(
  softwareRoutes,
  {
    table,
    now,
    newId: newIds(),
    announceWork: (workId) => send({ workId }),
    timeZone: environment.LEDGER_TIME_ZONE,
    staleAfterHours: environment.STALE_AFTER_HOURS,
  },
  { rolesClaim: environment.ROLES_CLAIM, now, idempotency: idempotency(table, now), log },
)
